import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isoTime, isUnguessableUuid, isUuid } from "./ids.ts";

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
});
