import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bucketsOf, type BucketSize } from "./buckets.ts";

const ZONES = [
  "UTC",
  "Europe/Athens",
  "America/St_Johns",
  "America/New_York",
  "Africa/Casablanca",
  "Asia/Gaza",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Asia/Pyongyang",
];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const hours = (from: string, to: string, by: BucketSize, zone: string) =>
  bucketsOf(Date.parse(from), Date.parse(to), by, zone).map(({ label, start, end }) => [label, (end - start) / HOUR]);

describe("hours and days of a zone", () => {
  it("are longer and shorter where clocks are set", () => {
    assert.deepEqual(hours("2026-10-23T21:00:00Z", "2026-10-26T22:00:00Z", "day", "Europe/Athens"), [
      ["2026-10-24", 24],
      ["2026-10-25", 25],
      ["2026-10-26", 24],
    ]);
    assert.deepEqual(hours("2026-03-29T12:00:00Z", "2026-03-29T12:00:01Z", "day", "Europe/Athens"), [
      ["2026-03-29", 23],
    ]);
  });

  it("are two where the same hour comes twice, and none where it is left out", () => {
    assert.deepEqual(hours("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", "hour", "Europe/Athens"), [
      ["2026-10-25T03:00+03:00", 1],
      ["2026-10-25T03:00+02:00", 1],
    ]);
    assert.deepEqual(hours("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z", "hour", "Europe/Athens"), [
      ["2026-03-29T02:00+02:00", 1],
      ["2026-03-29T04:00+03:00", 1],
    ]);
    assert.deepEqual(hours("2026-04-04T14:00:00Z", "2026-04-04T15:59:00Z", "hour", "Australia/Lord_Howe"), [
      ["2026-04-05T01:00+11:00", 1],
      ["2026-04-05T01:00+10:30", 0.5],
      ["2026-04-05T02:00+10:30", 1],
    ]);
  });

  it("leave out a day that a place has not had", () => {
    assert.deepEqual(hours("2011-12-29T12:00:00Z", "2011-12-31T12:00:00Z", "day", "Pacific/Apia"), [
      ["2011-12-29", 24],
      ["2011-12-31", 24],
      ["2012-01-01", 24],
    ]);
  });

  it("follow each other without a gap, each whole, and hold what their zone's clocks say", () => {
    const start = fc.integer({ min: Date.UTC(2012, 0, 2), max: Date.UTC(2060, 0, 1) });
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 1, max: 40 * DAY }),
        fc.constantFrom<BucketSize>("hour", "day"),
        fc.constantFrom(...ZONES),
        (from, length, by, timeZone) => {
          const to = from + (by === "hour" ? Math.ceil(length / 24) : length);
          const buckets = bucketsOf(from, to, by, timeZone);
          assert.ok(buckets[0]!.start <= from && buckets.at(-1)!.end >= to && buckets.at(-1)!.start < to);
          assert.equal(new Set(buckets.map(({ label }) => label)).size, buckets.length);
          const date = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
          const hour = new Intl.DateTimeFormat("sv-SE", { timeZone, hour: "2-digit", hourCycle: "h23" });
          for (const [i, { start, end, label }] of buckets.entries()) {
            assert.ok(end > start && start % 900_000 === 0);
            if (i > 0) assert.equal(start, buckets[i - 1]!.end);
            for (const at of [start, (start + end) / 2, end - 1]) {
              assert.equal(label.slice(0, 10), date.format(at));
              if (by === "hour") assert.equal(label.slice(11, 13), hour.format(at).slice(0, 2).padStart(2, "0"));
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
