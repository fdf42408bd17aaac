import assert from "node:assert/strict";
import { it } from "node:test";
import { daysLater } from "./later.ts";

it("is the same time of day by the clock at the door, whatever is done to clocks between", () => {
  for (const [from, days, zone, to] of [
    ["2026-10-24T09:00:00Z", 1, "Europe/Berlin", "2026-10-25T10:00:00Z"],
    ["2026-12-30T23:30:15Z", 2, "UTC", "2027-01-01T23:30:15Z"],
    ["2026-03-28T01:30:00Z", 1, "Europe/Berlin", "2026-03-29T01:30:00Z"],
    ["2026-03-01T10:00:00Z", -1, "America/New_York", "2026-02-28T10:00:00Z"],
    ["2026-06-01T10:00:00.500Z", 7, "Europe/Athens", "2026-06-08T10:00:00.500Z"],
  ] as const)
    assert.equal(new Date(daysLater(Date.parse(from), days, zone)).toISOString(), new Date(to).toISOString());
});
