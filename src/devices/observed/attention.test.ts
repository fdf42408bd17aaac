import assert from "node:assert/strict";
import { it } from "node:test";
import { evolveLock, type LockState } from "../../domain/lock.ts";
import type { Snapshot } from "../driver.ts";
import { attentionsOf } from "./attention.ts";

const facts = { lockId: 1, uuid: "u", timestamp: "2026-12-01T12:00:00Z" };
const created = { type: "LockCreated", data: { ...facts, keys: [] } } as const;
const bound = evolveLock(undefined, { ...created, context: { timeZone: "UTC", driver: "mqtt" } }, 0);
const unbound = evolveLock(undefined, { ...created, context: { timeZone: "UTC", driver: null } }, 0);
const offline: LockState = { ...bound, health: { offline: { since: 1, surely: false }, recordedAt: {} } };
const seen: Snapshot = { state: "locked", online: true, observedAt: 0, source: "device" };

it("names every reason to look after a lock, the gravest first", () => {
  assert.deepEqual(attentionsOf(bound, undefined, false), []);
  assert.deepEqual(attentionsOf(bound, { ...seen, battery: 16 }, false), []);
  assert.deepEqual(attentionsOf(bound, { ...seen, battery: 15 }, false), ["battery-low"]);
  assert.deepEqual(attentionsOf(bound, { ...seen, batteryCritical: true, battery: 80 }, false), ["battery-low"]);
  assert.deepEqual(attentionsOf(offline, { ...seen, battery: 3 }, true), ["hub-away", "offline", "battery-low"]);
  assert.deepEqual(attentionsOf(unbound, { ...seen, battery: 3 }, true), ["not-bound"]);
});
