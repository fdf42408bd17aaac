import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import type { AnnouncedDoor } from "../devices/announcer.ts";
import type { Hub } from "../devices/hubs/hub.ts";
import type { DeviceState } from "../devices/observed/device-states.ts";
import type { Command } from "../domain/command.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openSqliteLedger } from "../ledger/sqlite/ledger.ts";
import { createKey, OPENED, openDoor, orderIdOf, revokeKey } from "../ledger/testing/commands.ts";
import { type Board, createBoard } from "./board.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const MINUTE = 60_000;
const OPERATOR = { kind: "operator" } as const;

interface Site {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  readonly states: Map<number, DeviceState>;
  do(...commands: readonly Command[]): Promise<void>;
  lock(lockId: number, of: object, hubId?: string): Promise<void>;
  board(hub: Partial<Hub>, read?: Ledger["read"]): Board;
  /** What a board shows when it has read all, and was told of what happened since it was asked last. */
  look(board: Board): Promise<readonly AnnouncedDoor[]>;
}

async function withSite(run: (site: Site) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-board-"));
  const clock = new ManualClock(START);
  const ledger = await openSqliteLedger({ file: join(dir, "latchstring.db"), clock });
  const states = new Map<number, DeviceState>();
  const lockIds: number[] = [];
  const cursors = new Map<Board, string>();
  const now = () => clock.now();
  const site: Site = {
    ledger,
    clock,
    states,
    async do(...commands) {
      for (const command of commands) {
        const answer = await ledger.submit(command);
        assert.ok(answer.ok, JSON.stringify(answer));
      }
    },
    async lock(lockId, of, hubId = "home") {
      lockIds.push(lockId);
      const about = {
        actor: OPERATOR,
        lockId,
        uuid: randomUUID(),
        keys: [],
        timeZone: "UTC",
        driver: "simulator",
      } as const;
      await site.do({ type: "createLock", ...about, ...of });
      const device = { hubId, address: `device ${lockId}` };
      await site.do({ type: "bindDevice", actor: OPERATOR, lockId, device, driver: "mqtt" });
    },
    board(hub, read = ledger.read) {
      const whole = { hubId: "home", kind: "mqtt", name: null, orgId: null, ownerId: null, ...hub };
      const rest = { settings: {}, secretNames: [], revision: 1, createdAt: 0, updatedAt: 0 };
      const observed = { states: async () => states };
      return createBoard({ hub: { ...whole, ...rest }, lockIds: async () => lockIds, read, observed, now });
    },
    async look(board) {
      const { events, cursor } = await ledger.read.follow(cursors.get(board), 1_000);
      cursors.set(board, cursor);
      for (const event of events) board.note(event);
      const shown = await board.look();
      assert.ok(shown);
      return shown;
    },
  };
  try {
    await run(site);
  } finally {
    await ledger.close();
    await rm(dir, { recursive: true });
  }
}

describe("which doors a hub shows", () => {
  test("those of whom it belongs to; the operator's those that it reaches and those of nobody else", async () => {
    await withSite(async ({ lock, board, look, do: doIt }) => {
      await lock(1, {});
      await lock(2, {}, "elsewhere");
      await lock(3, { ownerId: "olga" });
      await lock(4, { ownerId: "olga" }, "elsewhere");
      await lock(5, { orgId: "acme" });
      await lock(6, { orgId: "acme", ownerId: "olga" }, "elsewhere");
      await lock(7, { orgId: "other", ownerId: "otto" }, "elsewhere");
      const shownBy = async (hub: Partial<Hub>) => (await look(board(hub))).map(({ lockId }) => lockId).join();
      assert.equal(await shownBy({}), "1,2,3,5");
      assert.equal(await shownBy({ ownerId: "olga" }), "3,4,6");
      assert.equal(await shownBy({ orgId: "acme" }), "5,6");
      assert.equal(await shownBy({ orgId: "nobody" }), "");
      // Bound there once does not count any more when it was given to somebody else.
      const olgas = board({ ownerId: "olga" });
      assert.equal((await look(olgas)).length, 3);
      await doIt({ type: "setOwner", actor: OPERATOR, lockId: 3, userId: "otto" });
      assert.deepEqual(
        (await look(olgas)).map(({ lockId }) => lockId),
        [4, 6],
      );
      await doIt({ type: "unbindDevice", actor: OPERATOR, lockId: 4 });
      await doIt({ type: "setOwner", actor: OPERATOR, lockId: 7, userId: "olga" });
      assert.deepEqual(
        (await look(olgas)).map(({ lockId }) => lockId),
        [6, 7],
      );
    });
  });
});

