import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import { createReadiness, FRESH_MS } from "./readiness.ts";

it("looks once for all who ask at once, and for all who ask within a second", async () => {
  let looks = 0;
  let now = 0;
  const probe = async () => {
    looks++;
    await wait(1);
  };
  const ready = createReadiness(probe, { now: () => now });
  await Promise.all(Array.from({ length: 500 }, ready));
  for (let i = 0; i < 500; i++) await ready();
  assert.equal(looks, 1);
  now += FRESH_MS;
  await ready();
  assert.equal(looks, 2);
});

it("tells all who ask what is wrong, and looks again a second later", async () => {
  let problem: Error | undefined = new StoreUnavailableError("the disk is full");
  let now = 0;
  const ready = createReadiness(() => (problem ? Promise.reject(problem) : Promise.resolve()), { now: () => now });
  for (const one of await Promise.allSettled(Array.from({ length: 9 }, ready)))
    assert.equal((one as PromiseRejectedResult).reason, problem);
  problem = undefined;
  await assert.rejects(ready(), StoreUnavailableError);
  now += FRESH_MS;
  await ready();
});

it("does not wait for ever, nor ask a second time while the first is under way", async () => {
  let looks = 0;
  const first = Promise.withResolvers<void>();
  let now = 0;
  const probe = () => (looks++ === 0 ? first.promise : Promise.resolve());
  const ready = createReadiness(probe, { patienceMs: 1, now: () => now });
  await assert.rejects(ready(), StoreUnavailableError);
  now += FRESH_MS;
  await assert.rejects(ready(), StoreUnavailableError);
  assert.equal(looks, 1);
  first.resolve();
  await wait(1);
  await ready();
  assert.equal(looks, 1);
});
