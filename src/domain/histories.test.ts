/** What must hold after any history of commands, whatever the clock does. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { canonicalJson } from "./canonical-json.ts";
import type { Command } from "./command.ts";
import { deviceName, isSameDevice } from "./device.ts";
import type { LedgerEvent } from "./events.ts";
import type { KeyTerms, OwnTerms, PublishedTerms } from "./key-terms.ts";
import type { OpenWithPin } from "./open-with-pin.ts";
import { isSettled, type OpenOutcome } from "./order.ts";
import { pinPolicy } from "./pin-guard.ts";
import { pinLocks, type TempKeyState } from "./temp-key.ts";
import { AGENCY, MINUTE, NOW, OWNER, STRANGER, SUPER } from "./testing/given.ts";
import { InMemoryRows, type LoggedEvent } from "./testing/in-memory-rows.ts";

const LOCKS = [1, 2, 3];
const PINS = ["p", "q", "r"];
const KEYS = [
  "5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b",
  "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d",
  "9b8c7d6e-5f4a-4b3c-9d2e-1f0a9b8c7d6e",
];
const ORDERS = 12;
const lockUuid = (n: number) => `b1f7c0de-3c5a-4d8e-a1b2-00000000000${n}`;

interface Step {
  readonly command: Command;
  /** How far the clock moves before it, in milliseconds; it may go back. */
  readonly passes: number;
}

const lockId = fc.constantFrom(...LOCKS);
const tempKeyUuid = fc.constantFrom(...KEYS);
const actor = fc.constantFrom(OWNER, OWNER, OWNER, AGENCY, SUPER, STRANGER);
const orderId = fc.integer({ min: 1, max: ORDERS }).map((n) => `order-${n}`);
const intent = fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined });
const userId = fc.option(fc.constantFrom("gina", "sven"), { nil: undefined });
const time = fc.integer({ min: -40, max: 40 }).map((seconds) => NOW + seconds * 1_000);
const terms = {
  accessMode: fc.constantFrom("public", "public", "user-whitelist"),
  allowedUserIds: fc.constantFrom([], ["gina"], ["gina", "gina"], ["gina", "sven"]),
  validFrom: time,
  validUntil: time.map((at) => at + MINUTE),
  maxUses: fc.constantFrom(null, 1, 1, 2, 3),
} as const satisfies Readonly<Record<keyof PublishedTerms, unknown>>;

const outcome: fc.Arbitrary<OpenOutcome> = fc.oneof(
  fc.record({
    ok: fc.constant(true),
    stage: fc.constantFrom("sent", "accepted", "executed", "confirmed"),
    by: fc.constantFrom("ack", "state", "event"),
    latencyMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
  }) as fc.Arbitrary<OpenOutcome>,
  fc.record({
    ok: fc.constant(false),
    failure: fc.constantFrom("expired", "offline", "timeout", "jammed", "indeterminate"),
    mayHaveExecuted: fc.boolean(),
    detail: fc.constant(""),
  }) as fc.Arbitrary<OpenOutcome>,
);

