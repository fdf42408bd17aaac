/** What every store of the ledger must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Clock } from "../clock.ts";
import type { Command } from "../domain/command.ts";
import type { OpenOutcome } from "../domain/order.ts";
import { chainHash, GENESIS, linkOf } from "./chain.ts";
import type { ProcessAnswer } from "./conformance-process.ts";
import { type Ledger, LedgerBusyError, type Submitted } from "./ledger.ts";
import { storedEvent } from "./raw-event.ts";
import type { Verified } from "./verify-record.ts";

/** An empty store, fresh for each test. */
export interface LedgerHarness {
  /** Another ledger on the same store; whoever opens it closes it. */
  open(options?: { readonly clock?: Clock; readonly maxQueued?: number }): Promise<Ledger>;
  /** How a process of its own opens the same store: an export of a module, called with these options and a clock. */
  readonly opener: { readonly module: string; readonly name: string; readonly options: object };
  verify(): Promise<Verified>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
const OWNER = { kind: "user", userId: "olga" } as const;
const DID_NOT_MOVE: OpenOutcome = { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" };
const OPENED: OpenOutcome = { ok: true, stage: "executed", by: "ack", latencyMs: 5 };

export const createLock = (lockId: number, more: { readonly name?: string } = {}): Command => ({
  type: "createLock",
  actor: OWNER,
  lockId,
  uuid: randomUUID(),
  keys: [],
  timeZone: "UTC",
  driver: "simulator",
  ...more,
});

export const createKey = (lockId: number, tempKeyUuid: string, more: object = {}): Command => ({
  type: "createTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
  accessMode: "public",
  allowedUserIds: [],
  validFrom: Date.now() - HOUR,
  validUntil: Date.now() + HOUR,
  maxUses: null,
  ...more,
});

export const openDoor = (
  tempKeyUuid: string,
  more: { readonly intent?: string; readonly door?: number } = {},
): Command => ({
  type: "openDoor",
  tempKeyUuid,
  method: "key",
  orderId: randomUUID(),
  ...more,
});

const useKey = (lockId: number, tempKeyUuid: string): Command => ({
  type: "useTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
});

const revokeKey = (lockId: number, tempKeyUuid: string): Command => ({
  type: "deleteTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
});

const CANDIDATES = 4;
const PINS = Array.from({ length: CANDIDATES }, (_, i) => ({ indexes: [`p${i}`], box: `box ${i}` }));
const doorAt = (lockId: number) => ({ lockId, method: "both", label: `Door ${lockId}` }) as const;

/** Wrong PINs of a panel that is the only known place. */
const FOUR = { full: 4, low: 4, each: 4, intervalMs: HOUR };

const createDoors = (tempKeyUuid: string, lockIds: readonly number[], more: object = {}): Command => ({
  type: "createKey",
  actor: OWNER,
  tempKeyUuid,
  doors: lockIds.map(doorAt),
  accessMode: "public",
  allowedUserIds: [],
  validFrom: Date.now() - HOUR,
  validUntil: Date.now() + HOUR,
  maxUses: null,
  maxUsesPerDoor: null,
  pins: PINS,
  ...more,
});

interface Changed {
  readonly add: readonly number[];
  readonly remove: readonly number[];
  readonly description: string;
}

const changeDoors = (tempKeyUuid: string, { add, remove, description }: Changed): Command => ({
  type: "changeKey",
  actor: OWNER,
  tempKeyUuid,
  addDoors: add.map(doorAt),
  removeDoors: remove,
  description,
  pins: PINS,
});

export function ledgerConformance(store: string, openHarness: () => Promise<LedgerHarness>): void {
  /** Run with one ledger, and end with a record that verifies. */
  function check(what: string, run: (ledger: Ledger, harness: LedgerHarness) => Promise<void>): void {
    test(what, { timeout: 60_000 }, async () => {
      const harness = await openHarness();
      const ledger = await harness.open();
      try {
        await run(ledger, harness);
        const verified = await harness.verify();
        assert.ok(verified.ok, JSON.stringify(verified));
      } finally {
        await ledger.close();
        await harness.close();
      }
    });
  }

  describe(`ledger on ${store}`, () => {
    check("answers with the event and shows it at once", async ({ submit, read }) => {
      const made = accepted(await submit(createLock(1, { name: "Front door" })));
      assert.deepEqual([made.lockId, made.version, made.event?.type], [1, 1, "LockCreated"]);
      const uuid = randomUUID();
      const key = accepted(await submit(createKey(1, uuid, { description: "Anna, room 4" })));
      assert.deepEqual([key.version, key.event?.type], [2, "TempKeyCreated"]);

      const lock = await read.lock(1);
      assert.deepEqual([lock?.version, lock?.name, lock?.state.ownerId], [2, "Front door", "olga"]);
      const record = await read.tempKey(uuid);
      assert.deepEqual([record?.description, record?.state.doors[0]?.lockId], ["Anna, room 4", 1]);
      const events = await read.events(1, 1, 2);
      assert.deepEqual(
        events.map(({ version, lockId, event }) => [version, lockId, event.type]),
        [
          [1, 1, "LockCreated"],
          [2, 1, "TempKeyCreated"],
        ],
      );
      assert.equal(await read.lock(2), undefined);
      assert.equal(await read.tempKey(randomUUID()), undefined);
      assert.equal(await read.order("none"), undefined);
      assert.deepEqual(await read.events(2, 1, 10), []);
    });

    check("writes a probe beside the record, however many ask while commands wait", async ({ submit, read, probe }) => {
      accepted(await submit(createLock(1)));
      const keys = Array.from({ length: 50 }, () => submit(createKey(1, randomUUID())));
      await Promise.all([...keys, ...Array.from({ length: 50 }, () => probe())]);
      assert.equal((await read.lock(1))!.version, 51);
      await probe();
    });

    check("keeps names and descriptions beside the record", async ({ submit, read }) => {
      await submit(createLock(1, { name: "Grandmother's flat" }));
      await submit(createKey(1, randomUUID(), { description: "for the plumber" }));
      const record = JSON.stringify(await read.events(1, 1, 10));
      assert.doesNotMatch(record, /Grandmother|plumber/);
    });

    check("a repeat is answered and records nothing", async ({ submit, read }) => {
      await submit(createLock(1));
      const create = createKey(1, randomUUID());
      await submit(create);
      const again = accepted(await submit(create));
      assert.deepEqual([again.event, again.version], [null, 2]);
      assert.equal((await read.lock(1))?.version, 2);
    });

    check("a refusal of a command records nothing, one of a guest is on the record", async ({ submit, read }) => {
      await submit(createLock(1));
      const uuid = randomUUID();
      const refused = await submit(createKey(1, uuid, { validUntil: Date.now() - 1 }));
      assert.deepEqual([refused.ok, (await read.lock(1))?.version], [false, 1]);
      await submit(createKey(1, uuid, { maxUses: 1 }));
      await submit(openDoor(uuid));
      const usedUp = await submit(openDoor(uuid));
      assert.equal(!usedUp.ok && usedUp.reason, "used-up");
      assert.equal((await read.events(1, 5, 9))[0]?.event.type, "AdmissionRefused");
    });

    check("a command that fails takes nobody with it", async ({ submit, read }) => {
      await Promise.all([submit(createLock(1)), submit(createLock(2))]);
      const [first, second] = [randomUUID(), randomUUID()];
      await Promise.all([submit(createKey(1, first)), submit(createKey(2, second))]);
      const order = openDoor(first);
      await submit(order);
      // One is a fault in the decision, one is something that no store holds.
      const faults = [{ ...order, tempKeyUuid: second } as Command, createLock(2.5)];
      const uuids = Array.from({ length: 20 }, () => randomUUID());
      const commands = [...uuids.slice(0, 10), ...uuids.slice(10)].map((uuid) => createKey(1, uuid));
      commands.splice(5, 0, faults[0]!);
      commands.splice(15, 0, faults[1]!);
      const results = await Promise.allSettled(commands.map((command) => submit(command)));
      results.forEach((result, i) => {
        assert.equal(result.status, faults.includes(commands[i]!) ? "rejected" : "fulfilled", `command ${i}`);
        if (result.status === "rejected") assert.ok(!(result.reason instanceof StoreUnavailableError));
      });
      for (const uuid of uuids) assert.ok(await read.tempKey(uuid));
      assert.equal((await read.tempKey(second))?.state.usedCount, 0);
    });

    check("everything is there after it was opened again", async (ledger, harness) => {
      await ledger.submit(createLock(1, { name: "Attic" }));
      const uuid = randomUUID();
      await ledger.submit(createKey(1, uuid, { maxUses: 2, description: "d" }));
      const order = openDoor(uuid, { intent: "i" });
      await ledger.submit(order);
      const reads = async ({ read }: Ledger) => [
        await read.lock(1),
        await read.tempKey(uuid),
        await read.order(orderIdOf(order)),
        (await read.events(1, 1, 9)).map(({ hash, ...stored }) => [stored, Buffer.from(hash).toString("hex")]),
      ];
      const before = await reads(ledger);
      await ledger.close();
      const again = await harness.open();
      try {
        assert.deepEqual(await reads(again), before);
        const repeated = accepted(await again.submit(openDoor(uuid, { intent: "i" })));
        assert.equal(repeated.order?.orderId, orderIdOf(order));
      } finally {
        await again.close();
      }
    });

    check("any range of a lock's events, however the streams are mixed", async ({ submit, read }) => {
      await Promise.all([submit(createLock(1)), submit(createLock(2))]);
      const uuids = [randomUUID(), randomUUID()] as const;
      await Promise.all([submit(createKey(1, uuids[0])), submit(createKey(2, uuids[1]))]);
      const lengths = [290, 131];
      for (let i = 0; i < 288; i += 12) {
        const uses = Array.from({ length: 12 }, (_, k) => (i + k < 129 ? [1, 2] : [1]));
        await Promise.all(uses.flat().map((lockId) => submit(useKey(lockId, uuids[lockId - 1]!))));
      }
      for (const [n, length] of lengths.entries()) {
        const whole = await read.events(n + 1, 1, 1_000);
        assert.deepEqual(
          whole.map(({ version }) => version),
          Array.from({ length }, (_, i) => i + 1),
        );
        assert.ok(whole.every(({ lockId }) => lockId === n + 1));
        assert.ok(whole.every(({ position }, i) => i === 0 || position > whole[i - 1]!.position));
        const edges = [0, 1, 2, 63, 64, 65, 66, 127, 128, 129, 130, 131, 190, 192, 200, 290, 291, 400];
        for (const from of edges) {
          for (const to of edges) {
            const expected = whole.filter(({ version }) => from <= version && version <= to);
            assert.deepEqual(await read.events(n + 1, from, to), expected, `${from} to ${to}`);
          }
        }
      }
    });

    check("events as the log holds them, and how many stand at or before a position", async ({ submit, read }) => {
      await Promise.all([submit(createLock(1)), submit(createLock(2))]);
      const uuids = [randomUUID(), randomUUID()] as const;
      await Promise.all([submit(createKey(1, uuids[0])), submit(createKey(2, uuids[1]))]);
      for (let i = 0; i < 140; i += 20) {
        const lockIds = Array.from({ length: 20 }, (_, k) => [1, ...(k % 3 === 0 ? [2] : [])]).flat();
        await Promise.all(lockIds.map((lockId) => submit(useKey(lockId, uuids[lockId - 1]!))));
      }
      let last = 0;
      for (const lockId of [1, 2]) {
        const stored = await read.events(lockId, 1, 999);
        const raw = await read.rawEvents(lockId, 1, 999);
        assert.equal(raw.length, (await read.lock(lockId))?.version);
        let hash: Uint8Array = GENESIS;
        for (const [i, event] of raw.entries()) {
          assert.deepEqual(storedEvent(event), stored[i]);
          const link = linkOf(stored[i]!.event, event.version, event.at);
          assert.deepEqual([event.data, event.context], [link.data, link.context]);
          hash = chainHash(hash, link);
          assert.deepEqual(Buffer.from(event.hash), Buffer.from(hash));
        }
        assert.deepEqual(await read.rawEvents(lockId, 60, 70), raw.slice(59, 70));
        last = Math.max(last, raw.at(-1)!.position);
      }
      for (const lockId of [1, 2]) {
        const positions = (await read.events(lockId, 1, 999)).map(({ position }) => position);
        for (let at = 0; at <= last + 1; at++)
          assert.equal(
            await read.versionAt(lockId, at),
            positions.filter((one) => one <= at).length,
            `${lockId} ${at}`,
          );
      }
      assert.deepEqual(await read.rawEvents(3, 1, 9), []);
      assert.equal(await read.versionAt(3, 5), 0);
    });

    check("where the events of a key are, at doors that were taken away too", async (_ledger, harness) => {
      const { clock, time } = standingClock(Date.now());
      const ledger = await harness.open({ clock });
      const { submit, read } = ledger;
      try {
        for (const lockId of [1, 2, 3, 4, 5]) await submit(createLock(lockId));
        const firstPosition = async (uuid: string, lockIds: readonly number[]) => {
          const events = (await Promise.all(lockIds.map((lockId) => read.events(lockId, 1, 99)))).flat();
          const own = events.filter(({ event }) => JSON.stringify(event).includes(uuid));
          return Math.min(...own.map(({ position }) => position));
        };
        const uuids = Array.from({ length: CANDIDATES }, () => randomUUID());
        for (const [i, uuid] of uuids.entries()) {
          // The clock is set back before some, and stands still before others.
          time[0]! += [1_000, -HOUR, 0, 5_000][i]!;
          accepted(await submit(createDoors(uuid, [1, 2], { validUntil: Date.now() + 9 * HOUR })));
          accepted(await submit(changeDoors(uuid, { add: [3], remove: [1], description: "" })));
          accepted(await submit(changeDoors(uuid, { add: [5], remove: [3], description: "" })));
        }
        for (const uuid of uuids) {
          const places = await read.placesOfKey(uuid);
          assert.deepEqual(places?.lockIds, [1, 2, 3, 5]);
          assert.ok(places.after < (await firstPosition(uuid, places.lockIds)));
        }
        const single = randomUUID();
        time[0]! += 3 * HOUR;
        accepted(await submit(createKey(4, single, { validUntil: Date.now() + 9 * HOUR })));
        const places = await read.placesOfKey(single);
        assert.deepEqual(places?.lockIds, [4]);
        assert.ok(places.after < (await firstPosition(single, [4])));
        assert.equal(await read.placesOfKey(randomUUID()), undefined);
      } finally {
        await ledger.close();
      }
    });

    check("pages of a lock's keys, newest first, revoked ones on request", async ({ submit, read }) => {
      await Promise.all([submit(createLock(1)), submit(createLock(2))]);
      const uuids = Array.from({ length: 30 }, () => randomUUID());
      for (const [i, uuid] of uuids.entries()) {
        await submit(createKey(1, uuid));
        if (i % 2 === 0) await submit(createKey(2, randomUUID()));
      }
      const revoked = uuids.filter((_, i) => i % 3 === 0);
      await Promise.all(revoked.map((uuid) => submit(revokeKey(1, uuid))));
      const pagesOf = async (withRevoked: boolean) => {
        const found: string[] = [];
        let before: number | undefined;
        for (;;) {
          const page = { limit: 7, withRevoked, ...(before !== undefined && { before }) };
          const keys = await read.tempKeysOfLock(1, page);
          found.push(...keys.map(({ state }) => state.uuid));
          if (keys.length < 7) return found;
          before = keys.at(-1)!.cursor;
        }
      };
      assert.deepEqual(await pagesOf(true), uuids.toReversed());
      assert.deepEqual(await pagesOf(false), uuids.filter((uuid) => !revoked.includes(uuid)).toReversed());
    });

    check("orders whose time is over, oldest first, until they are settled", async (_ledger, harness) => {
      const { clock, time } = standingClock(Date.now());
      const ledger = await harness.open({ clock });
      const { submit, read } = ledger;
      try {
        await submit(createLock(1));
        const uuid = randomUUID();
        await submit(createKey(1, uuid));
        const orders = Array.from({ length: 3 }, () => openDoor(uuid));
        for (const order of orders) {
          time[0]! += 1;
          await submit(order);
        }
        const ids = orders.map(orderIdOf);
        const later = clock.now() + HOUR;
        assert.deepEqual(await read.overdueOrders(clock.now(), 10), []);
        assert.deepEqual(await read.overdueOrders(later, 10), ids);
        assert.deepEqual(await read.overdueOrders(later, 2), ids.slice(0, 2));
        await submit({ type: "reportOrder", orderId: ids[0]!, outcome: OPENED });
        assert.deepEqual(await read.overdueOrders(later, 10), ids.slice(1));
        assert.equal((await read.order(ids[0]!))?.stage, "opened");
      } finally {
        await ledger.close();
      }
    });

    check("orders that wait for their lock, until they are sent or their time is over", async (_ledger, harness) => {
      const { clock, time } = standingClock(Date.now());
      const ledger = await harness.open({ clock });
      const { submit, read } = ledger;
      try {
        await submit(createLock(1));
        const uuid = randomUUID();
        await submit(createKey(1, uuid));
        const orders = Array.from({ length: 3 }, () => openDoor(uuid));
        for (const order of orders) {
          time[0]! += 1;
          await submit(order);
        }
        const [sent, ...waiting] = orders.map(orderIdOf);
        const idsOf = async (since: number, at: number, limit = 10) =>
          (await read.waitingOrders(since, at, limit)).map(({ orderId }) => orderId);
        const now = clock.now();
        assert.deepEqual(await idsOf(now + 1, now), waiting);
        assert.deepEqual(await idsOf(now + 1, now, 1), waiting.slice(0, 1));
        assert.deepEqual(await idsOf(now, now), waiting.slice(0, 1), "the last one came just now");
        assert.deepEqual(await idsOf(now + 1, now + HOUR), []);
        await submit({ type: "reportOrder", orderId: sent!, outcome: OPENED });
        await submit({ type: "sendOrder", orderId: waiting[0]!, claim: randomUUID() });
        assert.deepEqual(await idsOf(now + 1, now), waiting.slice(1));
      } finally {
        await ledger.close();
      }
    });

    check("a use that the door did not follow is given back", async ({ submit, read }) => {
      await submit(createLock(1));
      const uuid = randomUUID();
      await submit(createKey(1, uuid, { maxUses: 1 }));
      const order = openDoor(uuid);
      await submit(order);
      await submit({ type: "reportOrder", orderId: orderIdOf(order), outcome: DID_NOT_MOVE });
      assert.equal((await read.tempKey(uuid))?.state.usedCount, 0);
      accepted(await submit(openDoor(uuid)));
    });

    check("a use of a key that was made in the same commit is given back too", async ({ submit, read }) => {
      await submit(createLock(1));
      const uuid = randomUUID();
      const order = openDoor(uuid);
      accepted((await Promise.all([submit(createKey(1, uuid, { maxUses: 1 })), submit(order)]))[1]);
      await submit({ type: "reportOrder", orderId: orderIdOf(order), outcome: DID_NOT_MOVE });
      assert.equal((await read.tempKey(uuid))?.state.usedCount, 0);
    });

    check("a key over several doors is in every lock's list and stream, with its texts and its PIN", async (ledger) => {
      const { submit, read } = ledger;
      for (const lockId of [1, 2, 3]) await submit(createLock(lockId));
      const uuid = randomUUID();
      const made = accepted(await submit(createDoors(uuid, [1, 2])));
      assert.equal(made.pin, 0);
      const changed = accepted(await submit(changeDoors(uuid, { add: [3], remove: [1], description: "for Anna" })));
      assert.equal(changed.pin, undefined);
      const record = await read.tempKey(uuid);
      assert.deepEqual(record?.labels, { 1: "Door 1", 2: "Door 2", 3: "Door 3" });
      assert.deepEqual(record.pin, { index: "p0", box: "box 0" });
      assert.equal(record.description, "for Anna");
      assert.deepEqual(
        record.state.doors.map(({ id, lockId }) => [id, lockId]),
        [
          [2, 2],
          [3, 3],
        ],
      );
      for (const [lockId, there] of [
        [1, false],
        [2, true],
        [3, true],
      ] as const) {
        const keys = await read.tempKeysOfLock(lockId, { limit: 9, withRevoked: true });
        assert.equal(keys.length, there ? 1 : 0, `lock ${lockId}`);
        assert.doesNotMatch(JSON.stringify(await read.events(lockId, 1, 99)), /Door \d|box|Anna/);
      }
      accepted(await submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid }));
      for (const lockId of [2, 3]) {
        assert.equal((await read.tempKeysOfLock(lockId, { limit: 9, withRevoked: false })).length, 0);
        assert.equal((await read.events(lockId, 1, 99)).at(-1)?.event.type, "TempKeyDeleted");
      }
    });

    check("pages of what somebody created", async ({ submit, read }) => {
      await submit(createLock(1));
      await submit({ type: "setOrganization", actor: OWNER, lockId: 1, orgId: "agency" });
      const uuids = Array.from({ length: 6 }, () => randomUUID());
      for (const [i, uuid] of uuids.entries())
        await submit(createKey(1, uuid, i % 3 === 2 ? { actor: { kind: "organization", orgId: "agency" } } : {}));
      await submit(revokeKey(1, uuids[3]!));
      const page = async (by: string, more: object = {}) =>
        (await read.tempKeysCreatedBy(by, { limit: 9, withRevoked: true, ...more })).map(({ state }) => state.uuid);
      assert.deepEqual(await page("agency"), [uuids[5], uuids[2]]);
      assert.deepEqual(await page("user:olga"), [uuids[4], uuids[3], uuids[1], uuids[0]]);
      assert.deepEqual(await page("user:olga", { withRevoked: false, limit: 2 }), [uuids[4], uuids[1]]);
      const [, second] = await read.tempKeysCreatedBy("user:olga", { limit: 2, withRevoked: true });
      assert.deepEqual(await page("user:olga", { before: second!.cursor }), [uuids[1], uuids[0]]);
      assert.deepEqual(await page("nobody"), []);
    });

    check(
      "no two keys that meet get one PIN, in a batch, after it, or from another ledger",
      async (ledger, harness) => {
        const other = await harness.open();
        try {
          await Promise.all([ledger.submit(createLock(1)), ledger.submit(createLock(2))]);
          const together = await Promise.all(
            Array.from({ length: 6 }, (_, i) => (i % 2 ? other : ledger).submit(createDoors(randomUUID(), [1, 2]))),
          );
          assert.equal(together.filter(({ ok }) => ok).length, CANDIDATES);
          assert.deepEqual(
            new Set(together.flatMap((answer) => (answer.ok ? [answer.pin] : []))),
            new Set([0, 1, 2, 3]),
          );
          for (const one of [ledger, other]) {
            const late = await one.submit(createDoors(randomUUID(), [2]));
            assert.equal(!late.ok && late.reason, "no-free-pin");
          }
          accepted(
            await other.submit(
              createDoors(randomUUID(), [1], { validFrom: Date.now() + HOUR, validUntil: Date.now() + 2 * HOUR }),
            ),
          );
        } finally {
          await other.close();
        }
      },
    );

    check(
      "a PIN opens for every ledger until it is taken back, and wrong ones are counted for all",
      async (ledger, harness) => {
        const other = await harness.open();
        try {
          await ledger.submit(createLock(1));
          const uuid = randomUUID();
          await ledger.submit(createDoors(uuid, [1]));
          const enter = (index: string): Command => ({
            type: "openWithPin",
            lockId: 1,
            indexes: ["old", index],
            source: "panel",
            proofs: [{ tempKeyUuid: uuid, box: PINS[0]!.box, holds: true }],
            policy: { known: FOUR, others: FOUR },
            orderId: randomUUID(),
          });
          const opened = accepted(await other.submit(enter("p0")));
          assert.equal(opened.order?.tempKeyUuid, uuid);
          await ledger.submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid });
          const answers = [];
          for (const one of [other, ledger, other, ledger, other, ledger]) answers.push(await one.submit(enter("p0")));
          assert.deepEqual(
            answers.map((answer) => !answer.ok && answer.reason),
            ["wrong-pin", "wrong-pin", "wrong-pin", "wrong-pin", "too-many-pins", "too-many-pins"],
          );
        } finally {
          await other.close();
        }
      },
    );

