/** What a named reader does on every store. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import type { Clock } from "../../clock.ts";
import { type Sql, statement } from "../../database/sql.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { silentLog } from "../../log.ts";
import { BATCH, createReader, type Reader, type ReaderMeasure, type ReaderOptions } from "../reader.ts";
import { createCursors } from "../stored-cursors.ts";

export interface CursorsHarness {
  /** Another connection to the same store, as another process has it. */
  open(): Promise<Sql>;
  close(): Promise<void>;
}

/** Seconds pass in a tenth of their time: in less, a busy machine misses what renews a lease. */
const FAST = 10;
const clock: Clock = {
  now: () => Date.now() * FAST,
  elapsed: () => performance.now() * FAST,
  sleep: (ms, signal) => wait(ms / FAST, undefined, signal ? { signal } : {}),
};

/** 20 seconds of a machine that is busy. */
const PATIENT = 200_000;

const ADD = "INSERT INTO presentations (kind, of, said) VALUES ('brand', $1, $2)";
const ALL = "SELECT said FROM presentations WHERE kind = 'brand' AND of LIKE $1 ORDER BY of";

/** A log of so many events, whose cursors are positions; of which the last ones cannot be followed yet. */
function logOf(length: number) {
  const log = { length, unsettled: 0, fails: 0 };
  return Object.assign(log, {
    async follow(after = "0", limit: number) {
      if (log.fails-- > 0) throw new Error("the store is away");
      const count = Math.min(limit, log.length - log.unsettled - Number(after));
      const at = clock.now();
      const events = Array.from({ length: count }, (_, i) => ({ position: Number(after) + i + 1, at }) as StoredEvent);
      return { events, cursor: String(events.at(-1)?.position ?? after) };
    },
    newest: async () => String(log.length),
  });
}

/** Writes each position where it would be twice if it came twice. */
const write = (reader: string) => async (events: readonly StoredEvent[]) =>
  events.map(({ position }) => statement(ADD, `${reader} ${String(position).padStart(9, "0")}`, String(position)));

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); await wait(5)) assert.ok(Date.now() < end, what);
}

const upTo = (length: number) => Array.from({ length }, (_, i) => i + 1);

