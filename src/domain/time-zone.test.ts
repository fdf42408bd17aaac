import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isTimeZone } from "./time-zone.ts";

describe("isTimeZone", () => {
  for (const name of ["UTC", "Europe/Athens", "America/Argentina/Buenos_Aires", "Asia/Kolkata"]) {
    it(`knows ${name}`, () => assert.equal(isTimeZone(name), true));
  }
  for (const name of ["", "Europe/Atlantis", "+02:00", "../etc/passwd", "Europe/Athens "]) {
    it(`does not know ${JSON.stringify(name)}`, () => assert.equal(isTimeZone(name), false));
  }
});
