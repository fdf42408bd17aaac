import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { migrationsIn, refuseOtherVersion } from "./migrations.ts";

/** @param files their names; each says its own as SQL */
function folderOf(files: readonly string[]): { readonly url: URL; [Symbol.dispose](): void } {
  const dir = mkdtempSync(join(tmpdir(), "latchstring-migrations-"));
  for (const file of files) writeFileSync(join(dir, file), `-- ${file}`);
  return { url: pathToFileURL(`${dir}/`), [Symbol.dispose]: () => rmSync(dir, { recursive: true }) };
}

describe("migrations", () => {
  for (const store of ["sqlite", "postgres"]) {
    it(`of ${store} are numbered without a gap`, () => {
      assert.ok(migrationsIn(new URL(`./${store}/migrations/`, import.meta.url)).newest > 0);
    });
  }

  it("are those after a version, the oldest first", () => {
    using folder = folderOf(["0002-b.sql", "0001-a.sql", "0003-c.sql"]);
    const migrations = migrationsIn(folder.url);
    assert.equal(migrations.newest, 3);
    assert.deepEqual(migrations.after(1), ["-- 0002-b.sql", "-- 0003-c.sql"]);
    assert.deepEqual(migrations.after(3), []);
  });

  for (const [what, files] of Object.entries({
    "a gap": ["0001-a.sql", "0003-c.sql"],
    "a number twice": ["0001-a.sql", "0001-b.sql"],
    "no first": ["0002-a.sql"],
    "a number of another length": ["01-a.sql"],
    "another kind of file": ["0001-a.sql", "0002-b.txt"],
  })) {
    it(`with ${what} are refused`, () => {
      using folder = folderOf(files);
      assert.throws(() => migrationsIn(folder.url), /numbered 0001-name\.sql/);
    });
  }

  it("tell what to do about data of another version", () => {
    using folder = folderOf(["0001-a.sql", "0002-b.sql"]);
    const migrations = migrationsIn(folder.url);
    refuseOtherVersion(2, migrations);
    assert.throws(() => refuseOtherVersion(1, migrations), /older schema \(1, this program's is 2\); start the server/);
    assert.throws(() => refuseOtherVersion(3, migrations), /newer Latchstring \(schema 3, this program knows 2\)/);
  });
});
