import assert from "node:assert/strict";
import { test } from "node:test";
import { isOfAnotherHub } from "./hub.ts";

test("a folder is that of a hub before where it is surely older, and not where nobody knows when it was made", () => {
  const createdAt = Date.parse("2026-03-01T12:00:00Z");
  const isOther = (birthtimeMs: number) => isOfAnotherHub({ birthtimeMs }, { createdAt });
  assert.ok(isOther(createdAt - 61_000));
  assert.ok(!isOther(createdAt - 60_000));
  assert.ok(!isOther(createdAt + 1));
  assert.ok(!isOther(0));
});