/** A record without the members that are undefined, as commands have it. */
function command(
  type: Command["type"],
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Command> {
  return fc.record(fields).map((some) => {
    const given = Object.entries(some).filter(([, value]) => value !== undefined);
    return Object.fromEntries([["type", type], ...given]) as Command;
  });
}

/** A PIN as it comes to the ledger: with what every ciphertext that has its name holds, or, where the table was edited, does not. */
type EnteredPin = Omit<OpenWithPin, "blindIndexes" | "proofs"> & { readonly pin: string; readonly forged: boolean };

function proven({ pin, forged, ...entered }: EnteredPin): Command {
  const proofs = KEYS.map((uuid) => ({ tempKeyUuid: uuid, ciphertext: pin, holds: !forged }));
  return { ...entered, blindIndexes: [pin], proofs };
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const open = command("openDoor", {
  tempKeyUuid,
  method: fc.constantFrom("key", "key", "key", "code"),
  door: optional(fc.constantFrom(1, 1, 2, 3)),
  userId,
  orderId,
  intent,
});
const pins = fc
  .shuffledSubarray(PINS)
  .map((some) => some.map((index) => ({ blindIndexes: [index], ciphertext: index })));
const doors = fc.array(fc.record({ lockId, method: fc.constantFrom("key", "key", "both", "code") }), {
  minLength: 1,
  maxLength: 3,
});
const maxUsesPerDoor = fc.constantFrom(null, null, 1, 2);
const ownTerms = { maxUsesPerDoor } satisfies Readonly<Record<keyof OwnTerms, unknown>>;
const anyCommand = fc.oneof(
  {
    weight: 2,
    arbitrary: command("createKey", { actor, tempKeyUuid, doors, pinCandidates: pins, ...ownTerms, ...terms }),
  },
  {
    weight: 3,
    arbitrary: command("changeKey", {
      actor,
      tempKeyUuid,
      addDoors: optional(doors),
      removeDoors: optional(fc.subarray([1, 2, 3, 4], { maxLength: 2 })),
      validFrom: seldom(terms.validFrom),
      validUntil: seldom(terms.validUntil),
      maxUsesPerDoor: seldom(maxUsesPerDoor),
      pinCandidates: pins,
    }),
  },
  { weight: 1, arbitrary: command("revokeKey", { actor, tempKeyUuid }) },
  {
    weight: 2,
    arbitrary: command("pauseKey", { actor, tempKeyUuid, revokeAfter: fc.oneof(optional(time), fc.constant(null)) }),
  },
  { weight: 2, arbitrary: command("resumeKey", { actor, tempKeyUuid }) },
  { weight: 1, arbitrary: command("revokePausedKey", { tempKeyUuid }) },
  {
    weight: 4,
    arbitrary: command("openWithPin", {
      lockId,
      pin: fc.constantFrom(...PINS, "x"),
      source: fc.constantFrom("panel", "street"),
      policy: fc.constant(pinPolicy(8)),
      orderId,
      forged: fc.constantFrom(false, false, false, true),
    }).map((entered) => proven(entered as unknown as EnteredPin)),
  },
  { weight: 6, arbitrary: open },
  { weight: 3, arbitrary: command("useTempKey", { actor, lockId, tempKeyUuid, userId }) },
  { weight: 2, arbitrary: command("createTempKey", { actor, lockId, tempKeyUuid, ...terms }) },
  {
    weight: 2,
    arbitrary: command("updateTempKey", {
      actor,
      lockId,
      tempKeyUuid,
      accessMode: optional(terms.accessMode),
      allowedUserIds: optional(terms.allowedUserIds),
      validFrom: optional(terms.validFrom),
      validUntil: optional(terms.validUntil),
      maxUses: optional(terms.maxUses),
    }),
  },
  { weight: 1, arbitrary: command("deleteTempKey", { actor, lockId, tempKeyUuid }) },
  { weight: 2, arbitrary: command("openLock", { actor, lockId, orderId, requestId: intent }) },
  { weight: 4, arbitrary: command("sendOrder", { orderId, claim: fc.constantFrom("c1", "c2") }) },
  { weight: 4, arbitrary: command("reportOrder", { orderId, outcome }) },
  { weight: 3, arbitrary: command("expireOrder", { orderId }) },
  { weight: 1, arbitrary: command("changeLock", { actor, lockId, timeZone: fc.constantFrom("UTC", "Asia/Tokyo") }) },
  { weight: 1, arbitrary: command("setOwner", { actor, lockId, userId: fc.constantFrom("olga", "sven") }) },
  {
    weight: 2,
    arbitrary: command("bindDevice", {
      actor,
      lockId,
      driver: fc.constant("mqtt"),
      device: fc.record({ hubId: fc.constantFrom("home", "yard"), address: fc.constantFrom("a", "b") }),
    }),
  },
  { weight: 1, arbitrary: command("unbindDevice", { actor, lockId }) },
  {
    weight: 1,
    arbitrary: command("noteDevice", {
      lockId,
      device: fc.record({ hubId: fc.constantFrom("home", "yard"), address: fc.constantFrom("a", "b") }),
      fact: fc.constantFrom(
        { type: "DeviceOffline" },
        { type: "DeviceOffline", surely: true },
        { type: "DeviceOnline" },
        { type: "LockJammed" },
        { type: "ManualOperation", action: "locked", origin: "keypad" },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: command("changeLockUuid", { actor, lockId, newUuid: fc.integer({ min: 1, max: 4 }).map(lockUuid) }),
  },
);
const passes = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 4_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 9_000, max: 30_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5_000, max: -1 }) },
);
const history = fc.array(fc.record({ command: anyCommand, passes }), { minLength: 1, maxLength: 60, size: "max" });

interface Run {
  readonly rows: InMemoryRows;
  readonly steps: readonly Done[];
}

interface Done {
  readonly command: Command;
  readonly now: number;
  readonly events: readonly LedgerEvent[];
  /** The keys before it. */
  readonly before: ReadonlyMap<string, TempKeyState>;
  readonly orderId: string | undefined;
  readonly ok: boolean;
}

const firstTerms: Omit<KeyTerms, "maxUsesPerDoor"> = {
  accessMode: "public",
  allowedUserIds: [],
  validFrom: NOW - MINUTE,
  validUntil: NOW + MINUTE,
  maxUses: 2,
};

/** Locks, a key and one over several doors stand at the start, so that a short history already opens doors. */
function run(steps: readonly Step[]): Run {
  const rows = new InMemoryRows();
  for (const lock of LOCKS) {
    const create = { type: "createLock", actor: OWNER, lockId: lock, uuid: lockUuid(lock), keys: [] } as const;
    rows.run({ ...create, timeZone: "UTC", driver: "simulator" }, NOW);
  }
  rows.run({ type: "createTempKey", actor: OWNER, lockId: 1, tempKeyUuid: KEYS[0]!, ...firstTerms }, NOW);
  const doors = [
    { lockId: 1, method: "code" },
    { lockId: 2, method: "both" },
  ] as const;
  const several = {
    ...firstTerms,
    maxUses: 4,
    maxUsesPerDoor: 1,
    doors,
    pinCandidates: [{ blindIndexes: ["p"], ciphertext: "p" }],
  };
  rows.run({ type: "createKey", actor: OWNER, tempKeyUuid: KEYS[1]!, ...several }, NOW);
  let now = NOW;
  const done: Done[] = [];
  for (const step of steps) {
    now += step.passes;
    const before = new Map(rows.keys);
    try {
      const { events, answer } = rows.run(step.command, now);
      const order = answer.ok ? (answer.order?.orderId ?? orderOf(events)) : undefined;
      done.push({ command: step.command, now, events, before, orderId: order, ok: answer.ok });
    } catch (error) {
      // An id that was given to two different orders: the one fault that a history may meet.
      assert.match(String(error), /belongs to something else/);
    }
  }
  return { rows, steps: done };
}

function orderOf(events: readonly LedgerEvent[]): string | undefined {
  return events.find((event) => event.type === "LockOpenRequested")?.context.orderId;
}

const admissions = (events: readonly LedgerEvent[]) => events.filter((event) => event.type === "TempKeyUsed");

/** Enough runs that each rule, when it is broken on purpose, is found. */
function holds(what: string, rule: (run: Run) => void): void {
  it(what, () => {
    fc.assert(
      fc.property(history, (steps) => rule(run(steps))),
      { numRuns: 500 },
    );
  });
}

describe("after any history", () => {
  holds("no key was admitted more often than it may be, uses given back aside", ({ steps }) => {
    for (const { events, before } of steps) {
      for (const { data } of admissions(events)) {
        const key = before.get(data.tempKeyUuid)!;
        assert.ok(key.maxUses === null || key.usedCount < key.maxUses);
      }
    }
  });

  holds("the count is that of the uses in the log less those given back, and never negative", ({ rows }) => {
    const counts = new Map(KEYS.map((uuid) => [uuid, 0]));
    for (const { event } of rows.log) {
      if (event.type !== "TempKeyUsed" && event.type !== "TempKeyUseReleased") continue;
      const { tempKeyUuid, usedCount } = event.data;
      const count = counts.get(tempKeyUuid)! + (event.type === "TempKeyUsed" ? 1 : -1);
      assert.ok(count >= 0);
      assert.equal(usedCount, count);
      counts.set(tempKeyUuid, count);
    }
    for (const [uuid, key] of rows.keys) assert.equal(key.usedCount, counts.get(uuid));
  });

  holds(
    "each door's count is that of its uses less those given back, and never more than it may be",
    ({ rows, steps }) => {
      for (const { events, before } of steps) {
        for (const { data, context } of admissions(events)) {
          const key = before.get(data.tempKeyUuid)!;
          const door = key.doors.find(({ id }) => id === context.door)!;
          assert.equal(door.lockId, data.lockId);
          assert.ok(key.maxUsesPerDoor === null || door.usedCount < key.maxUsesPerDoor);
        }
      }
      const counts = new Map<string, number>();
      for (const { event } of rows.log) {
        if (event.type !== "TempKeyUsed" && event.type !== "TempKeyUseReleased") continue;
        const door = `${event.data.tempKeyUuid} ${event.context?.door}`;
        counts.set(door, (counts.get(door) ?? 0) + (event.type === "TempKeyUsed" ? 1 : -1));
      }
      for (const key of rows.keys.values())
        for (const door of key.doors) assert.equal(door.usedCount, counts.get(`${key.uuid} ${door.id}`) ?? 0);
    },
  );

  holds("a key's doors are numbered once, each lock is there once, and never none", ({ rows }) => {
    const given = new Set<string>();
    for (const { event } of rows.log) {
      if (event.type !== "TempKeyCreated") continue;
      const door = `${event.data.tempKeyUuid} ${event.context.door}`;
      assert.ok(!given.has(door), `${door} was given twice`);
      given.add(door);
    }
    for (const { doors } of rows.keys.values()) {
      assert.ok(doors.length > 0);
      assert.equal(new Set(doors.map((door) => door.lockId)).size, doors.length);
    }
  });

  holds("a change of the terms and a revocation are in the stream of every door, or of none", ({ steps }) => {
    for (const { events, before } of steps) {
      const types = new Set(["TempKeyUpdated", "TempKeyDeleted", "TempKeyPaused", "TempKeyResumed"]);
      const key = events.find(({ type }) => types.has(type));
      if (!key || !("tempKeyUuid" in key.data)) continue;
      const locks = before.get(key.data.tempKeyUuid)!.doors.map((door) => door.lockId);
      const within = (type: string, whole: boolean) =>
        events
          .filter((event) => event.type === type && !(whole && event.context && "door" in event.context))
          .map(({ data }) => data.lockId);
      const whole = within("TempKeyDeleted", true);
      if (whole.length > 0) assert.deepEqual(whole, locks);
      for (const type of ["TempKeyUpdated", "TempKeyPaused", "TempKeyResumed"]) {
        const found = within(type, false);
        if (found.length > 0) assert.deepEqual(found, locks);
      }
    }
  });

  holds("no two keys that could meet at a lock share a PIN, and every door that opens by PIN has one", ({ rows }) => {
    const live = [...rows.keys.values()].filter(({ revokedAt }) => revokedAt === null);
    for (const [i, a] of live.entries()) {
      const pin = rows.key(a.uuid)!.pin?.blindIndex;
      assert.equal(pinLocks(a).length > 0 && pin === undefined, false);
      for (const b of live.slice(i + 1)) {
        const meet = a.validFrom < b.validUntil && b.validFrom < a.validUntil;
        const together = pinLocks(a).some((lock) => pinLocks(b).includes(lock));
        if (meet && together) assert.notEqual(pin, rows.key(b.uuid)!.pin?.blindIndex);
      }
    }
  });

  holds("a PIN opened only the lock where it was entered, for the key whose ciphertext holds it", ({ steps }) => {
    for (const { command, events, before } of steps) {
      if (command.type !== "openWithPin") continue;
      if (!command.proofs.every((proof) => proof.holds)) assert.equal(admissions(events).length, 0);
      for (const { data, context } of admissions(events)) {
        assert.equal(data.lockId, command.lockId);
        assert.ok(pinLocks(before.get(data.tempKeyUuid)!).includes(command.lockId));
        assert.equal(context.method, "code");
      }
    }
  });

  holds("nobody was let in outside the window, after a revocation, or without being named", ({ steps }) => {
    for (const { command, events, before, now } of steps) {
      for (const { data } of admissions(events)) {
        const key = before.get(data.tempKeyUuid)!;
        assert.ok(key.validFrom <= now && now < key.validUntil);
        assert.equal(key.revokedAt, null);
        const user = "userId" in command ? command.userId : undefined;
        if (key.accessMode === "user-whitelist") assert.ok(user !== undefined && key.allowedUserIds.includes(user));
      }
    }
  });

  holds("nobody was let in while a key was paused, and nobody resumed it when its time was over", ({ steps }) => {
    for (const { events, before, now } of steps) {
      for (const { data } of admissions(events)) assert.equal(before.get(data.tempKeyUuid)!.paused, undefined);
      for (const { type, data } of events) {
        if (type !== "TempKeyResumed") continue;
        const { revokeAfter = Infinity } = before.get(data.tempKeyUuid)!.paused!;
        assert.ok(now < revokeAfter);
      }
    }
  });

  holds("a key that a pause revoked was so from the end of its pause on, whenever that was written", ({ steps }) => {
    for (const { events, before, now } of steps)
      for (const event of events) {
        if (event.type !== "TempKeyDeleted" || !event.context?.afterPause) continue;
        const { by, revokeAfter } = before.get(event.data.tempKeyUuid)!.paused!;
        assert.ok(revokeAfter !== undefined && revokeAfter <= now);
        assert.equal(event.data.deletedBy, by);
      }
  });

  holds("nothing of a revoked key waits, and nothing of it was sent after the revocation", ({ rows }) => {
    const revoked = new Set<string>();
    for (const { event } of rows.log) {
      if (event.type === "TempKeyDeleted" && event.context?.door === undefined) revoked.add(event.data.tempKeyUuid);
      if (event.type === "LockOpenSent") assert.ok(!revoked.has(event.context.tempKeyUuid ?? ""));
    }
    for (const order of rows.orders.values()) {
      if (order.stage === "queued") assert.ok(!revoked.has(order.tempKeyUuid ?? ""));
    }
  });

  holds("a request with the same intent is one order and one use", ({ rows, steps }) => {
    const orders = new Map<string, string>();
    for (const { command, orderId: order, ok } of steps) {
      if (command.type !== "openDoor" || command.intent === undefined || !ok) continue;
      const name = `${command.tempKeyUuid} ${command.intent}`;
      // The order's own id, submitted again with another intent, is still that order.
      if (rows.order(order!)!.intent !== `${command.intent}/key/${command.tempKeyUuid}`) continue;
      assert.equal(orders.get(name) ?? order, order);
      orders.set(name, order!);
    }
    const uses = rows.log.flatMap(({ event }) => (event.type === "TempKeyUsed" ? (event.context.orderId ?? []) : []));
    assert.equal(new Set(uses).size, uses.length);
  });

  holds("each order was made once, sent at most once, in time, and settled at most once", ({ rows }) => {
    const life = new Map<string, string[]>();
    const note = (id: string, what: string) => life.set(id, [...(life.get(id) ?? []), what]);
    for (const { event, at } of rows.log) {
      if (event.type === "LockOpenRequested") note(event.context.orderId, event.context.sent ? "made+sent" : "made");
      if (event.type === "LockOpenSent") {
        note(event.data.orderId, "sent");
        assert.ok(at < event.context.notAfter);
      }
      if (event.type === "LockOpened" || event.type === "LockOpenFailed") note(event.data.orderId, "settled");
    }
    assert.deepEqual([...life.keys()].toSorted(), [...rows.orders.keys()].toSorted());
    for (const [id, steps] of life) {
      assert.match(steps.join(), /^(made\+sent|made(,sent)?)(,settled)?$/);
      assert.equal(steps.at(-1) === "settled", isSettled(rows.order(id)!));
    }
  });

  holds("a lock was never given an order while another could still move it", ({ rows }) => {
    const busy = new Map<number, { orderId: string; notAfter: number }>();
    for (const { event, at } of rows.log) {
      const { lockId: lock } = event.data;
      if (event.type === "LockOpenSent" || (event.type === "LockOpenRequested" && event.context.sent)) {
        const now = busy.get(lock);
        assert.ok(now === undefined || at >= now.notAfter);
        const id = event.type === "LockOpenSent" ? event.data.orderId : event.context.orderId;
        busy.set(lock, { orderId: id, notAfter: event.context.notAfter });
      }
      if (event.type === "LockOpened" || event.type === "LockOpenFailed") {
        if (busy.get(lock)?.orderId === event.data.orderId) busy.delete(lock);
      }
    }
  });

  holds("a device is of one lock, and orders reached only the device that their lock was then", ({ rows }) => {
    const state = new InMemoryRows();
    for (const { event, at } of rows.log) {
      state.append(event, at);
      const bound = [...state.locks.values()].flatMap(({ device }) => (device ? [deviceName(device)] : []));
      assert.equal(new Set(bound).size, bound.length);
      const sent = event.type === "LockOpenRequested" && event.context.sent ? event.context.orderId : undefined;
      const orderId = event.type === "LockOpenSent" ? event.data.orderId : sent;
      if (orderId !== undefined)
        assert.ok(isSameDevice(state.order(orderId)!, state.lock(event.data.lockId)!), `${orderId} went elsewhere`);
    }
  });

  holds("a use was given back exactly for the orders that did not move the door", ({ rows }) => {
    const given = rows.log.flatMap(({ event }) => (event.type === "TempKeyUseReleased" ? [event.data.orderId] : []));
    const due = [...rows.orders.values()].filter(
      (order) => order.tempKeyUuid !== null && (order.stage === "failed" || order.stage === "expired"),
    );
    assert.deepEqual(given.toSorted(), due.map((order) => order.orderId).toSorted());
  });

  holds(
    "every waiting order of a key is for a door that it has, and one that a revocation would cancel",
    ({ rows }) => {
      for (const order of rows.orders.values()) {
        if (order.stage !== "queued" || order.tempKeyUuid === null) continue;
        const key = rows.tempKey(order.tempKeyUuid)!;
        assert.ok(key.queuedOrders.includes(order.orderId));
        assert.ok(key.doors.some(({ id }) => id === order.door));
      }
    },
  );

  holds("a refused command changed nothing but the record", ({ steps }) => {
    for (const { ok, events } of steps) {
      if (!ok) assert.ok(events.every(({ type }) => type === "AdmissionRefused" || type === "PinRefused"));
    }
  });

  holds("every command given again changes nothing, except a use counted by hand", ({ rows, steps }) => {
    const last = steps.at(-1);
    if (!last?.ok || last.command.type === "useTempKey" || last.command.type === "changeLockUuid") return;
    const again = InMemoryRows.from(rows.log).run(last.command, last.now);
    assert.deepEqual(again.events, []);
  });

  holds("the log, written down and folded again, gives the same rows", ({ rows }) => {
    const log = rows.log.map(({ at, event }) => ({ at, event: JSON.parse(canonicalJson(event)) as LedgerEvent }));
    assert.equal(snapshot(InMemoryRows.from(log as readonly LoggedEvent[])), snapshot(rows));
  });
});

function snapshot(rows: InMemoryRows): string {
  return canonicalJson([[...rows.locks.values()], [...rows.keys.values()], [...rows.orders.values()]]);
}
