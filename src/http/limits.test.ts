import assert from "node:assert/strict";
import { it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { createOwnCounters } from "../limits/counters.ts";
import { createLimits } from "./limits.ts";

const ONE = { kind: "on", perMinutePerCaller: 1, perMinutePerKey: 1 } as const;

/** Whether both addresses count as one. */
function areOne(one: string, other: string): boolean {
  const clock = new ManualClock(0);
  const { address } = createLimits(createOwnCounters(clock), ONE, clock);
  address(one);
  try {
    address(other);
    return false;
  } catch (error) {
    assert.match(String(error), /try again in 60 s/);
    return true;
  }
}

it("counts addresses of IPv6 by their /64, and others one by one", () => {
  assert.equal(areOne("192.0.2.1", "192.0.2.1"), true);
  assert.equal(areOne("192.0.2.1", "192.0.2.2"), false);
  assert.equal(areOne("::ffff:192.0.2.1", "::ffff:192.0.2.2"), false);
  assert.equal(areOne("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"), true);
  assert.equal(areOne("2001:db8::1", "2001:0db8:0000:0000:0:0:0:2"), true);
  assert.equal(areOne("2001:db8:1::", "2001:db8:1:0:5::"), true);
  assert.equal(areOne("2001:db8:1:2::1", "2001:db8:1:3::1"), false);
  assert.equal(areOne("::1", "::2"), true);
  assert.equal(areOne("::1", "1::"), false);
});

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
