import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wallClock } from "../../time/wall-clock.ts";
import { hourOf, isTonight, LONGEST_MS, nightEnds } from "./nights.ts";

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Australia/Lord_Howe",
  "UTC",
];

test("A night ends at noon of tomorrow by the door's own clock, also where clocks are set", () => {
  assert.equal(
    wallClock(nightEnds(Date.parse("2027-03-27T20:00Z"), "Europe/Berlin"), "Europe/Berlin"),
    "2027-03-28T12:00",
  );
  assert.equal(
    wallClock(nightEnds(Date.parse("2026-12-31T23:30Z"), "Europe/Berlin"), "Europe/Berlin"),
    "2027-01-02T12:00",
  );
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 26_000_000, max: 34_000_000 }), (zone, minute) => {
      const now = minute * 60_000;
      const end = nightEnds(now, zone);
      assert.equal(wallClock(end, zone).slice(11), "12:00");
      assert.ok(end > now && end - hourOf(now) <= LONGEST_MS + 3_600_000);
      assert.ok(!isTonight(now, now, zone) && !isTonight(end, now, zone) && isTonight(end - 1, now, zone));
    }),
  );
});