    check("two ledgers on one store: 200 parallel openings of 7 uses", async (ledger, harness) => {
      const other = await harness.open();
      try {
        await ledger.submit(createLock(1));
        const uuid = randomUUID();
        await ledger.submit(createKey(1, uuid, { maxUses: 7 }));
        const answers = await Promise.all(
          Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? ledger : other).submit(openDoor(uuid))),
        );
        assert.equal(answers.filter(({ ok }) => ok).length, 7);
        for (const answer of answers) assert.ok(answer.ok || answer.reason === "used-up");
        assert.equal((await other.read.tempKey(uuid))?.state.usedCount, 7);
      } finally {
        await other.close();
      }
    });

    check("two ledgers on one store: each opens its own door of a key, together 9 uses", async (ledger, harness) => {
      const other = await harness.open();
      try {
        for (const lockId of [1, 2]) await ledger.submit(createLock(lockId));
        for (let round = 0; round < 8; round++) {
          const uuid = randomUUID();
          await ledger.submit(createDoors(uuid, [1, 2], { maxUses: 9 }));
          let taken = 0;
          const clients = [ledger, other].map(async ({ submit }, i) => {
            for (let n = 0; n < 12; n++) if ((await submit(openDoor(uuid, { door: i + 1 }))).ok) taken++;
          });
          await Promise.all(clients);
          assert.deepEqual([taken, (await ledger.read.tempKey(uuid))?.state.usedCount], [9, 9]);
          await ledger.submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid });
        }
      } finally {
        await other.close();
      }
    });

    check("two ledgers on one store: the same intent is one order and one use", async (ledger, harness) => {
      const other = await harness.open();
      try {
        await ledger.submit(createLock(1));
        const uuid = randomUUID();
        await ledger.submit(createKey(1, uuid, { maxUses: 5 }));
        const asked = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? ledger : other));
        const answers = await Promise.all(asked.map(({ submit }) => submit(openDoor(uuid, { intent: "one" }))));
        const orders = answers.map((answer) => accepted(answer).order?.orderId);
        assert.equal(new Set(orders).size, 1);
        assert.ok(orders[0]);
        assert.equal((await ledger.read.tempKey(uuid))?.state.usedCount, 1);
      } finally {
        await other.close();
      }
    });

    check("what one ledger did, another knows at its next command", async (ledger, harness) => {
      const other = await harness.open();
      try {
        await ledger.submit(createLock(1));
        for (let round = 0; round < 10; round++) {
          const uuid = randomUUID();
          const [here, there] = round % 2 === 0 ? [ledger, other] : [other, ledger];
          await here.submit(createKey(1, uuid));
          for (let use = 1; use <= 6; use++) {
            accepted(await (use % 2 === 0 ? here : there).submit(useKey(1, uuid)));
            assert.equal((await here.read.tempKey(uuid))?.state.usedCount, use);
          }
          accepted(await there.submit(openDoor(uuid)));
          accepted(await here.submit(revokeKey(1, uuid)));
          const late = await there.submit(openDoor(uuid));
          assert.equal(!late.ok && late.reason, "revoked");
        }
      } finally {
        await other.close();
      }
    });

    check(
      "4 processes on one store: 500 parallel openings of a key over 3 doors with 7 uses, 20 rounds",
      async (ledger, harness) => {
        const processes = await Promise.all(Array.from({ length: 4 }, () => startProcess(harness)));
        try {
          for (const lockId of [1, 2, 3]) await ledger.submit(createLock(lockId));
          for (let round = 0; round < 20; round++) {
            const uuid = randomUUID();
            await ledger.submit(createDoors(uuid, [1, 2, 3], { maxUses: 7 }));
            const opens = () => Array.from({ length: 125 }, (_, i) => openDoor(uuid, { door: 1 + (i % 3) }));
            const answers = (await Promise.all(processes.map((one) => ask(one, opens())))).flat();
            assert.equal(answers.filter((one) => "answer" in one && one.answer.ok).length, 7);
            for (const one of answers) {
              assert.ok("answer" in one, JSON.stringify(one));
              assert.ok(one.answer.ok || one.answer.reason === "used-up");
            }
            const { usedCount, doors } = (await ledger.read.tempKey(uuid))!.state;
            assert.deepEqual([usedCount, doors.reduce((sum, door) => sum + door.usedCount, 0)], [7, 7]);
            await ledger.submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid });
          }
        } finally {
          await Promise.all(processes.map(stopProcess));
        }
      },
    );

    check("whoever follows the log while two processes write sees every event once", async (ledger, harness) => {
      const { read } = ledger;
      const processes = await Promise.all([startProcess(harness), startProcess(harness)]);
      try {
        for (const lockId of [1, 2, 3, 4]) await ledger.submit(createLock(lockId));
        const wide = createDoors(randomUUID(), [1, 2, 3, 4]);
        await ledger.submit(wide);
        let writing = true;
        const written = Promise.all(
          processes.map(async (one, i) => {
            for (let round = 0; round < 12; round++) {
              const keys = Array.from({ length: 8 }, (_, k) => createKey(1 + ((k + i) % 4), randomUUID()));
              const answers = await ask(one, [...keys, openDoor((wide as { tempKeyUuid: string }).tempKeyUuid)]);
              assert.ok(answers.every((answer) => "answer" in answer));
            }
          }),
        ).finally(() => (writing = false));
        const seen = new Map<number, number>();
        let cursor: string | undefined;
        let total = 0;
        const until = Date.now() + 20_000;
        for (let expected = Infinity; total < expected && Date.now() < until;) {
          if (!writing && expected === Infinity) {
            const locks = await Promise.all([1, 2, 3, 4].map((lockId) => read.lock(lockId)));
            expected = locks.reduce((sum, lock) => sum + lock!.version, 0);
          }
          const { events, cursor: next } = await read.follow(cursor, 7);
          for (const { lockId, version, hash } of events) {
            assert.equal(version, (seen.get(lockId) ?? 0) + 1, `lock ${lockId}`);
            assert.ok(hash.length === 32);
            seen.set(lockId, version);
            total++;
          }
          cursor = next;
          await setImmediate();
        }
        await written;
        for (const lockId of [1, 2, 3, 4]) assert.equal(seen.get(lockId), (await read.lock(lockId))?.version);
        assert.deepEqual(await read.follow(cursor, 7), { events: [], cursor });
      } finally {
        await Promise.all(processes.map(stopProcess));
      }
    });

    check("past its queue a command is refused, and recorded nowhere", async (ledger, harness) => {
      const small = await harness.open({ maxQueued: 8 });
      try {
        await small.submit(createLock(1));
        const uuids = Array.from({ length: 30 }, () => randomUUID());
        const results = await Promise.allSettled(uuids.map((uuid) => small.submit(createKey(1, uuid))));
        const taken = results.filter(({ status }) => status === "fulfilled").length;
        assert.equal(taken, 8);
        for (const [i, result] of results.entries()) {
          if (result.status === "rejected") assert.ok(result.reason instanceof LedgerBusyError);
          assert.equal((await ledger.read.tempKey(uuids[i]!)) !== undefined, result.status === "fulfilled");
        }
        accepted(await small.submit(createKey(1, randomUUID())));
      } finally {
        await small.close();
      }
    });

    check("close finishes what was taken, and takes nothing more", async (ledger, harness) => {
      const other = await harness.open();
      await other.submit(createLock(1));
      const uuids = Array.from({ length: 50 }, () => randomUUID());
      const taken = uuids.map((uuid) => other.submit(createKey(1, uuid)));
      const closed = other.close();
      await assert.rejects(other.submit(createKey(1, randomUUID())), StoreUnavailableError);
      for (const answer of await Promise.all(taken)) accepted(answer);
      await closed;
      await other.close();
      for (const uuid of uuids) assert.ok(await ledger.read.tempKey(uuid));
    });

    check("decides by its clock, read when the command is decided", async (_ledger, harness) => {
      const end = Date.now() + HOUR;
      const { clock, time } = standingClock(end - 1);
      const timed = await harness.open({ clock });
      try {
        await timed.submit(createLock(1));
        const uuid = randomUUID();
        await timed.submit(createKey(1, uuid, { validUntil: end }));
        accepted(await timed.submit(openDoor(uuid)));
        time[0] = end;
        const late = await timed.submit(openDoor(uuid));
        assert.equal(!late.ok && late.reason, "expired");
        assert.equal((await timed.read.lock(1))?.updatedAt, end);
      } finally {
        await timed.close();
      }
    });
  });
}

