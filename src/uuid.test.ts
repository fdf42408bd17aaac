import assert from "node:assert/strict";
import { it } from "node:test";
import { isUnguessableUuid } from "./domain/ids.ts";
import { newUuid } from "./uuid.ts";

it("makes unguessable UUIDs of version 7 that sort by their time and never repeat", () => {
  const now = Date.UTC(2026, 11, 24);
  const made = Array.from({ length: 10_000 }, (_, i) => newUuid(now + i));
  assert.equal(new Set(made.map((uuid) => uuid.slice(14))).size, made.length);
  assert.ok(made.every(isUnguessableUuid));
  assert.deepEqual(made.toSorted(), made);
  assert.equal(Number.parseInt(made[0]!.replace("-", "").slice(0, 12), 16), now);
});
