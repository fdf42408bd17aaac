/** A small part of `npm run test:webhooks`. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { storeEnv } from "../../harness.ts";
import { deliverThroughKills, type KillsTold } from "./kills.ts";

it("loses, reorders and forgets nothing while bad receivers are told and servers are killed", async () => {
  const env = await storeEnv("kills");
  const processes = "DATABASE_URL" in env ? 2 : 1;
  const told: KillsTold = await deliverThroughKills({ env, processes, events: 400, kills: 2 });
  assert.deepEqual(told.wrong, [], JSON.stringify(told));
  assert.ok(told.events >= 400 && (told.states["delivered"] ?? 0) > 300, JSON.stringify(told));
});
