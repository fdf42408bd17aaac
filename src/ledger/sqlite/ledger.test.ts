import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import { systemClock } from "../../clock.ts";
import type { CreateKey } from "../../domain/create-key.ts";
import { createKey, createLock } from "../testing/commands.ts";
import { ledgerConformance } from "../testing/conformance.ts";
import type { LedgerHarness } from "../testing/harness.ts";
import { ask, startProcess, stopProcess } from "../testing/processes.ts";
import { LedgerBusyError } from "../ledger.ts";
import { openSqliteLedger } from "./ledger.ts";
import { verifyFile } from "./verify-file.ts";

async function openHarness(): Promise<LedgerHarness & { readonly file: string }> {
  const directory = mkdtempSync(join(tmpdir(), "latchstring-ledger-"));
  const file = join(directory, "latchstring.db");
  return {
    file,
    open: ({ clock = systemClock, maxQueued } = {}) =>
      openSqliteLedger({ file, clock, ...(maxQueued !== undefined && { maxQueued }) }),
    opener: { module: new URL("./ledger.ts", import.meta.url).href, name: "openSqliteLedger", options: { file } },
    verify: () => verifyFile(file),
    async close() {
      rmSync(directory, { recursive: true });
    },
  };
}

/** How many migrations come before the one of this name. */
function schemaBefore(name: string): number {
  const files = readdirSync(new URL("../../database/sqlite/migrations/", import.meta.url)).toSorted();
  return files.findIndex((file) => file.includes(name));
}

async function withFile(run: (harness: LedgerHarness & { readonly file: string }) => Promise<void>): Promise<void> {
  const harness = await openHarness();
  try {
    await run(harness);
  } finally {
    await harness.close();
  }
}

ledgerConformance("SQLite", openHarness);

/** As much as one command may bring: fifty doors for a thousand users. */
const wideKey = (): CreateKey => ({
  type: "createKey",
  actor: { kind: "operator" },
  tempKeyUuid: randomUUID(),
  validFrom: Date.now(),
  validUntil: Date.now() + 3_600_000,
  maxUses: null,
  doors: Array.from({ length: 50 }, (_, i) => ({ lockId: i + 1, method: "key" })),
  accessMode: "user-whitelist",
  allowedUserIds: Array.from({ length: 1_000 }, () => randomUUID()),
  maxUsesPerDoor: null,
});

/** Tables and columns of the schema before doors and PINs, but for users. */
const OLDER: Readonly<Record<string, readonly string[]>> = {
  events: ["position", "lock_id", "version", "previous", "type", "at", "data", "context", "hash"],
  locks: ["lock_id", "uuid", "version", "head", "last", "updated_at", "state", "name"],
  temp_keys: ["key_id", "uuid", "state", "description"],
  temp_key_doors: ["lock_id", "revoked", "key_id"],
  orders: ["order_id", "intent", "not_after", "open", "state"],
  organizations: ["org_id", "name", "super", "created_at"],
  api_keys: ["hash", "org_id", "hint", "created_at", "expires_at"],
};

