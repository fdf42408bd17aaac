/** Whatever somebody does to the file by hand, `verify` names it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import Database from "better-sqlite3";
import { logHead } from "../chain.ts";
import { openSqliteLedger } from "./ledger.ts";
import { verifyFile } from "./verify-file.ts";
import {
  clock,
  lock,
  EVENTS,
  directory,
  original,
  tampered,
  sql,
  assertDamaged,
  withHistory,
} from "./testing/tampering.ts";

withHistory();

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
