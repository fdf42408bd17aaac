import assert from "node:assert/strict";
import { it } from "node:test";
import { type Channel, notifyOf, problemOfAddress, type SendTo } from "./sent-to.ts";

const TO: SendTo = { isAsked: true, address: "maria@example.com", by: "sms", when: "now", language: "de" };
const FROM = Date.UTC(2026, 11, 24, 14);
const ALL: readonly Channel[] = ["email", "sms", "whatsapp"];

it("a link is sent to an address or a number, by what the server has", () => {
  const { language } = TO;
  const phone = { ...TO, address: " +30 691 2345678 " };
  for (const [to, channels, notify] of [
    [TO, ["email"], { email: "maria@example.com", language }],
    [TO, ALL, { email: "maria@example.com", language }],
    [phone, ALL, { phone: "+30 691 2345678", channel: "sms", language }],
    [{ ...phone, by: "whatsapp" }, ALL, { phone: "+30 691 2345678", channel: "whatsapp", language }],
    [phone, ["whatsapp"], { phone: "+30 691 2345678", channel: "whatsapp", language }],
    [{ ...TO, when: "hours" }, ["email"], { email: "maria@example.com", language, at: "2026-12-24T12:00:00.000Z" }],
    [{ ...TO, when: "day" }, ["email"], { email: "maria@example.com", language, at: "2026-12-23T14:00:00.000Z" }],
  ] as [SendTo, readonly Channel[], object][])
    assert.deepEqual(notifyOf(to, channels, FROM), notify);
});

it("an address that is none is told before it is sent", () => {
  for (const [address, channels, problem] of [
    ["maria@example.com", ["email"], undefined],
    ["maria", ["email"], "email"],
    ["", ["email"], "email"],
    ["", ALL, "email"],
    ["+306912345678", ALL, undefined],
    ["6912345678", ALL, "phone"],
    ["", ["sms"], "phone"],
    ["+306912345678", ["email"], "email"],
  ] as [string, readonly Channel[], string | undefined][])
    assert.equal(problemOfAddress({ ...TO, address }, channels), problem, address);
  assert.equal(problemOfAddress({ ...TO, isAsked: false, address: "" }, ALL), undefined);
});
