import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  addDays,
  dateAt,
  daysLater,
  instantAt,
  laterEnds,
  oneHour,
  oneWeek,
  stay,
  thisWeekend,
  untilTomorrow,
} from "./presets.ts";
import { instantsOf, wallClock } from "./wall-clock.ts";

const BERLIN = "Europe/Berlin";
const ZONES = [
  BERLIN,
  "Europe/London",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Cairo",
];
const at = (wall: string, zone = BERLIN) => instantsOf(wall, zone)[0]!;
const show = ({ from, until }: { from: number; until: number }, zone = BERLIN) => [
  wallClock(from, zone),
  wallClock(until, zone),
];

describe("times of new keys", () => {
  it("are an hour at least, by the clock that runs, also where clocks are set", () => {
    const before = Date.parse("2026-10-25T00:30:20Z"); // 02:30 in Berlin, for the first time
    assert.deepEqual(oneHour(before), {
      from: Date.parse("2026-10-25T00:30Z"),
      until: Date.parse("2026-10-25T01:31Z"),
    });
  });

  it("end tomorrow at eleven at the door, whatever the day here", () => {
    assert.deepEqual(show(untilTomorrow(at("2026-12-31T23:59"), BERLIN)), ["2026-12-31T23:59", "2027-01-01T11:00"]);
    assert.deepEqual(show(untilTomorrow(at("2028-02-28T09:00"), BERLIN)), ["2028-02-28T09:00", "2028-02-29T11:00"]);
    // Nine in the evening in Berlin is the day after in Auckland.
    const now = at("2026-12-24T21:00");
    assert.equal(wallClock(untilTomorrow(now, "Pacific/Auckland").until, "Pacific/Auckland"), "2026-12-26T11:00");
  });

  it("are what is left of a weekend, or the next one", () => {
    assert.deepEqual(show(thisWeekend(at("2026-12-23T10:00"), BERLIN)), ["2026-12-26T00:00", "2026-12-28T00:00"]);
    assert.deepEqual(show(thisWeekend(at("2026-12-26T10:30"), BERLIN)), ["2026-12-26T10:30", "2026-12-28T00:00"]);
    assert.deepEqual(show(thisWeekend(at("2026-12-27T23:59"), BERLIN)), ["2026-12-27T23:59", "2026-12-28T00:00"]);
    assert.deepEqual(show(thisWeekend(at("2026-12-28T00:00"), BERLIN)), ["2027-01-02T00:00", "2027-01-04T00:00"]);
  });

  it("are of weekends that end on Saturday, and of those of one day, where people have such", () => {
    const zone = "Africa/Cairo";
    const of = (wall: string, days: number[]) => show(thisWeekend(at(wall, zone), zone, days), zone);
    assert.deepEqual(of("2026-12-24T10:00", [5, 6]), ["2026-12-25T00:00", "2026-12-27T00:00"]);
    assert.deepEqual(of("2026-12-26T10:00", [5, 6]), ["2026-12-26T10:00", "2026-12-27T00:00"]);
    assert.deepEqual(of("2026-12-26T10:00", [7]), ["2026-12-27T00:00", "2026-12-28T00:00"]);
  });

  it("begin at a midnight that clocks leave out when they have been set", () => {
    // In Santiago they are set forward over it on this Sunday.
    const zone = "America/Santiago";
    assert.deepEqual(show(thisWeekend(at("2026-09-02T10:00", zone), zone, [7]), zone), [
      "2026-09-06T01:00",
      "2026-09-07T00:00",
    ]);
  });

  it("are a week to the same time of day, also over a day of 23 or 25 hours", () => {
    assert.deepEqual(show(oneWeek(at("2027-03-25T18:00"), BERLIN)), ["2027-03-25T18:00", "2027-04-01T18:00"]);
    assert.deepEqual(show(oneWeek(at("2026-10-20T18:00"), BERLIN)), ["2026-10-20T18:00", "2026-10-27T18:00"]);
    // Half past two is left out a week later.
    assert.deepEqual(show(oneWeek(at("2027-03-21T02:30"), BERLIN)), ["2027-03-21T02:30", "2027-03-28T03:00"]);
  });

  it("are a stay from check-in to check-out of the site", () => {
    assert.deepEqual(show(stay("2026-12-30", "2027-01-02", BERLIN)), ["2026-12-30T15:00", "2027-01-02T11:00"]);
    const hours = { checkIn: "16:30", checkOut: "09:45" };
    assert.deepEqual(show(stay("2026-12-30", "2027-01-02", BERLIN, hours)), ["2026-12-30T16:30", "2027-01-02T09:45"]);
    assert.ok(Number.isNaN(stay("", "2027-01-02", BERLIN).from));
    assert.ok(Number.isNaN(stay("2026-12-30", "tomorrow", BERLIN).until));
  });

  it("begin with the first and end with the second of two hours that clocks show the same", () => {
    const [first, second] = instantsOf("2026-10-25T02:30", BERLIN);
    assert.equal(instantAt("2026-10-25", "02:30", BERLIN, "begin"), first);
    assert.equal(instantAt("2026-10-25", "02:30", BERLIN, "end"), second);
  });

  it("of all zones and days begin no later than they end, on the right day", () => {
    const minutes = fc.integer({ min: 29_000_000, max: 33_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minutes, (zone, minute) => {
        const now = minute * 60_000 + 12_345;
        const times = [oneHour(now), untilTomorrow(now, zone), thisWeekend(now, zone), oneWeek(now, zone)];
        for (const { from, until } of times) assert.ok(from < until && until > now, `${zone} ${now}`);
        for (const { from } of [times[0]!, times[1]!, times[3]!]) assert.ok(from <= now && now - from < 60_000);
        assert.equal(dateAt(times[1]!.until, zone), addDays(dateAt(now, zone), 1));
        assert.equal(dateAt(daysLater(now, 1, zone), zone), addDays(dateAt(now, zone), 1));
      }),
    );
  });
});

const names = (until: string, now: string) =>
  Object.entries(laterEnds(at(until), at(now), BERLIN)).map(([name, end]) => `${name} ${wallClock(end, BERLIN)}`);

describe("later ends of a key", () => {
  it("are after the one that it has, and after now where it is over", () => {
    assert.deepEqual(names("2026-12-24T18:00", "2026-12-24T12:00"), [
      "hour 2026-12-24T19:00",
      "tomorrow 2026-12-25T11:00",
      "day 2026-12-25T18:00",
    ]);
    assert.deepEqual(names("2026-12-20T18:00", "2026-12-24T12:00"), [
      "hour 2026-12-24T13:00",
      "tomorrow 2026-12-25T11:00",
      "day 2026-12-25T12:00",
    ]);
    assert.deepEqual(names("2026-12-27T11:00", "2026-12-24T12:00"), ["hour 2026-12-27T12:00", "day 2026-12-28T11:00"]);
  });
});
