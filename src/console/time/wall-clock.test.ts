import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantsOf, offsetName, wallClock } from "./wall-clock.ts";

const ZONES = ["Europe/Berlin", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];

test("What clocks show is read back as the same minute, or as one of two that they show so", () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 26_000_000, max: 34_000_000 }), (zone, minute) => {
      const at = minute * 60_000;
      assert.ok(instantsOf(wallClock(at, zone), zone).includes(at));
    }),
  );
});

test("Times that clocks leave out are none, and those that they show twice are two", () => {
  assert.deepEqual(instantsOf("2027-03-28T02:30", "Europe/Berlin"), []);
  assert.equal(instantsOf("2026-10-25T02:30", "Europe/Berlin").length, 2);
  assert.deepEqual(instantsOf("", "Europe/Berlin"), []);
});

test("Offsets are named as people write them", () => {
  const [first, second] = instantsOf("2026-10-25T02:30", "Europe/Berlin");
  assert.equal(offsetName(first!, "Europe/Berlin"), "UTC+2");
  assert.equal(offsetName(second!, "Europe/Berlin"), "UTC+1");
  assert.equal(offsetName(second!, "Asia/Kathmandu"), "UTC+5:45");
  assert.equal(offsetName(Date.UTC(2026, 0, 1), "America/New_York"), "UTC−5");
});
