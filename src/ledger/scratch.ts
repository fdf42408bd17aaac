/** Where `verify` keeps what it folded, whatever store it looks at. */
import Database from "better-sqlite3";
import type { RowKind, Scratch } from "./refold.ts";

/** A private temporary database: it spills from memory to the system's place for temporary files, and goes with us. */
export function openScratch(): { readonly texts: Scratch; close(): void } {
  const db = new Database("");
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("cache_size = -65536");
  db.exec("CREATE TABLE texts (kind TEXT, id TEXT, text TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID");
  db.exec("BEGIN");
  const get = db.prepare<[string, string], string>("SELECT text FROM texts WHERE kind = ? AND id = ?").pluck();
  const put = db.prepare("INSERT OR REPLACE INTO texts (kind, id, text) VALUES (?, ?, ?)");
  const take = db
    .prepare<[string, string], string>("DELETE FROM texts WHERE kind = ? AND id = ? RETURNING text")
    .pluck();
  const all = db.prepare<[], { kind: RowKind; id: string }>("SELECT kind, id FROM texts ORDER BY kind DESC");
  return {
    texts: {
      get: (kind, id) => get.get(kind, id),
      put: (kind, id, text) => void put.run(kind, id, text),
      take: (kind, id) => take.get(kind, id),
      all: () => all.iterate(),
    },
    close: () => db.close(),
  };
}
