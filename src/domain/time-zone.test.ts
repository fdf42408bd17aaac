import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isTimeZone, timeZoneOf } from "./time-zone.ts";

describe("isTimeZone", () => {
  for (const name of ["UTC", "Europe/Athens", "America/Argentina/Buenos_Aires", "Asia/Kolkata"]) {
    it(`knows ${name}`, () => assert.equal(isTimeZone(name), true));
  }
  for (const name of ["", "Europe/Atlantis", "+02:00", "../etc/passwd", "Europe/Athens "]) {
    it(`does not know ${JSON.stringify(name)}`, () => assert.equal(isTimeZone(name), false));
  }
});

describe("a zone's own spelling", () => {
  const spellings: Readonly<Record<string, string>> = {
    "europe/athens": "Europe/Athens",
    "EUROPE/ATHENS": "Europe/Athens",
    "america/argentina/buenos_aires": "America/Argentina/Buenos_Aires",
    "AMERICA/PORT_OF_SPAIN": "America/Port_of_Spain",
    "asia/kolkata": "Asia/Kolkata",
    "us/eastern": "US/Eastern",
    "africa/asmera": "Africa/Asmera",
    utc: "UTC",
    zulu: "UTC",
    "Etc/GMT+1": "Etc/GMT+1",
  };
  for (const [given, own] of Object.entries(spellings)) it(given, () => assert.equal(timeZoneOf(given), own));

  it("is kept where a zone has several names", () => {
    for (const name of ["Europe/Kyiv", "Asia/Kolkata", "US/Eastern", "Etc/UTC", "GB"])
      assert.equal(timeZoneOf(name), name);
  });

  it("is one that is read as itself, whatever was given", () => {
    for (const zone of [...Intl.supportedValuesOf("timeZone"), "Asia/Kolkata", "US/Eastern"])
      for (const given of [zone, zone.toLowerCase(), zone.toUpperCase()]) {
        const own = timeZoneOf(given)!;
        assert.equal(own.toLowerCase(), zone.toLowerCase());
        assert.equal(timeZoneOf(own), own);
      }
  });
});