/** A clock that shows what is written into `time`. */
function standingClock(start: number): { readonly clock: Clock; readonly time: Float64Array } {
  const shared = new SharedArrayBuffer(8);
  const time = new Float64Array(shared);
  time[0] = start;
  return { clock: { now: () => time[0]!, sleep: () => Promise.resolve(), shared }, time };
}

function accepted(answer: Submitted): Submitted & { readonly ok: true } {
  assert.ok(answer.ok, answer.ok ? "" : `refused: ${answer.reason}`);
  return answer;
}

function orderIdOf(command: Command): string {
  if (!("orderId" in command)) throw new Error("A command that makes no order");
  return command.orderId;
}

/** @param shell a command of `sh` to run before, such as a limit */
export async function startProcess({ opener }: LedgerHarness, shell?: string): Promise<ChildProcess> {
  const { module, name, options } = opener;
  const program = new URL("./conformance-process.ts", import.meta.url).pathname;
  const args = [module, name, JSON.stringify(options)];
  const limited = shell !== undefined && {
    execPath: "/bin/sh",
    execArgv: ["-c", `${shell} && exec "$0" "$@"`, process.execPath],
  };
  const child = fork(program, args, { execArgv: [], ...limited, env: { ...process.env, NODE_TEST_CONTEXT: "" } });
  await once(child, "message");
  return child;
}

export async function ask(child: ChildProcess, commands: readonly Command[]): Promise<readonly ProcessAnswer[]> {
  const answered = once(child, "message");
  child.send(commands as Command[]);
  return ((await answered) as [readonly ProcessAnswer[]])[0];
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.disconnect();
  await exited;
}