describe("a door that is shown", () => {
  const olgas = { ownerId: "olga" };
  const window = { validFrom: START - MINUTE, validUntil: START + MINUTE };

  test("has the keys that open it now, whatever way, and no others", async () => {
    await withSite(async ({ clock, lock, board, look, do: doIt }) => {
      await lock(1, olgas);
      await lock(2, olgas);
      const terms = {
        Now: window,
        Later: { ...window, validFrom: START + 30_000 },
        Once: { ...window, maxUses: 1 },
        Named: { ...window, accessMode: "user-whitelist", allowedUserIds: ["u1", "u2"] },
        Taken: window,
      };
      const uuids = new Map(Object.keys(terms).map((description) => [description, randomUUID()]));
      for (const [description, one] of Object.entries(terms))
        await doIt(createKey(1, uuids.get(description)!, { ...one, description }));
      await doIt(
        revokeKey(1, uuids.get("Taken")!),
        createKey(2, randomUUID(), { ...window, description: "Elsewhere" }),
      );
      const shown = board(olgas);
      const names = async () => {
        const [{ keys }] = (await look(shown)) as [AnnouncedDoor];
        assert.equal(keys.count, keys.some.length);
        return keys.some
          .map(({ description }) => description)
          .toSorted()
          .join();
      };
      assert.equal(await names(), "Named,Now,Once");
      const opening = openDoor(uuids.get("Once")!);
      await doIt(opening);
      assert.equal(await names(), "Named,Now");
      await doIt({
        type: "reportOrder",
        orderId: orderIdOf(opening),
        outcome: { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" },
      });
      assert.equal(await names(), "Named,Now,Once", "the use was given back");
      await clock.advance(30_000);
      assert.equal(await names(), "Later,Named,Now,Once");
      await doIt(revokeKey(1, uuids.get("Now")!));
      assert.equal(await names(), "Later,Named,Once");
      await clock.advance(30_000);
      assert.equal(await names(), "");
    });
  });

  test("lists some of many keys, those that end first, and counts all", async () => {
    await withSite(async ({ lock, board, look, do: doIt }) => {
      await lock(1, olgas);
      for (let i = 40; i > 0; i--)
        await doIt(createKey(1, randomUUID(), { ...window, validUntil: START + i * MINUTE, description: `Key ${i}` }));
      const [{ keys }] = (await look(board(olgas))) as [AnnouncedDoor];
      assert.deepEqual([keys.count, keys.more, keys.some.length], [40, false, 20]);
      assert.deepEqual(
        keys.some.slice(0, 2).map(({ description }) => description),
        ["Key 1", "Key 2"],
      );
    });
  });

  test("has its last opening, also one of long before, and who it was by", async () => {
    await withSite(async ({ clock, lock, board, look, do: doIt }) => {
      await lock(1, olgas);
      const uuid = randomUUID();
      await doIt(createKey(1, uuid, { ...window, description: "Anna" }));
      const shown = board(olgas);
      assert.equal((await look(shown))[0]!.opening, undefined);
      const opening = openDoor(uuid);
      const done = { type: "reportOrder", orderId: orderIdOf(opening), outcome: OPENED } as const;
      await doIt(opening, done);
      const first = { at: START, key: "Anna", withKey: true, confirmed: true };
      assert.deepEqual((await look(shown))[0]!.opening, first);
      for (let i = 0; i < 300; i++) await doIt({ type: "useTempKey", actor: OPERATOR, lockId: 1, tempKeyUuid: uuid });
      assert.deepEqual((await look(board(olgas)))[0]!.opening, first);
      await clock.advance(1_000);
      const own = { type: "openLock", actor: OPERATOR, lockId: 1, orderId: randomUUID() } as const;
      const told = { ok: true, stage: "accepted", by: "ack", latencyMs: 1 } as const;
      await doIt(own, { type: "reportOrder", orderId: own.orderId, outcome: told });
      const second = { at: START + 1_000, key: null, withKey: false, confirmed: false };
      assert.deepEqual((await look(shown))[0]!.opening, second);
      assert.deepEqual((await look(board(olgas)))[0]!.opening, second);
    });
  });

  test("is how its own device was seen, and not how another was that it was before", async () => {
    await withSite(async ({ lock, board, look, states }) => {
      await lock(1, olgas);
      const snapshot = { state: "locked", online: true, observedAt: START, source: "device" } as const;
      states.set(1, { lockId: 1, hubId: "home", address: "device 1", snapshot });
      const shown = board(olgas);
      assert.deepEqual((await look(shown))[0]!.snapshot, snapshot);
      states.set(1, { lockId: 1, hubId: "home", address: "device 9", snapshot });
      assert.equal((await look(shown))[0]!.snapshot, undefined);
    });
  });

  test("is the same object as long as it is the same, so that nobody looks at it again", async () => {
    await withSite(async ({ clock, lock, board, look, states, do: doIt }) => {
      await lock(1, olgas);
      await lock(2, olgas);
      await doIt(createKey(1, randomUUID(), window));
      const shown = board(olgas);
      const seen = (battery: number) => {
        const snapshot = { state: "locked", online: true, battery, observedAt: START, source: "device" } as const;
        states.set(1, { lockId: 1, hubId: "home", address: "device 1", snapshot });
      };
      let before = await look(shown);
      const changes = async () => {
        const after = await look(shown);
        const changed = after.map((door, i) => (door === before[i] ? "" : door.lockId)).join("");
        before = after;
        return changed;
      };
      assert.equal(await changes(), "");
      seen(80);
      assert.equal(await changes(), "1");
      seen(80);
      assert.equal(await changes(), "");
      seen(79);
      assert.equal(await changes(), "1");
      await doIt(createKey(2, randomUUID(), window));
      assert.equal(await changes(), "2");
      await clock.advance(MINUTE - 1);
      assert.equal(await changes(), "");
      await clock.advance(1);
      assert.equal(await changes(), "12");
    });
  });

  test("has no key that was taken back while the door was read for the first time", async () => {
    await withSite(async ({ ledger, lock, board, do: doIt }) => {
      await lock(1, olgas);
      const uuid = randomUUID();
      await doIt(createKey(1, uuid, window));
      const begin = await ledger.read.followedTo();
      const read: Ledger["read"] = {
        ...ledger.read,
        async tempKeysOfLock(...asked) {
          const page = await ledger.read.tempKeysOfLock(...asked);
          if ((await ledger.read.tempKey(uuid))!.state.revokedAt === null) {
            await doIt(revokeKey(1, uuid));
            for (const event of (await ledger.read.follow(begin, 10)).events) first.note(event);
          }
          return page;
        },
      };
      const first = board(olgas, read);
      assert.equal((await first.look())?.[0]?.keys.count, 1);
      assert.equal((await first.look())?.[0]?.keys.count, 0);
    });
  });

  test("is read the next time where the store was away, and events that come twice do no harm", async () => {
    await withSite(async ({ ledger, lock, board, look, do: doIt }) => {
      await lock(1, olgas);
      let fails = 1;
      const read = {
        ...ledger.read,
        tempKeysOfLock: async (...asked: Parameters<Ledger["read"]["tempKeysOfLock"]>) => {
          if (fails-- > 0) throw new Error("the store is away");
          return ledger.read.tempKeysOfLock(...asked);
        },
      };
      const shown = board(olgas, read);
      await assert.rejects(shown.look(), /away/);
      assert.equal((await shown.look())?.length, 1);
      const uuid = randomUUID();
      await doIt(createKey(1, uuid, window));
      const { events } = await ledger.read.follow(undefined, 100);
      for (const event of [...events, ...events]) shown.note(event);
      assert.equal((await look(shown))[0]!.keys.count, 1);
    });
  });
});
