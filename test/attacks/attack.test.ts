/** A few of the requests of `npm run attack`, always the same. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { fuzz } from "./fuzz.ts";

const SEED = 1;
const REQUESTS = 5000;

it(`${REQUESTS} good and nearly good requests are answered as documented, by a server that stays well`, async () => {
  const { wrong, answers, unreached } = await fuzz(SEED, REQUESTS);
  assert.deepEqual(wrong, [], `seed ${SEED}`);
  assert.ok(unreached.length < 6, `too little got through to ${unreached.join(", ")}`);
  for (const status of [200, 201, 303, 400, 401, 403, 404])
    assert.ok(answers.has(status), `nothing answered ${status}`);
});
