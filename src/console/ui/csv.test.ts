import assert from "node:assert/strict";
import { it } from "node:test";
import { csvOf } from "./csv.ts";

it("writes tables that spreadsheets take for nothing else than text", () => {
  const rows = [
    ["Time", "Note"],
    ["2026-12-24", 'Anna "the guest", room 4\nlate'],
    [-1, "=HYPERLINK(1)"],
    [null, "-2;=1"],
  ];
  assert.equal(
    csvOf(rows),
    `\uFEFFTime,Note\r\n2026-12-24,"Anna ""the guest"", room 4\nlate"\r\n-1,'=HYPERLINK(1)\r\n,'-2;'=1\r\n`,
  );
});
