/** Whatever somebody does to the file by hand, `verify` names it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import Database from "better-sqlite3";
import type { Clock } from "../../clock.ts";
import type { Command } from "../../domain/command.ts";
import { chainHash, GENESIS, logHead } from "../chain.ts";
import type { RawEvent } from "../raw-event.ts";
import type { Verified } from "../verify-record.ts";
import { openSqliteLedger } from "./ledger.ts";
import { verifyFile } from "./verify-file.ts";

const NOW = Date.parse("2026-12-25T12:00:00Z");
const OWNER = { kind: "user", userId: "olga" } as const;
const KEYS = ["5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b", "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d"] as const;
const lockUuid = (n: number) => `b1f7c0de-3c5a-4d8e-a1b2-00000000000${n}`;
const clock: Clock = { now: () => NOW, sleep: () => Promise.resolve(), shared: sharedTime(NOW) };

const lock = (lockId: number): Command => ({
  type: "createLock",
  actor: OWNER,
  lockId,
  uuid: lockUuid(lockId),
  keys: [],
  timeZone: "UTC",
  driver: "simulator",
});
const key = (lockId: number, tempKeyUuid: string): Command => ({
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
const open = (n: 0 | 1, orderId: string): Command => ({
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
const HISTORY: readonly Command[] = [
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
const EVENTS = 15;

function sharedTime(at: number): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(8);
  new Float64Array(shared)[0] = at;
  return shared;
}

let directory: string;
let original: string;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "latchstring-verify-"));
  original = join(directory, "original.db");
  const ledger = await openSqliteLedger({ file: original, clock });
  for (const command of HISTORY) assert.ok((await ledger.submit(command)).ok, command.type);
  await ledger.close();
});

after(() => rmSync(directory, { recursive: true }));

/** A copy of the file with something done to it, behind the program's back. */
function tampered(change: (db: Database.Database) => void): string {
  const file = join(directory, "tampered.db");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  copyFileSync(original, file);
  const db = new Database(file);
  change(db);
  db.close();
  return file;
}

const sql = (text: string) => (db: Database.Database) => db.exec(text);

function assertDamaged(verified: Verified, problem: RegExp, place: object = {}): void {
  assert.ok(!verified.ok, "the damage was not seen");
  assert.match(verified.problem, problem);
  const { position, lockId, version } = verified;
  assert.deepEqual(
    { position, lockId, version },
    { position: undefined, lockId: undefined, version: undefined, ...place },
  );
}

