import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, it } from "node:test";
import type pg from "pg";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { systemClock } from "../../clock.ts";
import { createKey, createLock, openDoor } from "../testing/commands.ts";
import { openDatabase } from "../../database/postgres/database.ts";
import { openPostgresLedger } from "./ledger.ts";
import { follow } from "./follow.ts";
import { createReads } from "./reads.ts";

let server: TestPostgres;
before(async () => {
  server = await startPostgres();
});
after(() => server.close());

it("orders that are asked for at the same moment are read by one statement, a thousand at a time", async () => {
  const url = await server.createDatabase();
  const ledger = await openPostgresLedger({ url, clock: systemClock });
  const database = await openDatabase({ url });
  try {
    const key = randomUUID();
    await ledger.submit(createLock(1));
    await ledger.submit(createKey(1, key));
    const opened = await ledger.submit(openDoor(key));
    const { orderId } = (opened.ok && opened.order) || assert.fail(JSON.stringify(opened));
    let statements = 0;
    const counted = {
      query(text: string, values: unknown[]) {
        statements++;
        return database.pool.query(text, values);
      },
    } as pg.Pool;
    const read = createReads(counted);
    const missing = Array.from({ length: 1_500 }, () => randomUUID());
    const orders = await Promise.all([orderId, ...missing, orderId].map((id) => read.order(id)));
    assert.equal(statements, 2);
    assert.deepEqual(orders.at(0), await ledger.read.order(orderId));
    assert.equal(orders.at(0)?.tempKeyUuid, key);
    assert.deepEqual(orders.at(-1), orders.at(0));
    assert.ok(orders.slice(1, -1).every((order) => order === undefined));
    await read.order(orderId);
    assert.equal(statements, 3);
  } finally {
    await database.close();
    await ledger.close();
  }
});

const xidOf = (cursor: string) => cursor.split(":")[1]!;

it("the newest event is of the greatest transaction, whatever its number looks like as a text", async () => {
  const url = await server.createDatabase();
  const ledger = await openPostgresLedger({ url, clock: systemClock });
  const database = await openDatabase({ url });
  const { read } = ledger;
  try {
    await ledger.submit(createLock(1));
    const before = xidOf(await read.newest());
    // Until a number comes that is less as a text, such as 1000 after 999.
    for (let last = before; last >= before;) {
      const { rows } = await database.pool.query<{ xid: string }>("SELECT pg_current_xact_id()::text AS xid");
      last = rows[0]!.xid;
    }
    await ledger.submit(createLock(2));
    const newest = await read.newest();
    assert.ok(Number(xidOf(newest)) > Number(before) && xidOf(newest) < before, `${newest} after ${before}`);
    const { events } = await read.follow(newest, 9);
    assert.deepEqual(events, []);
  } finally {
    await database.close();
    await ledger.close();
  }
});

it("a follower reads what comes next by its index, through every era, however many events are there", async () => {
  const url = await server.createDatabase();
  const ledger = await openPostgresLedger({ url, clock: systemClock });
  const { pool, close } = await openDatabase({ url });
  const client = await pool.connect();
  const limit = 1_000;
  try {
    await client.query("UPDATE log_era SET era = 1");
    await client.query(`INSERT INTO events (lock_id, version, era, xid, at, type, data, context, hash)
      OVERRIDING USER VALUE
      SELECT 1, n, n / 19995, (3 + n / 40 + n * 7 % 3)::text::xid8, 0, 'LockCreated', '{"lockId":1}', NULL, ''
      FROM generate_series(1, 20000) n`);
    await client.query("ANALYZE events");
    const inOrder = await client.query<{ version: string }>("SELECT version FROM events ORDER BY era, xid, position");
    const scans = async () =>
      Number(
        (await client.query("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'events'")).rows[0].seq_scan,
      );
    await client.query("BEGIN");
    const before = await scans();
    const read: number[] = [];
    for (let cursor: string | undefined, more = true; more && read.length <= 20_000;) {
      const next = await follow(client, cursor, limit);
      cursor = next.cursor;
      more = next.events.length === limit;
      read.push(...next.events.map(({ version }) => version));
    }
    assert.equal((await scans()) - before, 0);
    await client.query("ROLLBACK");
    assert.deepEqual(read, inOrder.rows.map(({ version }) => Number(version))); // prettier-ignore
  } finally {
    client.release();
    await close();
    await ledger.close();
  }
});
