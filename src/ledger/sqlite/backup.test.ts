import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import Database from "better-sqlite3";
import { systemClock } from "../../clock.ts";
import { createKey, createLock } from "../testing/commands.ts";
import type { Ledger } from "../ledger.ts";
import { backupFile, restoreFile } from "./backup.ts";
import { openSqliteLedger } from "./ledger.ts";

describe("copies of a file", () => {
  let folder: string;
  let ledger: Ledger;
  const at = (name: string) => join(folder, name);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "latchstring-backup-"));
    ledger = await openSqliteLedger({ file: at("latchstring.db"), clock: systemClock });
    await ledger.submit(createLock(1, { name: "Front door" }));
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });

  it("are of one moment while others write, and open as they were then", async () => {
    const writing = new AbortController();
    let made = 0;
    const writer = (async () => {
      for (; !writing.signal.aborted && made < 20_000; made += 50)
        await Promise.all(Array.from({ length: 50 }, () => ledger.submit(createKey(1, randomUUID()))));
    })();
    const before = (await ledger.read.lock(1))!.version;
    const copied = await backupFile(at("latchstring.db"), at("copy.db"));
    writing.abort();
    await writer;
    const after = (await ledger.read.lock(1))!.version;
    assert.ok(made > 0 && before <= copied.events && copied.events <= after, `${before} ${copied.events} ${after}`);

    assert.equal(statSync(at("copy.db")).mode & 0o077, 0, "others may not read it");
    const restored = await restoreFile(at("copy.db"), at("restored.db"));
    assert.deepEqual(restored, copied);
    const again = await openSqliteLedger({ file: at("restored.db"), clock: systemClock });
    assert.equal((await again.read.lock(1))!.version, copied.events);
    assert.equal((await again.read.lock(1))!.name, "Front door");
    assert.ok((await again.submit(createKey(1, randomUUID()))).ok);
    await again.close();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes("part")),
      [],
    );
  });

  it("never replace what is there", async () => {
    writeFileSync(at("copy.db"), "somebody's");
    await assert.rejects(backupFile(at("latchstring.db"), at("copy.db")), /EEXIST/);
    await backupFile(at("latchstring.db"), at("other.db"));
    await assert.rejects(restoreFile(at("other.db"), at("copy.db")), /EEXIST/);
    assert.equal(statSync(at("copy.db")).size, 10);
    writeFileSync(at("third.db.part"), "");
    await assert.rejects(backupFile(at("latchstring.db"), at("third.db")), /third.db.part is there/);
  });

  it("with a damaged record are refused, and nothing stays of them", async () => {
    await backupFile(at("latchstring.db"), at("copy.db"));
    const db = new Database(at("copy.db"));
    db.exec("UPDATE events SET at = at + 1");
    db.close();
    await assert.rejects(restoreFile(at("copy.db"), at("restored.db")), /record is damaged/);
    copyFileSync(at("copy.db"), at("damaged.db"));
    await assert.rejects(backupFile(at("damaged.db"), at("again.db")), /record is damaged/);
    writeFileSync(at("text.db"), "no database at all");
    await assert.rejects(restoreFile(at("text.db"), at("restored.db")), /not a copy of Latchstring's data/);
    const names = readdirSync(folder).filter((name) => /restored|again|part/.test(name));
    assert.deepEqual(names, []);
  });

  it("of a newer program are refused", async () => {
    await backupFile(at("latchstring.db"), at("copy.db"));
    const db = new Database(at("copy.db"));
    db.pragma("user_version = 9000");
    db.close();
    await assert.rejects(restoreFile(at("copy.db"), at("restored.db")), /newer Latchstring/);
  });
});
