/**
 * The activity's cost, on both stores: making it from the record, its pages and its counts, at 10,000 events and at
 * 1,000,000; and how late a stream is while others write.
 * `npm run bench:activity`; BENCH_EVENTS makes it smaller.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createActivity } from "../src/activity/stored-activity.ts";
import { systemClock } from "../src/clock.ts";
import { openDatabase } from "../src/database/postgres/database.ts";
import { createPostgresSql } from "../src/database/postgres/sql.ts";
import type { Sql } from "../src/database/sql.ts";
import { openSqliteSql } from "../src/database/sqlite/sql.ts";
import type { LedgerEvent, StoredEvent } from "../src/domain/events.ts";
import { createCursors } from "../src/feed/stored-cursors.ts";
import { silentLog } from "../src/log.ts";
import { listen } from "../test/activity/watching.ts";
import { publicTerms, startServer } from "../test/harness.ts";
import { startPostgres } from "../test/postgres.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const MOST = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const SIZES = [10_000, MOST];
const LOCKS = 1_000;
const KEYS = 5_000;
const SAMPLE = 40;
const DAY_MS = 86_400_000;
const WRITERS = 16;
const STREAM_MS = 10_000;

const keys = Array.from({ length: KEYS }, () => randomUUID());
const END = Date.UTC(2026, 10, 26);

/** Of openings: asked for, a use, done; a year of them, whatever their number. */
function eventAt(position: number, of: number): StoredEvent {
  const opening = Math.floor((position - LOCKS - 1) / 3);
  const lockId = position <= LOCKS ? position : (opening % LOCKS) + 1;
  const at = END - 365 * DAY_MS + Math.floor((position / of) * 365 * DAY_MS);
  const data = { lockId, uuid: "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b", timestamp: "" };
  const tempKeyUuid = keys[opening % KEYS]!;
  const orderId = `order-${opening}`;
  const events: LedgerEvent[] = [
    { type: "LockOpenRequested", data, context: { orderId, notAfter: 0, sent: true, driver: null, tempKeyUuid } },
    {
      type: "TempKeyUsed",
      data: { tempKeyUuid, lockId, lockUuid: data.uuid, timestamp: "", usedCount: 1 },
      context: { door: 1, method: "key", orderId },
    },
    opening % 20 === 0
      ? { type: "LockOpenFailed", data: { ...data, orderId, outcome: "failed", failure: "jammed" } }
      : { type: "LockOpened", data: { ...data, orderId, stage: "executed", by: "ack", latencyMs: 5 } },
  ];
  const event =
    position <= LOCKS
      ? { type: "OrganizationSet" as const, data: { ...data, orgId: "acme" } }
      : events[(position - LOCKS - 1) % 3]!;
  const hash = Buffer.alloc(32);
  hash.writeUInt32BE(position, 0);
  return { position, lockId, version: position, at, event, hash };
}

function logOf(length: number) {
  return {
    async follow(after = "0", limit: number) {
      const first = Number(after) + 1;
      const count = Math.max(0, Math.min(limit, length - first + 1));
      return {
        events: Array.from({ length: count }, (_, i) => eventAt(first + i, length)),
        cursor: String(first - 1 + count),
      };
    },
    newest: async () => String(length),
  };
}

async function median(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < SAMPLE; i++) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return times.toSorted((a, b) => a - b)[SAMPLE >> 1]!;
}

const quarter = (at: number) => Math.floor(at / 900_000);

async function measure(sql: Sql, events: number): Promise<Record<string, number>> {
  const cursors = createCursors(sql);
  const read = logOf(events);
  const activity = createActivity({ sql, cursors, read, holder: "bench", clock: systemClock, log: silentLog });
  const from = performance.now();
  while (!(await activity.catchUp(60_000)));
  const rate = events / ((performance.now() - from) / 1_000);
  const scope = { orgId: "acme" };
  const middle = END - 180 * DAY_MS;
  const figures = {
    "events a second": rate,
    "first page": await median(() => activity.page(scope, {}, 50)),
    "page in the middle": await median(() => activity.page(scope, {}, 50, { at: middle, seq: 0 })),
    "page of failures": await median(() => activity.page(scope, { outcomes: ["failed"] }, 50)),
    "page of a door": await median(() => activity.page(scope, { lockIds: [7] }, 50)),
    "page of one key": await median(() => activity.page(scope, { tempKeyUuid: keys[7]! }, 50)),
    "what changed": await median(async () => activity.changes(scope, (await activity.revision()) - 40 * 4_096, 100)),
    "counts of a month": await median(() => activity.counts(scope, quarter(middle), quarter(middle + 31 * DAY_MS))),
  };
  await activity.close();
  return figures;
}

/** How late items are told, in milliseconds after they happened, and what that costs. */
async function stream(store: string): Promise<void> {
  process.env["TEST_STORE"] = store;
  const server = await startServer();
  const org = await server.organization("acme");
  const keyOf: string[] = [];
  for (let lockId = 1; lockId <= WRITERS; lockId++) {
    await server.lock(lockId, { orgId: "acme" });
    keyOf.push(await server.key(lockId, org));
  }
  const ending = new AbortController();
  const late: number[] = [];
  const listening = (async () => {
    for await (const { item } of listen(server.url, org, { signal: ending.signal }))
      if (item) late.push(Date.now() - Date.parse(item.settledAt ?? item.time));
  })().catch(() => {});
  const before = process.memoryUsage().rss;
  const until = Date.now() + STREAM_MS;
  await Promise.all(
    keyOf.map(async (key, i) => {
      const body = { tempKeyUuid: key, ...publicTerms(Date.now()) };
      while (Date.now() < until)
        await (i % 2
          ? server.call("POST", `/temp-keys/${key}/open`)
          : server.call("POST", `/locks/${i + 1}/use-temp-key`, { ...org, body: { tempKeyUuid: body.tempKeyUuid } }));
    }),
  );
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  ending.abort();
  await listening;
  const sorted = late.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)];
  console.log(
    `stream: ${Math.round(late.length / (STREAM_MS / 1_000))} items a second, late by ${at(0.5)} ms (p50), ${at(0.99)} ms (p99); ${grown.toFixed(0)} MiB more in a process that writers and server share`,
  );
  await server.close();
}

const postgres = await startPostgres();
const directory = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
try {
  for (const store of ["SQLite", "PostgreSQL"]) {
    const figures: Record<string, number>[] = [];
    for (const size of SIZES) {
      if (store === "SQLite") {
        const sql = openSqliteSql(join(directory, `${size}.db`));
        figures.push(await measure(sql, size));
      } else {
        const database = await openDatabase({ url: await postgres.createDatabase() });
        figures.push(await measure(createPostgresSql(database.pool), size));
        await database.close();
      }
    }
    console.log(`${store}, at ${SIZES.join(" and at ")} events (milliseconds)`);
    for (const what of Object.keys(figures[0]!)) {
      const [few, many] = figures.map((one) => one[what]!) as [number, number];
      const isRate = what.includes("second");
      const times = isRate ? few / many : many / few;
      const shown = (value: number) => (isRate ? Math.round(value) : value.toFixed(2));
      console.log(`  ${what}: ${shown(few)}, ${shown(many)}; ${times.toFixed(2)} times as slow`);
    }
    await stream(store === "SQLite" ? "sqlite" : postgres.url("postgres"));
  }
} finally {
  await postgres.close();
  rmSync(directory, { recursive: true, force: true });
}