export function readerSuite(name: string, openHarness: () => Promise<CursorsHarness>): void {
  describe(`readers on ${name}`, () => {
    let harness: CursorsHarness;
    let processes: Sql[];
    const opened: Reader[] = [];
    before(async () => {
      harness = await openHarness();
      processes = await Promise.all(Array.from({ length: 3 }, () => harness.open()));
    });
    after(async () => {
      await Promise.all(opened.map((reader) => reader.stop()));
      await Promise.all(processes.map((sql) => sql.close()));
      await harness.close();
    });

    const taken = async (reader: string) => {
      const rows = await processes[0]!.read<{ said: string }>(ALL, `${reader} %`);
      return rows.map(({ said }) => Number(said));
    };
    function open(process: number, read: ReturnType<typeof logOf>, options: Partial<ReaderOptions> & { name: string }) {
      const cursors = createCursors(processes[process]!);
      const take = write(options.name);
      const holder = `process ${process} ${Math.random()}`;
      const reader = createReader({ read, cursors, take, holder, clock, log: silentLog, ...options });
      opened.push(reader);
      return reader;
    }

    it("take every event once and in order, whoever reads at the same time", async () => {
      const log = logOf(2_300);
      const readers = [0, 1, 2].map((process) => open(process, log, { name: "once" }));
      for (const reader of readers) reader.begin();
      const catchUp = () =>
        Promise.all(readers.flatMap((reader) => [reader.catchUp(PATIENT), reader.catchUp(PATIENT)]));
      await until("all caught up", async () => (await catchUp()).every(Boolean));
      assert.deepEqual(await taken("once"), upTo(2_300));
      log.length = 2_301;
      await until("what comes later comes too", async () => (await taken("once")).length === 2_301);
    });

    it("go on by batches that are bounded, and give what must not be again the same number again", async () => {
      const log = logOf(1_000);
      const seen: (readonly [turn: number, first: number, count: number])[] = [];
      let fails = 2;
      const reader = open(0, log, {
        name: "batches",
        async take(events, turn) {
          seen.push([turn, events[0]!.position, events.length]);
          if (turn === 2 && fails-- > 0) throw new Error("it is full");
          return [];
        },
      });
      reader.begin();
      await until("all were taken", async () => seen.reduce((sum, [, , count]) => sum + count, 0) >= 1_000 + 2 * BATCH);
      const expected = [1, 2, 2, 2, 3, 4, 5].map((turn) => [turn, (turn - 1) * BATCH + 1, BATCH]);
      assert.deepEqual(seen, expected);
    });

    it("are read by one process, and by another some seconds after that one was killed", async () => {
      const log = logOf(10);
      let readsFirst = 0;
      const first = open(0, log, {
        name: "killed",
        take: (events) => (readsFirst++, write("killed")(events)),
      });
      const second = open(1, log, { name: "killed" });
      first.begin();
      await until("the first reads", () => readsFirst === 1);
      second.begin();
      for (let i = 0; i < 5; i++) {
        log.length++;
        await clock.sleep(500);
      }
      await until("they were taken", async () => (await taken("killed")).length === 15);
      assert.ok(readsFirst >= 2, "the other process reads beside it");
      // As if it were killed: it says nothing any more, and leaves its lease where it is.
      await first.stop();
      await createCursors(processes[0]!).takeLease("killed", "somebody who was killed", undefined);
      log.length = 500;
      const from = clock.now();
      await until("it was taken over", async () => (await taken("killed")).length === 500);
      const seconds = (clock.now() - from) / 1_000;
      // On a machine that is busy the times that are made short are not.
      assert.ok(seconds >= 5 && seconds < 40, `${seconds} s`);
      assert.deepEqual(await taken("killed"), upTo(500));
    });

    it("hold back when they fail, tell it, and lose nothing", async () => {
      const log = logOf(3);
      const told: string[] = [];
      const warned: unknown[] = [];
      const measure: ReaderMeasure = {
        taken: (reader, events) => told.push(`${reader} took ${events}`),
        failed: (reader) => told.push(`${reader} failed`),
        behind: (_reader, seconds) => {
          // While it fails it falls behind, by what nobody here knows exactly.
          if (seconds === 0) told.push("behind 0");
          else most = Math.max(most, seconds);
        },
      };
      let tries = 0;
      let most = 0;
      const reader = open(0, log, {
        name: "failing",
        measure,
        log: { ...silentLog, warn: (...of: unknown[]) => void warned.push(of) },
        take: async (events) => {
          if (++tries <= 4) throw new Error("it is full");
          return write("failing")(events);
        },
      });
      const from = clock.now();
      reader.begin();
      await until("it went on", () => told.includes("failing took 3"));
      assert.deepEqual(await taken("failing"), upTo(3));
      assert.ok(clock.now() - from >= (500 + 1_000 + 2_000 + 4_000) * 0.75, "ever less often");
      assert.equal(warned.length, 1);
      const failed = Array.from({ length: 4 }, () => "failing failed");
      assert.deepEqual(
        told.filter((one, i) => one !== "behind 0" || i === told.length - 1),
        [...failed, "failing took 3", "behind 0"],
      );
      assert.ok(most >= 2, `${most} s behind while it failed`);
    });

    it("write nothing while nothing happens", async () => {
      const log = logOf(1);
      const reader = open(0, log, { name: "quiet" });
      reader.begin();
      await until("it was taken", async () => (await taken("quiet")).length === 1);
      const lease = () => createCursors(processes[1]!).lease("quiet");
      await until("the lease was let go", async () => (await lease()) === undefined);
      await clock.sleep(5_000);
      assert.equal(await lease(), undefined);
      assert.deepEqual(await createCursors(processes[1]!).place("quiet"), { turn: 1, cursor: "1" });
      log.length = 2;
      await until("it is read again", async () => (await taken("quiet")).length === 2);
    });

    it("catch up without the lease, wait for what cannot be followed yet, and for no longer than they may", async () => {
      const log = logOf(30);
      await createCursors(processes[0]!).takeLease("waited", "another process", undefined);
      const reader = open(0, log, { name: "waited" });
      log.unsettled = 10;
      assert.equal(await reader.catchUp(500), false);
      // Sooner on a quiet machine than the 50 ms that it was waited for.
      await until("what can be followed is taken", async () => (await taken("waited")).length === 20);
      log.unsettled = 0;
      assert.equal(await reader.catchUp(PATIENT), true);
      assert.deepEqual(await taken("waited"), upTo(30));
      log.fails = 1;
      log.length = 31;
      assert.equal(await reader.catchUp(PATIENT), false, "a store that is away");
      assert.equal(await reader.catchUp(PATIENT), true);
    });
  });
}
