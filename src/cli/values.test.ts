import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UsageError } from "./command.ts";
import { duration, instant, shortText, uuid, wholeNumber } from "./values.ts";

const NOW = Date.parse("2026-06-01T10:00:00Z");

describe("values on the command line", () => {
  const instants: readonly [string, string][] = [
    ["2026-12-25T10:00:00Z", "2026-12-25T10:00:00.000Z"],
    ["2026-12-25T10:00Z", "2026-12-25T10:00:00.000Z"],
    ["2026-12-25T12:00:00.5+02:00", "2026-12-25T10:00:00.500Z"],
    ["2026-12-25T00:30-05:30", "2026-12-25T06:00:00.000Z"],
    ["0s", "2026-06-01T10:00:00.000Z"],
    ["90s", "2026-06-01T10:01:30.000Z"],
    ["30m", "2026-06-01T10:30:00.000Z"],
    ["2h", "2026-06-01T12:00:00.000Z"],
    ["3d", "2026-06-04T10:00:00.000Z"],
    ["2w", "2026-06-15T10:00:00.000Z"],
  ];
  for (const [text, iso] of instants) {
    it(`reads the time ${text}`, () => assert.equal(new Date(instant(text, "--until", NOW)).toISOString(), iso));
  }

  for (const text of [
    "",
    "tomorrow",
    "2026-12-25",
    "2026-12-25T10:00:00",
    "2026-02-30T10:00:00Z",
    "2026-02-30T10:00:00+02:00",
    "2026-12-25T24:00:00Z",
    "2026-12-25T10:00:00+25:00",
    "1767225600",
    "-2h",
    "1.5h",
    "2y",
    "999999999w",
  ]) {
    it(`refuses the time ${JSON.stringify(text)} and names the option`, () =>
      assert.throws(
        () => instant(text, "--until", NOW),
        (error) => {
          assert.ok(error instanceof UsageError);
          assert.match(error.message, /^--until must be a time with its zone/);
          return true;
        },
      ));
  }

  it("reads durations", () => {
    assert.equal(duration("1h", "--ttl"), 3_600_000);
    assert.throws(() => duration("1", "--ttl"), UsageError);
  });

  it("reads whole numbers from 1", () => {
    assert.equal(wholeNumber("9007199254740991", "n"), Number.MAX_SAFE_INTEGER);
    for (const text of ["0", "-1", "1.0", "1e3", "", " 1", "9007199254740992"]) {
      assert.throws(() => wholeNumber(text, "n"), UsageError, text);
    }
  });

  it("reads UUIDs and text", () => {
    assert.equal(uuid("A00B3A93-9327-44D6-81A3-C3B2FAB16E47", "u"), "a00b3a93-9327-44d6-81a3-c3b2fab16e47");
    assert.throws(() => uuid("a00b3a93", "u"), UsageError);
    assert.equal(shortText("Κώστας", "t", 6), "Κώστας");
    for (const text of ["", "1234567", "a\nb", "\ud800"]) assert.throws(() => shortText(text, "t", 6), UsageError);
  });
});
