import assert from "node:assert/strict";
import { it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import type { StoredEvent } from "../domain/events.ts";
import { silentLog } from "../log.ts";
import { type FeedCursor, followFeed } from "./feed.ts";

const event = (position: number) => ({ position }) as StoredEvent;

/** A log of so many events, whose cursors are positions. */
function logOf(length: number) {
  const log = { length, reads: 0, fails: 0 };
  return Object.assign(log, {
    async follow(after = "0", limit: number) {
      log.reads++;
      if (log.fails > 0) {
        log.fails--;
        throw new Error("the store is away");
      }
      const count = Math.min(limit, log.length - Number(after));
      const events = Array.from({ length: count }, (_, i) => event(Number(after) + i + 1));
      return { events, cursor: String(events.at(-1)?.position ?? after) };
    },
  });
}

function cursorAt(start?: string): FeedCursor & { kept: string | undefined } {
  const cursor = { kept: start, load: async () => cursor.kept, keep: (next: string) => void (cursor.kept = next) };
  return cursor;
}

function follow(
  read: ReturnType<typeof logOf>,
  cursor: FeedCursor,
  take: (positions: number[]) => void | Promise<void>,
) {
  const clock = new ManualClock(0);
  const stopping = new AbortController();
  const running = followFeed({
    name: "test",
    read,
    cursor,
    take: (events) => take(events.map(({ position }) => position)),
    clock,
    log: silentLog,
    signal: stopping.signal,
  });
  return {
    clock,
    async stop() {
      stopping.abort();
      await running;
      assert.equal(clock.sleeping, 0, "a timer was left behind");
    },
  };
}

it("tells every event in order, and what comes later soon after", async () => {
  const log = logOf(450);
  const seen: number[] = [];
  const feed = follow(log, cursorAt(), (positions) => void seen.push(...positions));
  await feed.clock.advance(0);
  assert.equal(seen.length, 450);
  log.length = 451;
  await feed.clock.advance(250);
  assert.deepEqual(
    seen,
    Array.from({ length: 451 }, (_, i) => i + 1),
  );
  await feed.stop();
});

it("goes on after its cursor, which is kept when a batch was taken and not before", async () => {
  const log = logOf(300);
  const cursor = cursorAt("90");
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: number[] = [];
  const feed = follow(log, cursor, (positions) => {
    seen.push(...positions);
    return promise;
  });
  await feed.clock.advance(60_000);
  // Whoever is slow is waited for, and nothing more is read meanwhile.
  assert.deepEqual([seen[0], seen.length, log.reads, cursor.kept], [91, 200, 1, "90"]);
  resolve();
  await feed.clock.advance(250);
  assert.deepEqual([seen.length, cursor.kept], [210, "300"]);
  await feed.stop();
});

it("gives the same again to whoever failed, ever less often, and loses nothing", async () => {
  const log = logOf(3);
  const cursor = cursorAt();
  const tries: number[][] = [];
  const feed = follow(log, cursor, (positions) => {
    tries.push(positions);
    if (tries.length <= 8) throw new Error("it is full");
  });
  await feed.clock.advance(2_000);
  assert.ok(tries.length >= 2 && tries.length <= 4, `${tries.length} tries in 2 s`);
  assert.equal(cursor.kept, undefined);
  await feed.clock.advance(120_000);
  assert.equal(tries.length, 9);
  assert.ok(tries.every((one) => one.join() === "1,2,3"));
  assert.equal(cursor.kept, "3");
  await feed.stop();
});

it("waits for a store that is away, and for a cursor that cannot be had", async () => {
  const log = logOf(3);
  log.fails = 3;
  const cursor = cursorAt();
  let loads = 0;
  const seen: number[] = [];
  const load = async () => {
    if (loads++ === 0) throw new Error("the store is away");
    return undefined;
  };
  const feed = follow(log, { ...cursor, load }, (positions) => void seen.push(...positions));
  await feed.clock.advance(30_000);
  assert.deepEqual([seen, loads], [[1, 2, 3], 2]);
  await feed.stop();
});

it("tells what was taken again where it could not be kept that it was", async () => {
  const log = logOf(3);
  const cursor = cursorAt();
  let fails = 1;
  const keep = (next: string) => {
    if (fails-- > 0) throw new Error("the store is away");
    cursor.kept = next;
  };
  const seen: number[] = [];
  const feed = follow(log, { ...cursor, keep }, (positions) => void seen.push(...positions));
  await feed.clock.advance(10_000);
  assert.deepEqual([seen, cursor.kept], [[1, 2, 3, 1, 2, 3], "3"]);
  await feed.stop();
});
