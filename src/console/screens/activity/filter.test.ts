import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toldBy } from "../../../activity/told.ts";
import type { LedgerEvent } from "../../../domain/events.ts";
import { EVENT_TYPES } from "../../../ledger/event-types.ts";
import { asked, dayStart, filterOf, KINDS, nextDay, wantedOf } from "./filter.ts";

const endOf = (query: Record<string, string>) => asked(wantedOf(filterOf(query), "UTC")).to;

describe("the filter of the activity", () => {
  it("has every event that people are told of in one of its kinds", () => {
    const told = EVENT_TYPES.filter((type) => toldBy({ type, data: {}, context: {} } as LedgerEvent));
    assert.deepEqual(Object.values<readonly string[]>(KINDS).flat().toSorted(), told.toSorted());
  });

  it("takes from an address what it understands, and nothing else", () => {
    const given = {
      door: "12",
      kind: "openings",
      outcome: "constructor",
      from: "2026-13-01",
      to: "2026-12-24",
      zone: "Moon",
    };
    const { door, kind, outcome, from, to, zone } = filterOf(given);
    assert.deepEqual(
      [door, kind, outcome, from, to, zone],
      ["12", "openings", undefined, undefined, "2026-12-24", undefined],
    );
  });

  it("asks for whole days by the door's clocks, also where they are set", () => {
    const wanted = wantedOf(filterOf({ from: "2026-10-24", to: "2026-10-25" }), "Europe/Athens");
    assert.equal(wanted.to! - wanted.from!, 49 * 3_600_000);
    assert.equal(asked(wanted).from, "2026-10-23T21:00:00.000Z");
  });

  it("begins a day that has no midnight at its first time", () => {
    assert.equal(new Date(dayStart("2026-09-06", "America/Santiago")).toISOString(), "2026-09-06T04:00:00.000Z");
  });

  it("counts days over months and years", () => {
    assert.deepEqual([nextDay("2026-12-31"), nextDay("2028-02-29", -30)], ["2027-01-01", "2028-01-30"]);
  });

  it("goes on where a list ended, within the days that are asked for", () => {
    assert.equal(endOf({ before: "2026-12-24T10:00:00.001Z" }), "2026-12-24T10:00:00.001Z");
    assert.equal(endOf({ before: "2026-12-24T10:00:00.001Z", to: "2026-12-23" }), "2026-12-24T00:00:00.000Z");
  });
});
