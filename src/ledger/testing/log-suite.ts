/** The log: ranges of a lock's events, where a key's are, and following it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { isFollowedTo } from "../cursor.ts";
import { chainHash, GENESIS, linkOf } from "../chain.ts";
import { storedEvent } from "../raw-event.ts";
import { CANDIDATES, HOUR, changeDoors, createDoors, createKey, createLock, openDoor, useKey } from "./commands.ts";
import { accepted, standingClock, type Check } from "./harness.ts";
import { ask, startProcess, stopProcess } from "./processes.ts";

const byPlace = (a: { position: number }, b: { position: number }) => a.position - b.position;

export function logSuite(check: Check): void {
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

  check("events by their places, of any locks, and none for places that there are not", async ({ submit, read }) => {
    await Promise.all([submit(createLock(1)), submit(createLock(2))]);
    const uuid = randomUUID();
    await submit(createKey(1, uuid));
    for (let i = 0; i < 5; i++) await submit(useKey(1, uuid));
    const all = [...(await read.events(1, 1, 99)), ...(await read.events(2, 1, 99))];
    const some = all.filter((_, i) => i % 2 === 0);
    const found = await read.eventsAt([...some, { lockId: 9, version: 1, position: 999_999 }]);
    assert.deepEqual(found.toSorted(byPlace), some.toSorted(byPlace));
    assert.deepEqual(await read.eventsAt([]), []);
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
        assert.equal(await read.versionAt(lockId, at), positions.filter((one) => one <= at).length, `${lockId} ${at}`);
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
        const streams = await read.streamsOfKey(uuid);
        assert.deepEqual(streams?.lockIds, [1, 2, 3, 5]);
        assert.ok(streams.after < (await firstPosition(uuid, streams.lockIds)));
      }
      const single = randomUUID();
      time[0]! += 3 * HOUR;
      accepted(await submit(createKey(4, single, { validUntil: Date.now() + 9 * HOUR })));
      const streams = await read.streamsOfKey(single);
      assert.deepEqual(streams?.lockIds, [4]);
      assert.ok(streams.after < (await firstPosition(single, [4])));
      assert.equal(await read.streamsOfKey(randomUUID()), undefined);
    } finally {
      await ledger.close();
    }
  });

  check("whoever reads the state and follows from now on misses nothing", async ({ submit, read }) => {
    assert.deepEqual((await read.follow(await read.followedTo(), 9)).events, []);
    await submit(createLock(1));
    const cursor = await read.followedTo();
    assert.equal((await read.lock(1))?.version, 1);
    const uuid = randomUUID();
    await submit(createKey(1, uuid));
    await submit(useKey(1, uuid));
    const seen: number[] = [];
    for (let next = cursor, i = 0; i < 200 && !seen.includes(3); i++) {
      const { events, cursor: to } = await read.follow(next, 1);
      seen.push(...events.map(({ version }) => version));
      next = to;
      await setImmediate();
    }
    assert.deepEqual(seen.slice(-2), [2, 3]);
  });

  check("whoever has followed to the newest event has been given all that was answered before", async (ledger) => {
    const { submit, read } = ledger;
    assert.equal(isFollowedTo(undefined, await read.newest()), true);
    for (const lockId of [1, 2, 3]) await submit(createLock(lockId));
    const uuid = randomUUID();
    await submit(createDoors(uuid, [1, 2, 3]));
    let cursor: string | undefined;
    const seen: number[] = [0, 0, 0];
    for (let round = 0; round < 20; round++) {
      const busy = [1, 2, 3].map((lockId) => submit(createKey(lockId, randomUUID())));
      await busy[round % 3];
      const versions = await Promise.all([1, 2, 3].map(async (lockId) => (await read.lock(lockId))!.version));
      const newest = await read.newest();
      const until = Date.now() + 10_000;
      while (!isFollowedTo(cursor, newest)) {
        assert.ok(Date.now() < until, `${cursor} does not come to ${newest}`);
        const next = await read.follow(cursor, 3);
        for (const { lockId, version } of next.events) seen[lockId - 1] = version;
        cursor = next.cursor;
        await setImmediate();
      }
      assert.ok(
        versions.every((version, i) => seen[i]! >= version),
        `${seen} of ${versions}`,
      );
      await Promise.all(busy);
    }
  });

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
}
