/** A file with a history, and copies of it that somebody changed. */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import Database from "better-sqlite3";
import { type Clock, systemClock } from "../../../clock.ts";
import type { Command } from "../../../domain/command.ts";
import { chainHash, GENESIS } from "../../chain.ts";
import type { RawEvent } from "../../raw-event.ts";
import type { Verified } from "../../verify-record.ts";
import { openSqliteLedger } from "../ledger.ts";

export const NOW = Date.parse("2026-12-25T12:00:00Z");
const OWNER = { kind: "user", userId: "olga" } as const;
export const KEYS = ["5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b", "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d"] as const;
const lockUuid = (n: number) => `b1f7c0de-3c5a-4d8e-a1b2-00000000000${n}`;
export const clock: Clock = { ...systemClock, now: () => NOW, shared: sharedTime(NOW) };

export const lock = (lockId: number): Command => ({
  type: "createLock",
  actor: OWNER,
  lockId,
  uuid: lockUuid(lockId),
  keys: [],
  timeZone: "UTC",
  driver: "simulator",
});
export const key = (lockId: number, tempKeyUuid: string): Command => ({
  type: "createTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
  accessMode: "public",
  allowedUserIds: [],
  validFrom: NOW,
  validUntil: NOW + 3_600_000,
  maxUses: 3,
});
export const open = (n: 0 | 1, orderId: string): Command => ({
  type: "openDoor",
  tempKeyUuid: KEYS[n],
  method: "key",
  orderId,
  intent: orderId,
});

/**
 * Positions: 1 lock 1, 2 lock 2, 3 key 0, 4 key 1, 5-6 order a, 7 opened, 8-9 order b, 10-11 failed and given back,
 * 12 key 1 changed, 13-14 order c still on its way, 15 key 1 revoked.
 */
export const HISTORY: readonly Command[] = [
  lock(1),
  lock(2),
  key(1, KEYS[0]),
  key(2, KEYS[1]),
  open(0, "a"),
  { type: "reportOrder", orderId: "a", outcome: { ok: true, stage: "executed", by: "ack", latencyMs: 5 } },
  open(0, "b"),
  { type: "reportOrder", orderId: "b", outcome: { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" } },
  { type: "updateTempKey", actor: OWNER, lockId: 2, tempKeyUuid: KEYS[1], maxUses: 2 },
  open(1, "c"),
  { type: "deleteTempKey", actor: OWNER, lockId: 2, tempKeyUuid: KEYS[1] },
];
export const EVENTS = 15;

function sharedTime(at: number): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(8);
  new Float64Array(shared)[0] = at;
  return shared;
}

export let directory: string;
export let original: string;

/** Made before the tests of the file that calls this, and removed after them. */
export function withHistory(): void {
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "latchstring-verify-"));
    original = join(directory, "original.db");
    const ledger = await openSqliteLedger({ file: original, clock });
    for (const command of HISTORY) assert.ok((await ledger.submit(command)).ok, command.type);
    await ledger.close();
  });
  after(() => rmSync(directory, { recursive: true }));
}

/** A copy of the file with something done to it, behind the program's back. */
export function tampered(change: (db: Database.Database) => void): string {
  const file = join(directory, "tampered.db");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  copyFileSync(original, file);
  const db = new Database(file);
  change(db);
  db.close();
  return file;
}

export const sql = (text: string) => (db: Database.Database) => db.exec(text);

export function assertDamaged(verified: Verified, problem: RegExp, place: object = {}): void {
  assert.ok(!verified.ok, "the damage was not seen");
  assert.match(verified.problem, problem);
  const { position, lockId, version } = verified;
  assert.deepEqual(
    { position, lockId, version },
    { position: undefined, lockId: undefined, version: undefined, ...place },
  );
}

/** Write the hashes of a stream anew, as somebody would who wants to hide a change, and the lock's row with them. */
export function rehash(db: Database.Database, lockId: number): void {
  let previous: Uint8Array = GENESIS;
  const events = db.prepare<[number], RawEvent & { lock_id: number }>(
    "SELECT * FROM events WHERE lock_id = ? ORDER BY version",
  );
  for (const event of events.all(lockId)) {
    previous = chainHash(previous, { ...event, lockId, type: event.type as "OwnerSet" });
    db.prepare("UPDATE events SET hash = ? WHERE position = ?").run(previous, event.position);
  }
  db.prepare("UPDATE locks SET head = ? WHERE lock_id = ?").run(previous, lockId);
}
