import assert from "node:assert/strict";
import { it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { createOwnCounters } from "../limits/counters.ts";
import { createLimits } from "./limits.ts";

const ONE = { kind: "on", perMinutePerCaller: 1, perMinutePerKey: 1 } as const;

it("counts callers, addresses and keys apart", () => {
  const clock = new ManualClock(0);
  const limits = createLimits(createOwnCounters(clock), ONE, clock);
  for (const once of [limits.caller, limits.address, limits.key]) once("192.0.2.1");
  for (const again of [limits.caller, limits.address, limits.key])
    assert.throws(() => again("192.0.2.1"), { status: 429, options: { retryAfter: 60 } });
});

it("always counts messages", async () => {
  const clock = new ManualClock(0);
  const { mail, caller } = createLimits(createOwnCounters(clock), { kind: "off" }, clock);
  for (let i = 0; i < 5; i++) await mail("key anna@example.test");
  await assert.rejects(mail("key anna@example.test"), { status: 429 });
  await mail("key bert@example.test");
  for (let i = 0; i < 5_000; i++) caller("acme");
});
