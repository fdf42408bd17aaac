import assert from "node:assert/strict";
import { test } from "node:test";
import type { LockDriver } from "./driver.ts";
import { createDrivers } from "./registry.ts";
import { stub as stubOf } from "./testing/site.ts";

function stub(stopped: string[]): LockDriver {
  return { ...stubOf(async () => assert.fail("not asked for")), stop: async () => void stopped.push("stub") };
}

test("a driver is loaded when it is first needed, once, and stopped with the rest", async () => {
  const stopped: string[] = [];
  let loads = 0;
  const drivers = createDrivers({
    stub: async () => {
      loads++;
      return stub(stopped);
    },
    unused: async () => assert.fail("loaded without need"),
  });
  assert.equal(loads, 0);
  const [one, two] = await Promise.all([drivers.get("stub"), drivers.get("stub")]);
  assert.ok(one && one === two);
  assert.equal(loads, 1);
  for (const hub of ["other", "toString", "__proto__"]) assert.equal(await drivers.get(hub), undefined);
  await drivers.stop();
  assert.deepEqual(stopped, ["stub"]);
  assert.equal(await drivers.get("stub"), undefined);
});

test("a driver that did not load is tried again", async () => {
  let broken = true;
  const drivers = createDrivers({ stub: async () => (broken ? Promise.reject(new Error("no radio")) : stub([])) });
  await assert.rejects(drivers.get("stub"), /no radio/);
  broken = false;
  assert.equal((await drivers.get("stub"))?.kind, "stub");
});
