import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { instantOf, isoTime, isUnguessableUuid, isUtcTime, isUuid } from "./ids.ts";

describe("UUIDs", () => {
  const examples: readonly (readonly [string, uuid: boolean, unguessable: boolean])[] = [
    ["5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b", true, true],
    ["5F0C3A52-9D6E-4F1B-BA7C-2B3D4E5F6A7B", true, true],
    ["0190163d-8694-739b-aea5-966c26f8ad91", true, true],
    ["00000000-0000-0000-0000-000000000000", true, false],
    ["ffffffff-ffff-ffff-ffff-ffffffffffff", true, false],
    ["c232ab00-9414-11ec-b3c8-9f6bdeced846", true, false],
    ["5df41881-3aed-3515-88a7-2f4a814cf09e", true, false],
    ["2ed6657d-e927-568b-95e1-2665a8aea6a2", true, false],
    ["1ec9414c-232a-6b00-b3c8-9f6bdeced846", true, false],
    ["5f0c3a52-9d6e-4f1b-ca7c-2b3d4e5f6a7b", true, false],
    ["5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7", false, false],
    ["5f0c3a529d6e4f1b8a7c2b3d4e5f6a7b", false, false],
    ["5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b\n", false, false],
    ["{5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b}", false, false],
    ["", false, false],
  ];
  for (const [text, uuid, unguessable] of examples) {
    it(JSON.stringify(text), () => assert.deepEqual([isUuid(text), isUnguessableUuid(text)], [uuid, unguessable]));
  }
});

describe("isoTime", () => {
  it("leaves a fraction of nothing out", () => assert.equal(isoTime(1_798_192_800_000), "2026-12-25T10:00:00Z"));
  it("keeps milliseconds", () => assert.equal(isoTime(1_798_192_800_007), "2026-12-25T10:00:00.007Z"));
  it("reads back as the same instant", () => {
    for (const at of [0, 1, 999, 1_000, 253_402_300_800_000, 8.64e15]) assert.equal(Date.parse(isoTime(at)), at);
  });
  it("writes every instant as the runtime does", () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (at) => {
        assert.equal(isoTime(at), new Date(at).toISOString().replace(".000Z", "Z"));
      }),
      { numRuns: 5_000 },
    );
  });
  it("throws for what is no instant", () => {
    for (const at of [NaN, Infinity, 8.64e15 + 86_400_000]) assert.throws(() => isoTime(at), RangeError);
  });
});

describe("isUtcTime", () => {
  it("knows every day that there is, and no other", () => {
    for (const year of ["0000", "0400", "1900", "2000", "2027", "2028", "2100", "9999"])
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${twoDigits(month)}-${twoDigits(day)}T10:00:00Z`;
          assert.equal(isUtcTime(text), exists(text), text);
        }
  });
  it("knows every time of a day, with and without seconds and their fractions", () => {
    const digits = fc.integer({ min: 0, max: 99 }).map(twoDigits);
    const rest = fc.constantFrom("", ".", ".5", ".123456789");
    fc.assert(
      fc.property(digits, digits, fc.option(digits), rest, (hours, minutes, seconds, fraction) => {
        const text = `2026-12-25T${hours}:${minutes}${seconds === null ? "" : `:${seconds}${fraction}`}Z`;
        assert.equal(isUtcTime(text), exists(text), text);
      }),
      { numRuns: 5_000 },
    );
  });
  for (const text of [
    "2026-12-25T10:00:00",
    "2026-12-25T10:00:00+00:00",
    "2026-12-25",
    " 2026-12-25T10:00Z",
    "२०२६-12-25T10:00Z",
  ])
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(isUtcTime(text), false));
});

describe("instantOf", () => {
  it("reads every offset, in either case, with and without seconds and their fractions", () => {
    const offset = fc.tuple(fc.constantFrom(1, -1), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const at = fc.integer({ min: Date.parse("0001-01-02T00:00:00Z"), max: Date.parse("9999-12-30T00:00:00Z") });
    fc.assert(
      fc.property(
        at,
        offset,
        fc.constantFrom(16, 19, 23),
        fc.boolean(),
        (at, [sign, hours, minutes], length, lower) => {
          const ms = sign * (hours * 60 + minutes) * 60_000;
          const local = new Date(at + ms).toISOString().slice(0, length);
          const text = `${local}${sign > 0 ? "+" : "-"}${twoDigits(hours)}:${twoDigits(minutes)}`;
          assert.equal(instantOf(lower ? text.toLowerCase() : text), Date.parse(`${local}Z`) - ms, text);
        },
      ),
    );
  });

  const instants: Readonly<Record<string, string>> = {
    "2026-12-25T10:00:00+00:00": "2026-12-25T10:00:00.000Z",
    "2026-12-25T10:00:00-00:00": "2026-12-25T10:00:00.000Z",
    "2026-12-25t10:00:00z": "2026-12-25T10:00:00.000Z",
    "2026-12-25T10:00:00.5Z": "2026-12-25T10:00:00.500Z",
    "2026-12-25T10:00:00.123456789+05:30": "2026-12-25T04:30:00.123Z",
    "2026-12-31T23:30-01:00": "2027-01-01T00:30:00.000Z",
    "2028-02-29T00:00:00+14:00": "2028-02-28T10:00:00.000Z",
  };
  for (const [text, utc] of Object.entries(instants))
    it(`reads ${text}`, () => assert.equal(new Date(instantOf(text)!).toISOString(), utc));

  for (const text of [
    "2026-12-31T23:59:60Z",
    "2016-12-31T23:59:60+00:00",
    "2027-02-29T10:00:00+02:00",
    "2027-01-01T24:00:00+02:00",
    "2027-01-01T10:00:00",
    "2027-01-01T10:00:00+2:00",
    "2027-01-01T10:00:00+0200",
    "2027-01-01T10:00:00+02",
    "2027-01-01T10:00:00+24:00",
    "2027-01-01T10:00:00+02:60",
    "2027-01-01T10:00:00Z+02:00",
    "2027-01-01T10:00:00 02:00",
    "2027-01-01 10:00:00+02:00",
    "9999-12-31T23:59:59-00:01",
    "0000-01-01T00:00:00+00:01",
    "+002027-01-01T10:00:00Z",
    "2027-01-01T10:00:00.Z",
    "",
  ])
    it(`does not read ${JSON.stringify(text)}`, () => assert.equal(instantOf(text), undefined));
});

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** Whether the runtime reads it as a time that is: the same day and minute come back. */
function exists(text: string): boolean {
  const at = Date.parse(text);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text.slice(0, 16));
}
