import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dayAt, daysLater, hourOf, nextHour, spanOf } from "./local-day.ts";

const at = (text: string) => Date.parse(text);
const HOUR_MS = 3_600_000;

function hours(day: number, month: number): number {
  const { from, to } = spanOf({ year: 2026, month, day }, "Europe/Berlin");
  return (to - from) / HOUR_MS;
}

describe("a day by the clock of a zone", () => {
  it("is 23 hours where clocks are set forward and 25 where they are set back", () => {
    assert.deepEqual([hours(28, 3), hours(29, 3), hours(25, 10)], [24, 23, 25]);
  });

  it("begins when its clock does, where there is no midnight and where there is no such day at all", () => {
    const lebanon = spanOf({ year: 2026, month: 3, day: 29 }, "Asia/Beirut");
    assert.equal(new Date(lebanon.from).toISOString(), "2026-03-28T22:00:00.000Z");
    const samoa = spanOf({ year: 2011, month: 12, day: 30 }, "Pacific/Apia");
    assert.equal(samoa.from, samoa.to);
  });

  it("is the one that it is there", () => {
    assert.deepEqual(dayAt(at("2026-12-31T23:30:00Z"), "Europe/Athens"), { year: 2027, month: 1, day: 1 });
    assert.deepEqual(daysLater({ year: 2027, month: 1, day: 1 }, -1), { year: 2026, month: 12, day: 31 });
  });
});

describe("an hour of a day", () => {
  const CASES: readonly [what: string, after: string, hour: number, zone: string, next: string][] = [
    ["later today", "2026-12-24T05:59:59Z", 7, "Europe/Berlin", "2026-12-24T06:00:00Z"],
    ["tomorrow, once it is that hour", "2026-12-24T06:00:00Z", 7, "Europe/Berlin", "2026-12-25T06:00:00Z"],
    ["when clocks are set forward over it", "2026-03-28T12:00:00Z", 2, "Europe/Berlin", "2026-03-29T01:00:00Z"],
    ["the first of two", "2026-10-24T12:00:00Z", 2, "Europe/Berlin", "2026-10-25T00:00:00Z"],
    ["not the second of two again", "2026-10-25T00:00:00Z", 2, "Europe/Berlin", "2026-10-26T01:00:00Z"],
    ["by half hours", "2026-12-24T00:00:00Z", 7, "Asia/Kolkata", "2026-12-24T01:30:00Z"],
    ["at the end of a day that a zone left out", "2011-12-30T09:00:00Z", 7, "Pacific/Apia", "2011-12-30T10:00:00Z"],
  ];
  for (const [what, after, hour, zone, next] of CASES) {
    it(`is ${what}`, () => assert.equal(nextHour(at(after), hour, zone), at(next)));
  }

  it("comes once a day, whatever clocks do in a year", () => {
    for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]) {
      for (const hour of [0, 1, 2, 3, 7]) {
        let days = 0;
        let now = hourOf({ year: 2026, month: 1, day: 1 }, hour, zone);
        for (const end = hourOf({ year: 2027, month: 1, day: 1 }, hour, zone); now < end; days++)
          now = nextHour(now, hour, zone);
        assert.equal(days, 365, `${zone} at ${hour}`);
      }
    }
  });
});
