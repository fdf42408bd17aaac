/** What many processes do at once. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { runSql, startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { systemClock } from "../../clock.ts";
import { LOCK_SPACE } from "../../database/postgres/migrate.ts";
import type { CreateKey } from "../../domain/create-key.ts";
import { createKey, createLock } from "../testing/commands.ts";
import type { Ledger } from "../ledger.ts";
import { openPostgresLedger } from "./ledger.ts";
import { verifyDatabase } from "./verify-database.ts";

const wideKey = (tempKeyUuid: string, lockIds: readonly number[]): CreateKey => ({
  type: "createKey",
  actor: { kind: "operator" },
  tempKeyUuid,
  validFrom: Date.now(),
  validUntil: Date.now() + 3_600_000,
  maxUses: null,
  doors: lockIds.map((lockId) => ({ lockId, method: "key" })),
  accessMode: "public",
  allowedUserIds: [],
  maxUsesPerDoor: null,
});

describe("at the same time", () => {
  let server: TestPostgres;
  let url: string;
  let ledgers: readonly [Ledger, Ledger];
  before(async () => {
    // One of its own: a transaction that another test has open on the same server would hold followers up.
    server = await startPostgres({ own: true });
  });
  after(() => server.close());

  async function withLedgers(run: () => Promise<void>): Promise<void> {
    url = await server.createDatabase();
    const open = () => openPostgresLedger({ url, clock: systemClock });
    ledgers = await Promise.all([open(), open()]);
    try {
      await run();
      const verified = await verifyDatabase({ url });
      assert.ok(verified.ok, JSON.stringify(verified));
    } finally {
      await Promise.all(ledgers.map((ledger) => ledger.close()));
    }
  }

  it("the same lock, and the same key at one lock and at two, is made once", () =>
    withLedgers(async () => {
      for (let lockId = 1; lockId <= 30; lockId += 2) {
        const same = createLock(lockId);
        const locks = await Promise.all(ledgers.map((ledger) => ledger.submit(same)));
        assert.deepEqual(locks.map((answer) => answer.ok && answer.event?.type).toSorted(), ["LockCreated", undefined]);
        await ledgers[0].submit(createLock(lockId + 1));

        const key = createKey(lockId, randomUUID());
        const keys = await Promise.all(ledgers.map((ledger) => ledger.submit(key)));
        assert.deepEqual(keys.map((answer) => answer.ok && answer.version), [2, 2]); // prettier-ignore

        const uuid = randomUUID();
        const apart = await Promise.all(
          ledgers.map((ledger, i) =>
            ledger.submit({
              ...createKey(lockId + i, uuid),
              ...key,
              lockId: lockId + i,
              tempKeyUuid: uuid,
            } as typeof key),
          ),
        );
        assert.equal(apart.filter(({ ok }) => ok).length, 1, JSON.stringify(apart));
      }
    }));

  it("keys over the same doors in opposite orders do not wait for each other", () =>
    withLedgers(async () => {
      const lockIds = Array.from({ length: 40 }, (_, i) => i + 1);
      await Promise.all(lockIds.map((lockId) => ledgers[0].submit(createLock(lockId))));
      for (let round = 0; round < 20; round++) {
        const orders = [lockIds, lockIds.toReversed()];
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, i) => ledgers[i % 2]!.submit(wideKey(randomUUID(), orders[i % 2]!))),
        );
        assert.ok(answers.every(({ ok }) => ok));
      }
      await runSql(url, "SELECT pg_stat_force_next_flush()");
      const [found] = await runSql(url, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
      assert.equal(Number(found.deadlocks), 0);
    }));

  it("a key takes the locks of its doors one after the other in rising order, and waits for each", () =>
    withLedgers(async () => {
      const [ledger] = ledgers;
      for (let lockId = 1; lockId <= 3; lockId++) await ledger.submit(createLock(lockId));
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      try {
        await other.query("SELECT pg_advisory_lock($1, 2)", [LOCK_SPACE]);
        const made = ledger.submit(wideKey(randomUUID(), [3, 1, 2]));
        const held = `SELECT objid::int AS stripe, granted FROM pg_locks JOIN pg_database d ON d.oid = database
          WHERE classid = $1 AND pid <> pg_backend_pid() AND d.datname = current_database() ORDER BY objid`;
        const until = Date.now() + 20_000;
        let rows: object[] = [];
        while (rows.length < 2 && Date.now() < until) rows = (await other.query<object>(held, [LOCK_SPACE])).rows;
        await other.query("SELECT pg_advisory_unlock($1, 2)", [LOCK_SPACE]);
        assert.deepEqual(rows, [
          { stripe: 1, granted: true },
          { stripe: 2, granted: false },
        ]);
        assert.ok((await made).ok);
      } finally {
        await other.end();
      }
    }));

  it("a follower waits for what began earlier and commits later", () =>
    withLedgers(async () => {
      const [ledger] = ledgers;
      await ledger.submit(createLock(1));
      const { cursor } = await ledger.read.follow(undefined, 9);
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      try {
        await other.query("BEGIN; SELECT pg_current_xact_id()");
        await ledger.submit(createKey(1, randomUUID()));
        assert.deepEqual(await ledger.read.follow(cursor, 9), { events: [], cursor });
        await other.query(
          `INSERT INTO events (lock_id, version, at, type, data, hash) VALUES (2, 1, 0, 'LockCreated', '{"lockId":2}', '')`,
        );
        await other.query("COMMIT");
        const { events, cursor: next } = await ledger.read.follow(cursor, 1);
        assert.deepEqual(events.map(({ lockId, version }) => [lockId, version]), [[2, 1]]); // prettier-ignore
        const rest = await ledger.read.follow(next, 9);
        assert.deepEqual(rest.events.map(({ lockId, version }) => [lockId, version]), [[1, 2]]); // prettier-ignore
        await runSql(url, "DELETE FROM events WHERE lock_id = 2");
      } finally {
        await other.end();
      }
    }));

  it("a follower goes on where it was after the data moved to a younger server", () =>
    withLedgers(async () => {
      const [ledger] = ledgers;
      await ledger.submit(createLock(1));
      for (let n = 0; n < 3; n++) await ledger.submit(createKey(1, randomUUID()));
      // As a dump brings them: the transactions of the old server, of which the new one has not had as many.
      await runSql(url, "UPDATE events SET xid = (1000000000000 + version)::text::xid8");
      const open = () => openPostgresLedger({ url, clock: systemClock });
      const opened = await Promise.all([open(), open()]);
      try {
        const [moved] = opened;
        const { events, cursor } = await moved.read.follow(undefined, 2);
        assert.deepEqual(events.map(({ version }) => version), [1, 2]); // prettier-ignore
        await moved.submit(createKey(1, randomUUID()));
        const rest = await moved.read.follow(cursor, 9);
        assert.deepEqual(rest.events.map(({ version }) => version), [3, 4, 5]); // prettier-ignore
        assert.deepEqual(await runSql(url, "SELECT era FROM log_era"), [{ era: 1 }]);
      } finally {
        await Promise.all(opened.map((one) => one.close()));
      }
    }));

  it("a cursor of the log that no store gave is refused", () =>
    withLedgers(async () => {
      await assert.rejects(ledgers[0].read.follow("1; DROP TABLE events", 9), /No cursor of the log/);
    }));
});
