import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { createReadiness, FRESH_MS } from "./readiness.ts";

it("looks once for all who ask at once, and for all who ask within a second", async () => {
  let looks = 0;
  const ready = createReadiness(async () => {
    looks++;
    await wait(20);
  });
  await Promise.all(Array.from({ length: 500 }, ready));
  for (let i = 0; i < 500; i++) await ready();
  assert.equal(looks, 1);
  await wait(FRESH_MS + 20);
  await ready();
  assert.equal(looks, 2);
});

it("tells all who ask what is wrong, and looks again a second later", async () => {
  let problem: Error | undefined = new StoreUnavailableError("the disk is full");
  const ready = createReadiness(() => (problem ? Promise.reject(problem) : Promise.resolve()));
  for (const one of await Promise.allSettled(Array.from({ length: 9 }, ready)))
    assert.equal((one as PromiseRejectedResult).reason, problem);
  problem = undefined;
  await assert.rejects(ready(), StoreUnavailableError);
  await wait(FRESH_MS + 20);
  await ready();
});

it("does not wait for ever, nor ask a second time while the first is under way", async () => {
  let looks = 0;
  const first = Promise.withResolvers<void>();
  const ready = createReadiness(() => (looks++ === 0 ? first.promise : Promise.resolve()), 30);
  await assert.rejects(ready(), StoreUnavailableError);
  await wait(FRESH_MS + 20);
  await assert.rejects(ready(), StoreUnavailableError);
  assert.equal(looks, 1);
  first.resolve();
  await wait(1);
  await ready();
  assert.equal(looks, 1);
});
