import assert from "node:assert/strict";
import { it } from "node:test";
import { MAX_BYTES, tableText } from "./table-file.ts";

const bytes = (...of: number[]) => Uint8Array.from(of);

it("reads a table in UTF-8, and tells why others are not read", () => {
  assert.equal(tableText("keys.csv", new TextEncoder().encode("locks\nÄ")), "locks\nÄ");
  for (const [name, content, problem] of [
    ["keys.xlsx", bytes(1), "isWorkbook"],
    ["keys.csv", bytes(0x50, 0x4b, 3, 4, 0), "isWorkbook"],
    ["old.XLS", bytes(0xd0, 0xcf, 0x11, 0xe0), "isWorkbook"],
    ["keys.csv", bytes(0xc4, 0x6c), "notUtf8"],
    ["keys.csv", new Uint8Array(MAX_BYTES + 1), "tooLarge"],
  ] as const)
    assert.deepEqual(tableText(name, content), { problem });
});
