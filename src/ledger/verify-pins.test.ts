import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TempKeyState } from "../domain/temp-key.ts";
import { type PinRow, verifyPins } from "./verify-pins.ts";

const doors = [
  { id: 1, lockId: 7, method: "both" },
  { id: 2, lockId: 8, method: "key" },
  { id: 3, lockId: 9, method: "code" },
] as const;
const state = JSON.stringify({ doors } as unknown as TempKeyState);
const WHOLE: PinRow = { uuid: "k", state, pin_index: "i", pin_box: "b", lookups: "9 i\n7 i" };

describe("verifying PINs", () => {
  const cases: [string, Partial<PinRow>, boolean | undefined, RegExp | object][] = [
    ["counts one that is its key's own", {}, true, { proved: 1, unproved: 0 }],
    ["counts one whose secret is gone apart", {}, undefined, { proved: 0, unproved: 1 }],
    ["says nothing of one that was erased", { pin_index: null, pin_box: null }, false, { proved: 0, unproved: 0 }],
    [
      "finds another key's blind index or ciphertext",
      {},
      false,
      /^The PIN of temporary key k is not the one that was sealed for it/,
    ],
    ["finds a missing ciphertext", { pin_box: null }, true, /half of it is missing/],
    ["finds a missing index", { pin_index: null }, true, /half of it is missing/],
    ["finds a look-up that was taken away", { lookups: "7 i" }, true, /looked up at other locks/],
    ["finds all look-ups gone", { lookups: null }, true, /looked up at other locks/],
    ["finds a look-up at a lock that it does not open", { lookups: "7 i\n9 i\n8 i" }, true, /looked up at other locks/],
    ["finds a look-up by another index", { lookups: "7 i\n9 j" }, true, /by another index/],
  ];
  for (const [name, changed, proof, expected] of cases)
    it(name, async () => {
      const found = await verifyPins([{ ...WHOLE, ...changed }], async () => proof);
      if (expected instanceof RegExp) assert.match(String(found), expected);
      else assert.deepEqual(found, expected);
    });

  it("needs no secrets to compare what is looked up", async () => {
    assert.deepEqual(await verifyPins([WHOLE], undefined), { proved: 0, unproved: 1 });
    assert.match(String(await verifyPins([{ ...WHOLE, lookups: null }], undefined)), /looked up at other locks/);
  });
});