/** Take away what came later, whoever made it. */
function makeOlder(db: Database.Database): void {
  const named = (text: string, ...values: string[]) =>
    db
      .prepare<string[], string>(text)
      .pluck()
      .all(...values);
  db.pragma("foreign_keys = OFF");
  for (const name of named("SELECT name FROM sqlite_master WHERE type = 'trigger'")) db.exec(`DROP TRIGGER ${name}`);
  for (const name of named("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
    if (!(name in OLDER)) db.exec(`DROP TABLE ${name}`);
  const earlier = new Set(["events_of_lock", "orders_intent", "orders_open", "api_keys_of_organization"]);
  for (const name of named("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
    if (!earlier.has(name)) db.exec(`DROP INDEX ${name}`);
  for (const [table, columns] of Object.entries(OLDER))
    for (const name of named("SELECT name FROM pragma_table_info(?)", table))
      if (!columns.includes(name)) db.exec(`ALTER TABLE ${table} DROP COLUMN ${name}`);
}

describe("the file", () => {
  it("of a newer program is refused, and left as it was", () =>
    withFile(async ({ file, open }) => {
      await (await open()).close();
      const db = new Database(file);
      db.pragma("user_version = 9000");
      db.close();
      await assert.rejects(open(), /newer Latchstring \(schema 9000/);
      const after = new Database(file, { readonly: true });
      assert.equal(after.pragma("user_version", { simple: true }), 9000);
      after.close();
    }));

  it("of an older program is brought up to date, and verifies", () =>
    withFile(async ({ file, open, verify }) => {
      const ledger = await open();
      await ledger.submit(createLock(1));
      const [used, changed] = [randomUUID(), randomUUID()];
      for (const uuid of [used, changed]) await ledger.submit(createKey(1, uuid));
      await ledger.submit({ type: "useTempKey", actor: { kind: "operator" }, lockId: 1, tempKeyUuid: used });
      const change = { type: "updateTempKey", actor: { kind: "operator" }, lockId: 1, tempKeyUuid: changed } as const;
      await ledger.submit({ ...change, maxUses: 5 });
      const before = await ledger.read.tempKeysOfLock(1, { limit: 9, withRevoked: true });
      await ledger.close();
      const db = new Database(file);
      makeOlder(db);
      db.exec(`
        UPDATE temp_keys SET state = json_remove(state, '$.lastUsedAt');
        UPDATE temp_keys SET state = json_set(
          json_remove(state, '$.nextDoor', '$.maxUsesPerDoor', '$.doors[0].usedCount', '$.createdWith.doors',
            '$.createdWith.maxUsesPerDoor'),
          '$.doors[0].label', NULL);
        UPDATE locks SET state = json_remove(state, '$.pinGuard');
        CREATE TABLE users (user_id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT,
          created_at INTEGER NOT NULL) STRICT;
        INSERT INTO users VALUES ('ada', 'Ada@example.test', 'Ada', 1764000000123);
      `);
      db.pragma(`user_version = ${schemaBefore("doors-and-pins")}`);
      db.close();
      const again = await open();
      assert.deepEqual(await again.read.tempKeysOfLock(1, { limit: 9, withRevoked: true }), before);
      await again.close();
      const after = new Database(file, { readonly: true });
      assert.deepEqual(after.prepare("SELECT id, email, name, email_verified, created_at FROM users").all(), [
        {
          id: "ada",
          email: "ada@example.test",
          name: "Ada",
          email_verified: 0,
          created_at: "2025-11-24T16:00:00.123Z",
        },
      ]);
      after.close();
      const verified = await verify();
      assert.ok(verified.ok, JSON.stringify(verified));
    }));

  it("held by somebody for too long: unavailable, nothing recorded, and well again afterwards", () =>
    withFile(async ({ file, verify }) => {
      const ledger = await openSqliteLedger({ file, clock: systemClock, busyTimeoutMs: 20 });
      await ledger.submit(createLock(1));
      const other = new Database(file);
      other.exec("BEGIN IMMEDIATE");
      const [lost, kept] = [randomUUID(), randomUUID()];
      await assert.rejects(ledger.submit(createKey(1, lost)), StoreUnavailableError);
      assert.ok(await ledger.read.lock(1));
      other.exec("ROLLBACK");
      other.close();
      assert.ok((await ledger.submit(createKey(1, kept))).ok);
      assert.equal(await ledger.read.tempKey(lost), undefined);
      await ledger.close();
      assert.ok((await verify()).ok);
    }));

  it("written by two: a key of one is found by the other, whether its UUID is greater than all or not", () =>
    withFile(async (harness) => {
      const [one, other] = [await harness.open(), await harness.open()];
      await one.submit(createLock(1));
      for (const start of ["7", "5", "9", "8", "f", "0"]) {
        const command = createKey(1, start + randomUUID().slice(1));
        const made = await one.submit(command);
        assert.ok(made.ok && made.event);
        for (const again of [other, one, other]) {
          const answer = await again.submit(command);
          assert.ok(answer.ok && answer.event === null, start);
        }
        assert.ok((await other.submit(createKey(1, start + randomUUID().slice(1)))).ok);
      }
      await one.close();
      await other.close();
    }));

  it("written by a thread that ends: unavailable, and written again soon after", () =>
    withFile(async ({ file, verify }) => {
      const ledger = await openSqliteLedger({ file, clock: systemClock, heapMb: 12 });
      for (let lockId = 1; lockId <= 50; lockId++) await ledger.submit(createLock(lockId));
      const wide = Array.from({ length: 8 }, () => ledger.submit(wideKey()));
      const ends = await Promise.allSettled(wide);
      assert.ok(
        ends.some(({ status }) => status === "rejected"),
        "the thread had room enough",
      );
      for (const end of ends) if (end.status === "rejected") assert.ok(end.reason instanceof StoreUnavailableError);
      const until = Date.now() + 10_000;
      let again: unknown;
      while (again === undefined && Date.now() < until)
        again = await ledger.submit(createKey(1, randomUUID())).catch((error: unknown) => {
          assert.ok(error instanceof StoreUnavailableError);
          return wait(50);
        });
      assert.ok((again as { ok?: boolean } | undefined)?.ok);
      await ledger.close();
      assert.ok((await verify()).ok);
    }));

  it("copies its log into the file some pages at a time", () =>
    withFile(async ({ open, file }) => {
      const ledger = await open();
      for (let lockId = 1; lockId <= 50; lockId++) await ledger.submit(createLock(lockId));
      for (let i = 0; i < 10; i++) await ledger.submit(wideKey());
      const bytes = statSync(`${file}-wal`).size;
      await ledger.close();
      assert.ok(bytes < 12_000_000, `${bytes} bytes of log, of ${statSync(file).size} that were written`);
    }));

  it("given more at once than the thread has room for: takes it bit by bit", () =>
    withFile(async ({ open, verify }) => {
      const ledger = await open();
      for (let lockId = 1; lockId <= 50; lockId++) await ledger.submit(createLock(lockId));
      const answers = await Promise.allSettled(Array.from({ length: 100 }, () => ledger.submit(wideKey())));
      const busy = answers.filter((one) => one.status === "rejected");
      assert.ok(busy.length > 0 && busy.length < 90, String(busy.length));
      for (const one of busy) assert.ok(one.reason instanceof LedgerBusyError, String(one.reason));
      assert.ok((await ledger.submit(createKey(1, randomUUID()))).ok);
      await ledger.close();
      assert.ok((await verify()).ok);
    }));

  it("that cannot grow: unavailable, and every answered command is there", () =>
    withFile(async (harness) => {
      const ledger = await harness.open();
      await ledger.submit(createLock(1));
      await ledger.close();
      // No file of that process may grow past 1 MiB; its log is the first to reach that.
      const child = await startProcess(harness, "ulimit -f 2048");
      const answered: string[] = [];
      const refused: string[] = [];
      for (let batch = 0; batch < 100 && refused.length === 0; batch++) {
        const uuids = Array.from({ length: 50 }, () => randomUUID());
        const answers = await ask(
          child,
          uuids.map((uuid) => createKey(1, uuid)),
        );
        for (const [i, answer] of answers.entries()) {
          if ("answer" in answer) answered.push(uuids[i]!);
          else refused.push(answer.error);
        }
      }
      await stopProcess(child);
      assert.deepEqual(new Set(refused), new Set(["StoreUnavailableError"]));
      assert.ok(answered.length >= 50);
      const again = await harness.open();
      for (const uuid of answered) assert.ok(await again.read.tempKey(uuid));
      assert.equal((await again.read.lock(1))?.version, 1 + answered.length);
      await again.close();
      assert.ok((await harness.verify()).ok);
    }));
});
