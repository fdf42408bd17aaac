import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { ManualClock } from "../../test/manual-clock.ts";
import { runSql, startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { type Database, openDatabase } from "../database/postgres/database.ts";
import { type Log, silentLog } from "../log.ts";
import { type Counters, SHARED_EVERY_MS } from "./counters.ts";
import { createPostgresCounters } from "./postgres-counters.ts";

const MINUTE = 60_000;
/** How long the database may take, in milliseconds. */
const PATIENCE_MS = 5_000;

describe("counters of two processes", () => {
  let server: TestPostgres;
  let url: string;
  let clock: ManualClock;
  let databases: Database[];
  let a: Counters;
  let b: Counters;
  let logged: string[];
  const log: Log = {
    ...silentLog,
    info: (_, message) => logged.push(message),
    warn: (_, message) => logged.push(message),
  };

  before(async () => {
    server = await startPostgres();
  });
  after(() => server.close());

  async function together(run: () => Promise<void>): Promise<void> {
    url = await server.createDatabase();
    clock = new ManualClock(Date.now());
    // Of one connection each, so that one query is surely answered after another.
    databases = [await openDatabase({ url, maxConnections: 1 }), await openDatabase({ url, maxConnections: 1 })];
    logged = [];
    [a, b] = databases.map(({ pool }) => createPostgresCounters(pool, clock, log)) as [Counters, Counters];
    try {
      await run();
    } finally {
      await Promise.all([a.close(), b.close()]);
      await Promise.all(databases.map((database) => database.close()));
      assert.equal(clock.sleeping, 0);
    }
  }

  async function stored(): Promise<number> {
    return (await runSql(url, "SELECT coalesce(sum(count), 0)::int AS sum FROM counters"))[0]!["sum"] as number;
  }

  /** Let both tell what they counted, until so much is stored and they know it. */
  async function told(sum: number): Promise<void> {
    await clock.advance(SHARED_EVERY_MS);
    for (const until = Date.now() + PATIENCE_MS; (await stored()) !== sum && Date.now() < until;) await wait(5);
    assert.equal(await stored(), sum);
    for (const { pool } of databases) await pool.query("SELECT");
  }

  it("begin anew where the clocks were set back, and not where they are a little apart", () =>
    together(async () => {
      const count = async () => (await a.countExactly("mail", "anna", MINUTE)).count;
      assert.equal(await count(), 1);
      clock.setBack(MINUTE);
      assert.equal(await count(), 2);
      clock.setBack(1);
      assert.equal(await count(), 1);
      assert.equal((await b.countExactly("mail", "anna", MINUTE)).count, 2);
    }));

  it("are one count, a moment later", () =>
    together(async () => {
      for (let i = 1; i <= 5; i++) assert.equal(a.count("page", "anna", MINUTE).count, i);
      await told(5);
      assert.equal(b.count("page", "anna", MINUTE).count, 1, "not known yet");
      assert.equal(b.count("page", "bert", MINUTE).count, 1);
      await told(7);
      assert.equal(b.count("page", "anna", MINUTE).count, 7);
      assert.equal(b.count("page", "bert", MINUTE).count, 2);
      await told(9);
      assert.equal(a.count("page", "anna", MINUTE).count, 6, "nobody asked for it since");
      await told(10);
      assert.equal(a.count("page", "anna", MINUTE).count, 9);
    }));

  it("give back what turned out to be nothing, also when it was counted exactly", () =>
    together(async () => {
      await a.countExactly("guess-of-account", "anna", MINUTE);
      assert.equal((await b.countExactly("guess-of-account", "anna", MINUTE)).count, 2);
      await a.giveBackExactly("guess-of-account", "anna", MINUTE);
      assert.equal((await b.countExactly("guess-of-account", "anna", MINUTE)).count, 2);
      a.count("page", "anna", MINUTE);
      a.giveBack("page", "anna", MINUTE);
      await told(2);
      assert.equal(b.count("page", "anna", MINUTE).count, 1);
    }));

  it("have the window that the first of them began", () =>
    together(async () => {
      const { endsAt } = a.count("page", "anna", MINUTE);
      await told(1);
      await clock.advance(1_000);
      assert.equal(b.count("page", "anna", MINUTE).endsAt, endsAt + 1_000 + SHARED_EVERY_MS);
      await told(2);
      // Counted from when the database was told of it.
      assert.equal(b.count("page", "anna", MINUTE).endsAt, endsAt + SHARED_EVERY_MS);
      await told(3);
      await clock.advance(MINUTE);
      assert.equal(b.count("page", "anna", MINUTE).count, 1);
      await told(1);
    }));

  it("are exact where all are asked first", () =>
    together(async () => {
      const both = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? a : b).countExactly("page", "anna", MINUTE)),
      );
      assert.deepEqual(
        both.map(({ count }) => count).toSorted((x, y) => x - y),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    }));

  it("are told of many subjects at once, whatever their order", () =>
    together(async () => {
      const names = Array.from({ length: 500 }, (_, i) => `subject ${i}`);
      for (let round = 1; round <= 4; round++) {
        for (const name of names) a.count("page", name, MINUTE);
        for (const name of names.toReversed()) b.count("page", name, MINUTE);
        await told(round * 2 * names.length);
      }
    }));

  it("forget what is over, and name nobody", () =>
    together(async () => {
      for (let i = 0; i < 50; i++) a.count("page", `address 192.0.2.${i}`, MINUTE);
      await told(50);
      await clock.advance(MINUTE);
      b.count("page", "bert", MINUTE);
      await told(1);
      const rows = await runSql(url, "SELECT id, convert_from(id, 'LATIN1') AS text FROM counters");
      assert.equal(rows.length, 1);
      assert.equal((rows[0]!["id"] as Buffer).length, 32);
      assert.doesNotMatch(rows[0]!["text"] as string, /bert/);
    }));

  it("go on alone without the database, but for those that are exact", () =>
    together(async () => {
      await runSql(url, "ALTER TABLE counters RENAME TO away");
      for (let i = 1; i <= 5; i++) assert.equal(a.count("page", "anna", MINUTE).count, i);
      for (let i = 6; i <= 8; i++) {
        await clock.advance(SHARED_EVERY_MS);
        await databases[0]!.pool.query("SELECT");
        assert.equal(a.count("page", "anna", MINUTE).count, i);
      }
      assert.deepEqual(logged, ["Limits are this process's own for the moment"]);
      await runSql(url, "ALTER TABLE away RENAME TO counters");
      await databases[0]!.pool.query("SELECT pg_terminate_backend(pg_backend_pid())").catch(() => {});
      await told(1);
      assert.equal(a.count("page", "anna", MINUTE).count, 2, "what it did not tell is lost");
      assert.deepEqual(logged.slice(1), ["Limits are shared again"]);
    }));

  it("refuse to guess where an exact count was asked for", () =>
    together(async () => {
      await databases[0]!.pool.end();
      await assert.rejects(a.countExactly("page", "anna", MINUTE), StoreUnavailableError);
      databases[0] = await openDatabase({ url, maxConnections: 1 });
    }));
});
