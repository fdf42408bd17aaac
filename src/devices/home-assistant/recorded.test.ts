/** What a real Home Assistant was recorded to say, in our words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findDoors, readStates } from "./discovery.ts";
import { asksForCode, doorKindOf, isAssumed } from "./doors.ts";
import { applyChange, type Entity } from "./entities.ts";
import { readRegistry } from "./registry.ts";
import { NO_COMPANIONS, operationOf, toSnapshot } from "./snapshot.ts";
import { recorded } from "./testing/stand-in.ts";

const KNOWN = { at: 7, known: true, settled: false };
const states = readStates(recorded["states"]);
const registry = readRegistry({
  entities: recorded["entities"],
  devices: recorded["devices"],
  areas: recorded["areas"],
});

function entity(state: string, attributes: object = {}, context: object = {}): Entity {
  return {
    state,
    attributes: { ...attributes },
    context: { id: "1", parentId: null, userId: null, ...context },
    changed: 1,
  };
}

function snapshotOf(address: string, one: Entity, others: Readonly<Record<string, Entity>> = {}) {
  const entities = new Map(Object.entries({ [address]: one, ...others }));
  return toSnapshot(address, entities, { ...NO_COMPANIONS, sensors: Object.keys(others) }, KNOWN);
}

test("a state as it changes: what is not said again stays", () => {
  const entities = new Map<string, Entity>();
  const heard = (recorded["events"] as unknown[]).flatMap((event) => applyChange(entities, event));
  const front = heard.filter(({ id }) => id === "lock.front_door").map(({ now }) => now!);
  assert.deepEqual(
    front.map(({ state }) => state),
    ["locked", "unlocked", "open", "locked", "unavailable"],
  );
  assert.equal(new Set(front.map(({ context }) => context.id)).size, 5);
  // A person asked for the three in the middle; that it is not reached is nobody's doing, and not said again.
  assert.equal(front[0]!.context.userId, null);
  assert.ok(front[1]!.context.userId !== null && front[3]!.context.userId === front[1]!.context.userId);
  assert.equal(front[1]!.attributes["friendly_name"], "Front door");
});

test("what is no event changes nothing", () => {
  const entities = new Map([["lock.a", entity("locked")]]);
  for (const event of [null, 1, "a", [], { a: 1 }, { c: { "lock.b": { "+": { s: "unlocked" } } } }, { r: {} }]) {
    assert.deepEqual(applyChange(entities, event), []);
  }
  assert.deepEqual(
    applyChange(entities, { r: ["lock.a"] }).map(({ now }) => now),
    [undefined],
  );
});

describe("discovery", () => {
  const found = findDoors({ states, registry, devices: {}, knowledge: KNOWN, hasCode: () => false });
  const door = (address: string) => found.find((one) => one.address === address);

  test("joins a lock with its device, its area, its battery and its contact", () => {
    assert.deepEqual(door("lock.back_door"), {
      address: "lock.back_door",
      name: "Back door",
      kind: "lock, Yale YRD256",
      area: "Hall",
      actions: ["unlock"],
      snapshot: { state: "locked", door: "closed", battery: 62, online: true, observedAt: 7, source: "device" },
    });
  });

  test("says what a door can, and what keeps it from that", () => {
    assert.deepEqual(door("lock.front_door")?.actions, ["unlock", "unlatch"]);
    assert.match(door("lock.coded_door")?.kind ?? "", /unsupported: asks for a code/);
    assert.equal(door("lock.assumed_door")?.snapshot.source, "assumed");
    assert.equal(door("switch.relay")?.relocks, true);
    assert.equal(door("cover.blind"), undefined);
  });

  test("names locks first, and a thousand at most", () => {
    assert.equal(found[0]?.address.startsWith("lock."), true);
    const many = new Map([
      ...Array.from({ length: 1_200 }, (_, i) => [`button.b${i}`, entity("unknown")] as const),
      ["lock.last", entity("locked")] as const,
    ]);
    const bounded = findDoors({ states: many, registry, devices: {}, knowledge: KNOWN, hasCode: () => false });
    assert.equal(bounded.length, 1_000);
    assert.equal(bounded[0]?.address, "lock.last");
  });
});

describe("snapshots", () => {
  for (const [state, position] of [
    ["locked", "locked"],
    ["unlocked", "unlocked"],
    ["open", "unlatched"],
    ["opening", "unlocking"],
    ["locking", "locking"],
    ["jammed", "jammed"],
    ["unknown", "unknown"],
    ["__proto__", "unknown"],
  ] as const) {
    test(`a lock that is ${state}`, () => assert.equal(snapshotOf("lock.a", entity(state)).state, position));
  }

  test("a lock that Home Assistant does not reach is not surely offline until Home Assistant has settled", () => {
    const { online, source, surelyOffline } = snapshotOf("lock.a", entity("unavailable"));
    assert.deepEqual([online, source, surelyOffline], [false, "cached", undefined]);
    const settled = toSnapshot("lock.a", new Map(), NO_COMPANIONS, { ...KNOWN, settled: true });
    assert.equal(settled.surelyOffline, true);
  });

  test("batteries and contacts, whatever they say", () => {
    const sensor = (value: string) => ({ "sensor.b": entity(value, { device_class: "battery" }) });
    assert.equal(snapshotOf("lock.a", entity("locked"), sensor("41.6")).battery, 42);
    assert.equal(snapshotOf("lock.a", entity("locked"), sensor("999")).battery, 100);
    assert.equal(snapshotOf("lock.a", entity("locked"), sensor("unavailable")).battery, undefined);
    assert.equal(snapshotOf("lock.a", entity("locked", { battery_level: 12 })).battery, 12);
    const low = { "binary_sensor.l": entity("on", { device_class: "battery" }) };
    assert.equal(snapshotOf("lock.a", entity("locked"), low).batteryCritical, true);
    const contact = { "binary_sensor.c": entity("on", { device_class: "door" }) };
    assert.equal(snapshotOf("lock.a", entity("locked"), contact).door, "open");
    assert.equal(snapshotOf("cover.a", entity("opening")).door, "open");
    assert.equal(snapshotOf("cover.a", entity("closed")).door, "closed");
  });

  test("what only assumes its state, and what asks for a code", () => {
    assert.ok(isAssumed(entity("locked", { assumed_state: true })));
    assert.ok(!isAssumed(entity("locked", { assumed_state: "yes" })));
    assert.ok(asksForCode(entity("locked", { code_format: "number" })));
    assert.ok(!asksForCode(entity("locked", { code_format: null })));
    assert.deepEqual(doorKindOf("lock.a")?.actions(entity("locked", { supported_features: 1 })), ["unlock", "unlatch"]);
    assert.equal(doorKindOf("constructor.a"), undefined);
  });
});

describe("who moved a bolt", () => {
  const [locked, unlocked] = [entity("locked"), entity("unlocked")];
  const by = (attributes: object, context: object = {}) => entity("unlocked", attributes, context);
  for (const [what, before, now, relocks, expected] of [
    ["nobody that is known", locked, unlocked, false, { action: "unlocked", origin: "manual" }],
    ["a person in Home Assistant", locked, by({}, { userId: "u" }), false, { action: "unlocked", origin: "remote" }],
    ["an automation", locked, by({}, { parentId: "p" }), false, { action: "unlocked", origin: "auto" }],
    ["a keypad", locked, by({ changed_by: "Keypad" }), false, { action: "unlocked", origin: "keypad" }],
    ["itself, after an order of ours", unlocked, locked, true, { action: "locked", origin: "auto" }],
    ["somebody, long after", unlocked, locked, false, { action: "locked", origin: "manual" }],
    ["the way there is no movement yet", locked, entity("unlocking"), false, undefined],
    ["the end of the way is one", entity("unlocking"), unlocked, false, { action: "unlocked", origin: "manual" }],
    ["a state that comes back is none", entity("unavailable"), unlocked, false, undefined],
    ["a first state is none", undefined, unlocked, false, undefined],
    ["a device that is gone is none", locked, undefined, false, undefined],
    ["an assumed state is none", locked, by({ assumed_state: true }), false, undefined],
  ] as const) {
    test(what, () => assert.deepEqual(operationOf("lock.a", before, now, relocks), expected));
  }
});
