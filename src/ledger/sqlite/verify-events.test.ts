/** Whatever somebody does to an event by hand, `verify` names it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openSqliteLedger } from "./ledger.ts";
import { verifyFile } from "./verify-file.ts";
import {
  KEYS,
  clock,
  HISTORY,
  directory,
  original,
  tampered,
  sql,
  assertDamaged,
  rehash,
  withHistory,
} from "./testing/tampering.ts";

withHistory();

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
