import assert from "node:assert/strict";
import { it } from "node:test";
import { withOffset } from "./local-time.ts";

it("writes an instant by the clock of a zone, with the offset that is in force there then", () => {
  for (const [at, zone, written] of [
    ["2026-12-24T15:00:00Z", "Europe/Athens", "2026-12-24T17:00:00+02:00"],
    ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T02:30:00+02:00"],
    ["2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25T02:30:00+01:00"],
    ["2026-07-01T00:00:59.999Z", "America/St_Johns", "2026-06-30T21:30:59-02:30"],
    ["2026-01-01T00:00:00Z", "UTC", "2026-01-01T00:00:00+00:00"],
  ] as const)
    assert.equal(withOffset(Date.parse(at), zone), written);
});