/** Write the hashes of a stream anew, as somebody would who wants to hide a change, and the lock's row with them. */
function rehash(db: Database.Database, lockId: number): void {
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

describe("verify", () => {
  it("proves a record that nobody touched, and tells its head", async () => {
    const db = new Database(original, { readonly: true });
    const streams = db.prepare<[], { lockId: number; version: number; hash: Buffer }>(
      "SELECT lock_id AS lockId, max(version) AS version, hash FROM events GROUP BY lock_id",
    );
    const head = logHead(new Map(streams.all().map((stream) => [stream.lockId, stream])));
    db.close();
    assert.deepEqual(await verifyFile(original), { ok: true, events: EVENTS, locks: 2, position: EVENTS, head });
  });

  it("proves an empty record", async () => {
    const file = join(directory, "empty.db");
    await (await openSqliteLedger({ file, clock })).close();
    const head = createHash("sha256").digest("hex");
    assert.deepEqual(await verifyFile(file), { ok: true, events: 0, locks: 0, position: 0, head });
  });

  it("does not mind that personal data were erased", async () => {
    const file = tampered(sql("UPDATE locks SET name = 'x'; UPDATE temp_keys SET description = NULL"));
    assert.equal((await verifyFile(file)).ok, true);
  });

  it("runs beside a ledger that goes on writing, on the state at its start", async () => {
    const file = tampered(() => {});
    const ledger = await openSqliteLedger({ file, clock });
    const [verified] = await Promise.all([
      verifyFile(file),
      ...Array.from({ length: 50 }, (_, i) => ledger.submit(lock(3 + i))),
    ]);
    assert.equal(verified.ok, true);
    await ledger.close();
    const later = await verifyFile(file);
    assert.equal(later.ok && later.events, EVENTS + 50);
  });
});

describe("verify names a changed event", () => {
  // Event 6 is version 4 of lock 1; every part of it is changed by as little as can be.
  const place = { position: 6, lockId: 1, version: 4 };
  const changes: readonly (readonly [string, string, RegExp, object?])[] = [
    [
      "a byte of its data",
      "UPDATE events SET data = replace(data, '\"usedCount\":1', '\"usedCount\":2') WHERE position = 6",
      /^Event 6 \(lock 1, version 4, TempKeyUsed\) was changed/,
    ],
    [
      "a byte of its context",
      "UPDATE events SET context = replace(context, '\"door\":1', '\"door\":2') WHERE position = 6",
      /^Event 6 .* was changed/,
    ],
    ["its context taken away", "UPDATE events SET context = NULL WHERE position = 6", /^Event 6 .* was changed/],
    [
      "its link",
      "UPDATE events SET previous = previous - 1 WHERE position = 6",
      /^Event 6 .* was changed: it points to/,
    ],
    ["its time", "UPDATE events SET at = at + 1 WHERE position = 6", /^Event 6 .* was changed/],
    ["its type", "UPDATE events SET type = 'TempKeyDeleted' WHERE position = 6", /^Event 6 .* was changed/],
    [
      "its type, to none",
      "UPDATE events SET type = 'TempKeyUsee' WHERE position = 6",
      /^Event 6 .* writes no such type/,
    ],
    [
      "a byte of its hash",
      "UPDATE events SET hash = unhex('00' || substr(hex(hash), 3)) WHERE position = 6",
      /^Event 6 .* was changed/,
    ],
    [
      "its hash cut short",
      "UPDATE events SET hash = substr(hash, 1, 31) WHERE position = 6",
      /^Event 6 .* was changed/,
    ],
    [
      "a space in its text",
      "UPDATE events SET data = replace(data, ',', ', ') WHERE position = 6",
      /^Event 6 .* not as the ledger writes it/,
    ],
    [
      "its text cut short",
      "UPDATE events SET data = substr(data, 1, 20) WHERE position = 6",
      /^Event 6 .* not as the ledger writes it/,
    ],
    [
      "its lock",
      "UPDATE events SET lock_id = 2, version = 9 WHERE position = 6",
      /^Event 6 \(lock 2, version 9, .* was removed or moved/,
      { position: 6, lockId: 2, version: 9 },
    ],
    [
      "its version",
      "UPDATE events SET version = 90 WHERE position = 6",
      /^Event 6 .* follows version 3/,
      { position: 6, lockId: 1, version: 90 },
    ],
  ];
  for (const [what, statement, problem, elsewhere] of changes) {
    it(what, async () => assertDamaged(await verifyFile(tampered(sql(statement))), problem, elsewhere ?? place));
  }

  it("with its own hash made right: the next one of its lock", async () => {
    const file = tampered((db) => {
      db.exec("UPDATE events SET data = replace(data, '\"usedCount\":1', '\"usedCount\":0') WHERE position = 6");
      const hashes = db.prepare("SELECT hash FROM events WHERE position >= 7").pluck().all();
      rehash(db, 1);
      db.prepare("UPDATE events SET hash = ? WHERE position = 7").run(hashes[0]);
    });
    assertDamaged(await verifyFile(file), /^Event 7 .* or the one before it/, { position: 7, lockId: 1, version: 5 });
  });

  it("with every hash made right: the row that no longer follows", async () => {
    const file = tampered((db) => {
      db.exec(`UPDATE events SET data = replace(data, '"maxUses":2', '"maxUses":9') WHERE position = 12`);
      rehash(db, 2);
    });
    assertDamaged(await verifyFile(file), /^The row of temporary key 7a8b9c0d.* its state \(maxUses\) was changed/);
  });

  it("with everything made right: by the head that was kept elsewhere", async () => {
    const proved = await verifyFile(original);
    assert.ok(proved.ok);
    const head = { position: proved.position, hash: proved.head };
    const file = tampered((db) => {
      db.exec(`UPDATE events SET data = replace(data, '"maxUses":2', '"maxUses":9') WHERE position = 12`);
      db.exec(`UPDATE temp_keys SET state = replace(state, '"maxUses":2', '"maxUses":9') WHERE uuid = '${KEYS[1]}'`);
      rehash(db, 2);
    });
    assert.equal((await verifyFile(file)).ok, true, "the file alone cannot show it");
    assertDamaged(await verifyFile(file, { head }), /rewritten: up to event 15/, { position: 15 });
    assert.deepEqual(await verifyFile(original, { head }), proved);
  });

  it("that cannot have happened, though its hashes are right", async () => {
    const file = tampered((db) => {
      db.exec(
        `UPDATE events SET data = replace(data, '${KEYS[0]}', '${KEYS[0].replace("5f", "50")}') WHERE position = 6`,
      );
      rehash(db, 1);
    });
    assertDamaged(await verifyFile(file), /^Event 6 .* cannot follow what stands before it/, place);
  });

  it("that speaks of another lock, though its hashes are right", async () => {
    const file = tampered((db) => {
      db.exec(`UPDATE events SET data = replace(data, '"lockId":1', '"lockId":2') WHERE position = 6`);
      rehash(db, 1);
    });
    assertDamaged(await verifyFile(file), /^Event 6 .* it speaks of lock 2/, place);
  });
});

describe("verify names an event that was", () => {
  it("removed from the middle", async () => {
    const file = tampered(sql("DELETE FROM events WHERE position = 6"));
    assertDamaged(await verifyFile(file), /^Event 6 was removed/, { position: 6 });
  });

  it("removed with its neighbours", async () => {
    const file = tampered(sql("DELETE FROM events WHERE position BETWEEN 6 AND 9"));
    assertDamaged(await verifyFile(file), /^Events 6 to 9 were removed/, { position: 6 });
  });

  it("removed from the start", async () => {
    assertDamaged(await verifyFile(tampered(sql("DELETE FROM events WHERE position = 1"))), /^Event 1 was removed/, {
      position: 1,
    });
  });

  it("removed, with the numbers after it made right", async () => {
    const file = tampered(
      sql("DELETE FROM events WHERE position = 6; UPDATE events SET position = position - 1 WHERE position > 6"),
    );
    const place = { position: 6, lockId: 1, version: 5 };
    assertDamaged(await verifyFile(file), /^Event 6 .* follows version 3: .* removed/, place);
  });

  it("removed from the end", async () => {
    const file = tampered(sql("DELETE FROM events WHERE position = 15"));
    const problem = /^Version 6 of lock 2 was removed .* ends at version 5, its row at version 6/;
    assertDamaged(await verifyFile(file), problem, { lockId: 2, version: 6 });
  });

  it("removed from the end with all that follows from it, by the head that was kept elsewhere", async () => {
    const proved = await verifyFile(original);
    assert.ok(proved.ok);
    const shorter = join(directory, "shorter.db");
    const ledger = await openSqliteLedger({ file: shorter, clock });
    for (const command of HISTORY.slice(0, -1)) await ledger.submit(command);
    await ledger.close();
    assert.equal((await verifyFile(shorter)).ok, true, "the file alone cannot show it");
    const head = { position: proved.position, hash: proved.head };
    assertDamaged(await verifyFile(shorter, { head }), /cut off: it ends at event 14, .* of event 15/, {
      position: 14,
    });
    // A head of an earlier time holds for both.
    const earlier = await verifyFile(shorter);
    assert.ok(earlier.ok);
    const early = { position: earlier.position, hash: earlier.head };
    assert.equal((await verifyFile(original, { head: early })).ok, true);
    const wrong = { position: 3, hash: earlier.head };
    assertDamaged(await verifyFile(original, { head: wrong }), /rewritten: up to event 3/, { position: 3 });
  });

  it("inserted at the end", async () => {
    const file = tampered(
      sql(`INSERT INTO events (lock_id, version, previous, type, at, data, context, hash)
           SELECT lock_id, 99, previous, type, at, data, context, hash FROM events WHERE position = 6`),
    );
    assertDamaged(await verifyFile(file), /^Event 16 .* follows version/, { position: 16, lockId: 1, version: 99 });
  });

  it("inserted at the end with a right hash", async () => {
    const file = tampered((db) => {
      db.exec(`INSERT INTO events (lock_id, version, previous, type, at, data, context, hash)
               SELECT lock_id, (SELECT max(version) + 1 FROM events WHERE lock_id = 1),
                 (SELECT last FROM locks WHERE lock_id = 1), type, at, data, context, hash
               FROM events WHERE position = 6`);
      const { head } = db.prepare("SELECT head FROM locks WHERE lock_id = 1").get() as { head: Buffer };
      rehash(db, 1);
      db.prepare("UPDATE locks SET head = ? WHERE lock_id = 1").run(head);
    });
    assertDamaged(await verifyFile(file), /^Version 10 of lock 1 was inserted/, { lockId: 1, version: 10 });
  });

  it("inserted in the middle", async () => {
    const file = tampered(
      sql(`UPDATE events SET position = -position - 1, version = -version - (lock_id = 1) WHERE position > 6;
           UPDATE events SET position = -position, version = -version WHERE position < 0;
           INSERT INTO events SELECT 7, lock_id, version + 1, 6, type, at, data, context, hash FROM events WHERE position = 6`),
    );
    assertDamaged(await verifyFile(file), /^Event 7 .* was changed or inserted/, {
      position: 7,
      lockId: 1,
      version: 5,
    });
  });

  it("swapped with another of its lock", async () => {
    const file = tampered(
      sql(`UPDATE events SET position = 0 WHERE position = 6; UPDATE events SET position = 6 WHERE position = 7;
           UPDATE events SET position = 7 WHERE position = 0`),
    );
    assertDamaged(await verifyFile(file), /^Event 6 \(lock 1, version 5, .* moved/, {
      position: 6,
      lockId: 1,
      version: 5,
    });
  });

  it("swapped in its content", async () => {
    const file = tampered(
      sql(`CREATE TEMP TABLE two AS SELECT * FROM events WHERE position IN (5, 6);
           UPDATE events SET (type, data, context, hash) =
             (SELECT type, data, context, hash FROM two WHERE two.position = 11 - events.position)
           WHERE position IN (5, 6)`),
    );
    assertDamaged(await verifyFile(file), /^Event 5 .* was changed/, { position: 5, lockId: 1, version: 3 });
  });
});

describe("verify names a row that was", () => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    ["changed: a lock's uuid", "UPDATE locks SET uuid = 'x' WHERE lock_id = 1", /row of lock 1 .* uuid was changed/],
    [
      "changed: a lock's head",
      "UPDATE locks SET head = zeroblob(32) WHERE lock_id = 1",
      /row of lock 1 .* head was changed/,
    ],
    [
      "changed: a lock's version, up",
      "UPDATE locks SET version = version + 1 WHERE lock_id = 1",
      /^Version 10 of lock 1 was removed/,
    ],
    [
      "changed: a lock's version, down",
      "UPDATE locks SET version = version - 1 WHERE lock_id = 1",
      /^Version 9 of lock 1 was inserted/,
    ],
    [
      "changed: a lock's last time",
      "UPDATE locks SET updated_at = updated_at + 1 WHERE lock_id = 1",
      /row of lock 1 .* updated_at was changed/,
    ],
    [
      "changed: a lock's owner",
      "UPDATE locks SET state = replace(state, 'olga', 'sven') WHERE lock_id = 1",
      /row of lock 1 .* state \(ownerId\) was changed/,
    ],
    [
      "added: a lock",
      "INSERT INTO locks SELECT 9, 'x', version, head, last, updated_at, state, name FROM locks WHERE lock_id = 1",
      /row of lock 9 .* was added/,
    ],
    ["changed: a lock's end", "UPDATE locks SET last = 1 WHERE lock_id = 1", /row of lock 1 .* last was changed/],
    ["removed: a lock", "DELETE FROM locks WHERE lock_id = 1", /row of lock 1 is missing/],
    [
      "changed: a key's uses",
      `UPDATE temp_keys SET state = replace(state, '"usedCount":1', '"usedCount":0') WHERE uuid = '${KEYS[0]}'`,
      /row of temporary key 5f0c3a52.* state \(doors\) was changed/,
    ],
    [
      "changed: a key's revocation",
      `UPDATE temp_keys SET state = replace(state, '"revokedAt":${NOW}', '"revokedAt":null') WHERE uuid = '${KEYS[1]}'`,
      /row of temporary key 7a8b9c0d.* state \(revokedAt\) was changed/,
    ],
    [
      "changed: a key's state, not JSON",
      `UPDATE temp_keys SET state = '{' WHERE uuid = '${KEYS[0]}'`,
      /row of temporary key 5f0c3a52.* state was changed/,
    ],
    [
      "changed: a key's link",
      `UPDATE temp_keys SET uuid = 'x' WHERE uuid = '${KEYS[0]}'`,
      /row of temporary key x .* was added/,
    ],
    [
      "added: a key",
      "INSERT INTO temp_keys (uuid, state) SELECT 'x', state FROM temp_keys LIMIT 1",
      /row of temporary key x .* was added/,
    ],
    [
      "removed: a key",
      `DELETE FROM temp_keys WHERE uuid = '${KEYS[0]}'`,
      /door \(key\/lock\) number 1\/1 .* was added/,
    ],
    [
      "removed: a key with its door",
      `DELETE FROM temp_key_doors WHERE key_id = 1; DELETE FROM temp_keys WHERE key_id = 1`,
      /row of temporary key 5f0c3a52.* is missing/,
    ],
    [
      "changed: a door, not revoked",
      "UPDATE temp_key_doors SET revoked = 0 WHERE lock_id = 2",
      /door .*7a8b9c0d.*\/2 .* revoked was changed/,
    ],
    [
      "changed: a door, revoked",
      "UPDATE temp_key_doors SET revoked = 1 WHERE lock_id = 1",
      /door .*5f0c3a52.*\/1 .* revoked was changed/,
    ],
    [
      "added: a door",
      "INSERT INTO temp_key_doors (lock_id, key_id, revoked) VALUES (2, 1, 0)",
      /door .*5f0c3a52.*\/2 .* was added/,
    ],
    [
      "added: a door that stands twice",
      "INSERT INTO temp_key_doors (lock_id, key_id, revoked) VALUES (2, 2, 0)",
      /door .*7a8b9c0d.*\/2 /,
    ],
    ["removed: a door", "DELETE FROM temp_key_doors WHERE lock_id = 1", /door .*5f0c3a52.*\/1 is missing/],
    [
      "changed: an order's intent",
      "UPDATE orders SET intent = NULL WHERE order_id = 'a'",
      /row of order a .* intent was changed/,
    ],
    [
      "changed: an order's deadline",
      "UPDATE orders SET not_after = not_after + 1 WHERE order_id = 'a'",
      /row of order a .* not_after was changed/,
    ],
    [
      "changed: a settled order, open",
      "UPDATE orders SET open = 1 WHERE order_id = 'a'",
      /row of order a .* open was changed/,
    ],
    [
      "changed: an open order, settled",
      "UPDATE orders SET open = 0 WHERE order_id = 'c'",
      /row of order c .* open was changed/,
    ],
    [
      "changed: an order's stage",
      "UPDATE orders SET state = replace(state, 'opened', 'failed') WHERE order_id = 'a'",
      /row of order a .* state \(stage\) was changed/,
    ],
    [
      "added: an order",
      "INSERT INTO orders SELECT 'x', NULL, not_after, open, state FROM orders WHERE order_id = 'a'",
      /row of order x .* was added/,
    ],
    ["removed: an order", "DELETE FROM orders WHERE order_id = 'c'", /row of order c is missing/],
  ];
  for (const [what, statement, problem] of changes) {
    it(what, async () => {
      const verified = await verifyFile(tampered(sql(statement)));
      assert.ok(!verified.ok, "the damage was not seen");
      assert.match(verified.problem, problem);
    });
  }
});

describe("verify names damage to the file itself", () => {
  it("a byte of an event, changed on the disk", async () => {
    const file = tampered(() => {});
    const bytes = readFileSync(file);
    // A type of event that came once; free room in a page may hold an old copy of it.
    const text = "TempKeyUpdated";
    let found = 0;
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), found++) bytes[at] = 0x74;
    assert.ok(found > 0);
    writeFileSync(file, bytes);
    const place = { position: 12, lockId: 2, version: 3 };
    assertDamaged(await verifyFile(file), /^Event 12 .* was changed/, place);
  });

  it("a page of nothing", async () => {
    const file = tampered(() => {});
    const bytes = readFileSync(file);
    bytes.fill(0, 4096, 2 * 4096);
    writeFileSync(file, bytes);
    assertDamaged(await verifyFile(file), /^The database file itself is damaged/);
  });
});

describe("verify refuses to judge", () => {
  it("a file of a newer program", async () => {
    await assert.rejects(verifyFile(tampered(sql("PRAGMA user_version = 999"))), /newer Latchstring \(schema 999/);
  });

  it("a file of an older schema", async () => {
    await assert.rejects(verifyFile(tampered(sql("PRAGMA user_version = 1"))), /older schema \(1,/);
  });

  it("a file that is not there", async () => {
    await assert.rejects(verifyFile(join(directory, "none.db")), /unable to open/);
  });
});
