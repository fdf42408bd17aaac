import assert from "node:assert/strict";
import { describe, it } from "node:test";
import Database from "better-sqlite3";
import { prepareRows } from "./rows-at-once.ts";

function harness() {
  const db = new Database(":memory:");
  db.exec("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, length INTEGER NOT NULL) STRICT");
  const insert = prepareRows(db, 2, (rows) => `INSERT OR FAIL INTO words (word, length) VALUES ${rows}`);
  const all = db.prepare<[], string>("SELECT id || word || length FROM words ORDER BY id").pluck();
  return { db, insert, all: () => all.all() };
}

describe("rows that are written at once", () => {
  for (const count of [0, 1, 2, 3, 7, 8, 9, 30]) {
    it(`are ${count}, each with the next id`, () => {
      const { insert, all } = harness();
      const words = Array.from({ length: count }, (_, i) => "a".repeat(i));
      assert.equal(insert(words.flatMap((word) => [word, word.length])), count);
      assert.deepEqual(
        all(),
        words.map((word, i) => `${i + 1}${word}${word.length}`),
      );
    });
  }

  it("are changed by what is given for each", () => {
    const { db, insert, all } = harness();
    insert(["a", 1, "b", 1, "c", 1]);
    const update = prepareRows(
      db,
      2,
      (rows) => `UPDATE OR FAIL words SET length = column1 FROM (VALUES ${rows}) WHERE word = column2`,
    );
    update([2, "a", 3, "c", 4, "d"]);
    assert.deepEqual(all(), ["1a2", "2b1", "3c3"]);
  });

  it("fail as one by one", () => {
    const { insert } = harness();
    assert.throws(() => insert(["a", 1, "b", 1, "a", 1]), { code: "SQLITE_CONSTRAINT_UNIQUE" });
    assert.throws(() => insert(["c", 1, "d", "x"]), { code: /SQLITE_CONSTRAINT/ });
  });
});
