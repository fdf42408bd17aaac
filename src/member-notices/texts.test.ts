import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NOTICE_LANGUAGES } from "./choices.ts";
import { textsIn } from "./languages.ts";
import { shownName, shownTime } from "./shown.ts";

describe("what mails to members say", () => {
  it("is of one door, or of several", () => {
    const [en, de] = [textsIn("en"), textsIn("de")];
    assert.equal(en.next["door-ajar"](1), "Please have somebody close it.");
    assert.equal(en.next["door-ajar"](2), "Please have somebody close them.");
    assert.equal(de.next.jammed(2), "Bis jemand nachgesehen hat, öffnen diese Türen niemandem.");
    assert.equal(de.subject.opened({ times: 4, door: "Haustür", doors: 2 }), "4 Öffnungen an 2 Türen");
    assert.equal(de.subject.opened({ times: 4, door: "Haustür", doors: 1 }), "4 Öffnungen: Haustür");
  });

  it("is of an organisation, or of somebody's own locks", () => {
    const { because } = textsIn("de");
    assert.equal(because.owner("Acme"), "Sie bekommen diese E-Mails als Inhaber von Acme.");
    assert.equal(because.owner(undefined), "Sie bekommen diese E-Mails als Inhaber dieser Schlösser.");
  });

  it("keeps names apart that run the other way, and no others", () => {
    assert.equal(shownName("12 דלת"), "\u206812 דלת\u2069");
    assert.equal(shownName("\u202edoor 12\u2069"), "door 12");
    assert.equal([...shownName("א".repeat(100))].length, 82);
  });

  it("names the clock of a time that is no door's", () => {
    const [at, now] = [Date.parse("2026-12-23T10:00:00Z"), Date.parse("2026-12-24T12:00:00Z")];
    const shown = NOTICE_LANGUAGES.map((one) => shownTime(textsIn(one), at, "Europe/Berlin", now, true));
    assert.deepEqual(shown, ["23 Dec, 11:00 CET", "23. Dez., 11:00 MEZ"]);
  });
});
