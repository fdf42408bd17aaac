/** What the client weighs in a page. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { bundledClient } from "./bundled.ts";

const BUDGET = 6_000;

it(`the client weighs less than ${BUDGET} bytes, minified and compressed`, async () => {
  const weight = brotliCompressSync(await bundledClient()).length;
  process.stdout.write(`The client: ${weight} bytes\n`);
  assert.ok(weight < BUDGET, `${weight} bytes`);
});
