/**
 * Remembered requests on SQLite, in a file of their own: their commits never wait for the ledger's, and who loses the
 * file loses no more than the memory of the last day's requests. All writes that wait are one commit. PostgreSQL takes a
 * request with one statement instead, so the two share no code but their bounds.
 */
import { setImmediate as turn } from "node:timers/promises";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { openDurably } from "../database/sqlite/database.ts";
import { retryWhileBusy } from "../database/sqlite/busy-retry.ts";
import { newUuid } from "../uuid.ts";
import { type Claim, type Idempotency, KEPT_MS, LEASE_MS, MAX_LEFT_MS } from "./idempotency.ts";
import { createGrowth, CUT_SHARE, cutTo, type Share } from "./shares.ts";

/** Requests that are forgotten with every one that is taken, at the most. */
const FORGOTTEN_AT_ONCE = 20;
const FORGOTTEN_BY_AGE = 200;
const MAX_WAITING = 4_096;
const MAX_AT_ONCE = 256;
/** In the place of a lease's end: given back. */
const RELEASED = 0;

interface RequestSqlRow {
  readonly fingerprint: Buffer;
  readonly seed: string;
  readonly created_at: number;
  /** When the lease ends; it is the lease's name too, for every later one ends later. */
  readonly lease_until: number;
  readonly answer: Buffer | null;
}

interface Waiting {
  /** Writes, and returns what is to be done once that is on the disk. */
  readonly write: () => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param file made as needed, and of this version
 * @param writeTries how often a commit that others keep out is tried, each 20 ms
 * @throws Error that names the file when it cannot be opened
 */
export function openSqliteIdempotency(file: string, writeTries?: number): Idempotency {
  const db = openDurably(file, 5_000, (opened) =>
    opened.exec(`
    CREATE TABLE IF NOT EXISTS requests (
      id          BLOB PRIMARY KEY,
      fingerprint BLOB    NOT NULL,
      seed        TEXT    NOT NULL,
      created_at  INTEGER NOT NULL,
      lease_until INTEGER NOT NULL,
      answer      BLOB,
      caller      TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS requests_by_age ON requests (created_at);
  `),
  );
  addCaller(db);
  // SQLite's own waiting would hold up the whole process.
  db.pragma("busy_timeout = 0");
  const byId = db.prepare<[Uint8Array], RequestSqlRow>("SELECT * FROM requests WHERE id = ?");
  const insert = db.prepare(
    "INSERT INTO requests (id, fingerprint, seed, created_at, lease_until, caller) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const renew = db.prepare("UPDATE requests SET lease_until = ? WHERE id = ?");
  const setAnswer = db.prepare("UPDATE requests SET answer = ? WHERE id = ? AND lease_until = ?");
  const giveBack = db.prepare(`UPDATE requests SET lease_until = ${RELEASED} WHERE id = ? AND lease_until = ?`);
  const remove = db.prepare("DELETE FROM requests WHERE id = ?");
  const removeLeased = db.prepare("DELETE FROM requests WHERE id = ? AND lease_until = ?");
  const forget = db.prepare(
    "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE created_at <= ? ORDER BY created_at LIMIT ?)",
  );

  const cutShare = db.prepare(CUT_SHARE);
  const growth = createGrowth();

  function claim(id: Uint8Array, fingerprint: Uint8Array, now: number, share: Share): Claim {
    if (growth.claimed(share)) {
      const [requests, bytes] = cutTo(share);
      cutShare.run({ 1: share.of, 2: requests, 3: bytes, 4: now });
    }
    forget.run(now - KEPT_MS, FORGOTTEN_AT_ONCE);
    const row = byId.get(id);
    const lease = now + LEASE_MS;
    if (row && row.created_at > now - KEPT_MS) {
      if (!row.fingerprint.equals(fingerprint)) return { kind: "other-request" };
      if (row.answer) return { kind: "answered", answer: row.answer };
      if (now < row.lease_until && row.lease_until <= now + MAX_LEFT_MS) return { kind: "under-way" };
      renew.run(lease, id);
      return { kind: "taken", seed: row.seed, lease, unfinished: row.lease_until !== RELEASED };
    }
    if (row) remove.run(id);
    const seed = newUuid(now);
    insert.run(id, fingerprint, seed, now, lease, share.of);
    return { kind: "taken", seed, lease, unfinished: false };
  }

  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  const commit = db.transaction((batch: readonly Waiting[]) => batch.map(({ write }) => write()));

  function soon<T>(write: () => T): Promise<T> {
    if (waiting.length >= MAX_WAITING)
      return Promise.reject(new StoreUnavailableError(`${MAX_WAITING} requests are waiting already`));
    return new Promise((resolve, reject) => {
      waiting.push({
        write: () => {
          const result = write();
          return () => resolve(result);
        },
        reject,
      });
      writing ??= writeAll();
    });
  }

  async function writeAll(): Promise<void> {
    await turn();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_AT_ONCE);
      try {
        for (const settle of await retryWhileBusy(() => commit.immediate(batch), writeTries)) settle();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = undefined;
  }

  return {
    claim: (id, fingerprint, now, share) => soon(() => claim(id, fingerprint, now, share)),
    async keep(id, lease, answer, share) {
      growth.kept(share, answer.length);
      await soon(() => setAnswer.run(answer, id, lease));
    },
    async release(id, lease, came) {
      await soon(() => (came === "nothing" ? removeLeased : giveBack).run(id, lease));
    },
    async forget(now) {
      const { changes } = await soon(() => forget.run(now - KEPT_MS, FORGOTTEN_BY_AGE));
      return changes === FORGOTTEN_BY_AGE;
    },
    async close() {
      await writing;
      db.close();
    },
  };
}

/** Files of earlier versions do not say whose a request is; several processes may open one at once. */
function addCaller(db: ReturnType<typeof openDurably>): void {
  const isThere = () => db.prepare("SELECT 1 FROM pragma_table_info('requests') WHERE name = 'caller'").get();
  const add = db.transaction(() => {
    if (!isThere()) db.exec("ALTER TABLE requests ADD COLUMN caller TEXT");
    db.exec("CREATE INDEX IF NOT EXISTS requests_of_caller ON requests (caller, created_at)");
  });
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'requests_of_caller'").get()) add.immediate();
}
