/**
 * Remembered requests on SQLite, in a file of their own: their commits never wait for the ledger's, and who loses the
 * file loses no more than the memory of the last day's requests.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { newUuid } from "../uuid.ts";
import { type Claim, type Idempotency, KEPT_MS, LEASE_MS } from "./idempotency.ts";

/** Requests that are forgotten with every one that is taken, at the most. */
const FORGOTTEN_AT_ONCE = 20;

interface RequestSqlRow {
  readonly fingerprint: Buffer;
  readonly seed: string;
  readonly created_at: number;
  readonly lease_until: number;
  readonly answer: Buffer | null;
}

export function openSqliteIdempotency(file: string): Idempotency {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: 5_000 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(`
    CREATE TABLE IF NOT EXISTS requests (
      id          BLOB PRIMARY KEY,
      fingerprint BLOB    NOT NULL,
      seed        TEXT    NOT NULL,
      created_at  INTEGER NOT NULL,
      lease_until INTEGER NOT NULL,
      answer      BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS requests_by_age ON requests (created_at);
  `);
  const byId = db.prepare<[Uint8Array], RequestSqlRow>("SELECT * FROM requests WHERE id = ?");
  const insert = db.prepare(
    "INSERT INTO requests (id, fingerprint, seed, created_at, lease_until) VALUES (?, ?, ?, ?, ?)",
  );
  const renew = db.prepare("UPDATE requests SET lease_until = ? WHERE id = ?");
  const setAnswer = db.prepare("UPDATE requests SET answer = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM requests WHERE id = ?");
  const forget = db.prepare(
    "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE created_at <= ? ORDER BY created_at LIMIT ?)",
  );

  const claim = db.transaction((id: Uint8Array, fingerprint: Uint8Array, now: number): Claim => {
    forget.run(now - KEPT_MS, FORGOTTEN_AT_ONCE);
    const row = byId.get(id);
    if (row && row.created_at > now - KEPT_MS) {
      if (!row.fingerprint.equals(fingerprint)) return { kind: "other-request" };
      if (row.answer) return { kind: "answered", answer: row.answer };
      if (now < row.lease_until) return { kind: "under-way" };
      renew.run(now + LEASE_MS, id);
      return { kind: "taken", seed: row.seed, unfinished: true };
    }
    if (row) remove.run(id);
    const seed = newUuid(now);
    insert.run(id, fingerprint, seed, now, now + LEASE_MS);
    return { kind: "taken", seed, unfinished: false };
  });

  return {
    async claim(id, fingerprint, now) {
      return claim.immediate(id, fingerprint, now);
    },
    async keep(id, answer) {
      setAnswer.run(answer, id);
    },
    async release(id) {
      remove.run(id);
    },
    async close() {
      db.close();
    },
  };
}
