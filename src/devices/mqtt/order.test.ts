import assert from "node:assert/strict";
import { test } from "node:test";
import { trackOrder } from "./order.ts";
import type { Report } from "./profiles/profile.ts";
import type { LockPosition } from "../driver.ts";
import type { Delivery } from "./session.ts";

const command = { orderId: "one", address: "a", action: "unlock", notAfter: 10_000 } as const;
const state = (position: LockPosition): Report => ({ type: "state", position });
const answer = (stage: "accepted" | "executed", orderId?: string): Report => ({
  type: "answer",
  by: "ack",
  ...(orderId !== undefined && { orderId }),
  result: { ok: true, stage },
});
const refusal: Report = {
  type: "answer",
  by: "ack",
  result: { ok: false, failure: "rejected", mayHaveExecuted: false, detail: "no" },
};

interface Case {
  readonly name: string;
  readonly before?: LockPosition;
  readonly device?: { readonly assumed?: boolean; readonly correlates?: boolean };
  readonly action?: "unlock" | "unlatch";
  readonly delivery?: Delivery["kind"];
  readonly heard?: readonly Report[];
  readonly retained?: true;
  /** Stage and by; or failure and whether it may have moved. */
  readonly comes: readonly [string, string | boolean];
}

const CASES: readonly Case[] = [
  { name: "nothing is heard", comes: ["timeout", true] },
  {
    name: "a state that it was told of confirms",
    heard: [state("unlocking"), state("unlocked")],
    comes: ["confirmed", "state"],
  },
  {
    name: "a state that was kept confirms nothing",
    heard: [state("unlocked")],
    retained: true,
    comes: ["timeout", true],
  },
  {
    name: "an answer that was kept says nothing",
    heard: [answer("executed")],
    retained: true,
    comes: ["timeout", true],
  },
  {
    name: "a lock that was unlocked says nothing new",
    before: "unlocked",
    heard: [state("unlocked")],
    comes: ["accepted", "state"],
  },
  {
    name: "of a lock that was never heard an unlocked state is nothing new",
    before: "unknown",
    heard: [state("unlocked")],
    comes: ["accepted", "state"],
  },
  {
    name: "a lock that was unlocked, locked itself and unlocks",
    before: "unlocked",
    heard: [state("locked"), state("unlocked")],
    comes: ["confirmed", "state"],
  },
  { name: "a lock that says it is locked all the same", heard: [state("locked")], comes: ["timeout", true] },
  { name: "a bolt that jams", heard: [state("jammed")], comes: ["jammed", true] },
  { name: "a bolt that was jammed before", before: "jammed", heard: [state("jammed")], comes: ["timeout", true] },
  { name: "a bolt that stopped half way", heard: [state("not_fully_locked")], comes: ["jammed", true] },
  {
    name: "a bolt that passes the middle",
    heard: [state("not_fully_locked"), state("unlocked")],
    comes: ["confirmed", "state"],
  },
  {
    name: "a bolt that was half way before",
    before: "not_fully_locked",
    heard: [state("not_fully_locked")],
    comes: ["timeout", true],
  },
  { name: "unlocked is not unlatched", action: "unlatch", heard: [state("unlocked")], comes: ["timeout", true] },
  { name: "unlatched is", action: "unlatch", heard: [state("unlatched")], comes: ["confirmed", "state"] },
  { name: "unlatched is unlocked", heard: [state("unlatched")], comes: ["confirmed", "state"] },
  { name: "told to open, and no more", heard: [answer("accepted")], comes: ["accepted", "ack"] },
  {
    name: "told to open, and then seen",
    heard: [answer("accepted"), state("unlocked")],
    comes: ["confirmed", "state"],
  },
  { name: "it answers twice, otherwise", heard: [answer("executed"), refusal], comes: ["executed", "ack"] },
  { name: "it refuses, and answers again", heard: [refusal, answer("executed")], comes: ["rejected", false] },
  { name: "an answer to another order", heard: [answer("executed", "two")], comes: ["timeout", true] },
  {
    name: "whoever answers by order is not believed by its state",
    device: { correlates: true },
    heard: [state("unlocked")],
    comes: ["timeout", true],
  },
  {
    name: "what was assumed confirms nothing",
    device: { assumed: true },
    heard: [state("unlocked")],
    comes: ["timeout", true],
  },
  { name: "what is never heard was sent", device: { assumed: true }, delivery: "taken", comes: ["sent", "ack"] },
  { name: "the broker has it", delivery: "taken", comes: ["timeout", true] },
  { name: "the connection ended", delivery: "lost", comes: ["timeout", true] },
  { name: "nobody listens", delivery: "nobody", comes: ["offline", false] },
  { name: "it was not sent", delivery: "unsent", comes: ["offline", false] },
  { name: "the broker refuses it", delivery: "refused", comes: ["auth", false] },
];

for (const {
  name,
  before = "locked",
  device = {},
  action = "unlock",
  delivery,
  heard = [],
  retained = false,
  comes,
} of CASES) {
  test(name, async () => {
    const order = trackOrder({
      command: { ...command, action },
      before,
      device: { assumed: false, correlates: false, ...device },
      now: () => 5,
    });
    if (delivery) order.deliver(delivery === "refused" ? { kind: delivery, code: 135 } : { kind: delivery });
    for (const report of heard) order.hear(report, retained);
    const outcome = await Promise.race([order.outcome, Promise.resolve().then(() => order.atDeadline())]);
    assert.deepEqual(outcome.ok ? [outcome.stage, outcome.by] : [outcome.failure, outcome.mayHaveExecuted], comes);
  });
}
