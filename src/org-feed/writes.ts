/** What the reader of the feed writes of organisations' feeds; each statement is of all rows at once. */
import { type Statement, statement, type Words } from "../database/sql.ts";
import type { Numbering } from "./numbering.ts";

type Columns = Readonly<Record<string, "number" | "text">>;

const ROW: Columns = {
  org_id: "text",
  n: "number",
  lock_id: "number",
  version: "number",
  position: "number",
  type: "text",
};
const LOCK: Columns = { lock_id: "number", org_id: "text", version: "number" };
const SEEN: Columns = { org_id: "text", lock_id: "number" };
const TURN: Columns = { org_id: "text", turn: "number" };

/** The statements that write what a batch comes to. */
export function writesOf(words: Words, { rows, locks }: Numbering, turn: number): Statement[] {
  const insert = (table: string, columns: Columns, of: readonly object[], conflict = ""): Statement[] => {
    if (of.length === 0) return [];
    const names = Object.keys(columns);
    // Without a condition SQLite would take what comes after for a join's.
    const text = `INSERT INTO ${table} (${names.join(", ")}) SELECT ${names.map((name) => `r.${name}`).join(", ")}
      FROM ${words.records("$1", columns)} r WHERE 1 = 1 ${conflict}`;
    return [statement(text, JSON.stringify(of))];
  };
  const told = rows.map(({ orgId: org_id, lockId: lock_id, ...rest }) => Object.assign(rest, { org_id, lock_id }));
  const owned = Array.from(locks, ([lock_id, { orgId, version }]) => ({ lock_id, org_id: orgId, version }));
  const seen = new Map(told.map(({ org_id, lock_id }) => [`${lock_id} ${org_id}`, { org_id, lock_id }]));
  const turns = Array.from(new Set(told.map(({ org_id }) => org_id)), (org_id) => ({ org_id, turn }));
  const newer = "ON CONFLICT (lock_id) DO UPDATE SET org_id = excluded.org_id, version = excluded.version";
  return [
    ...insert("org_feed", ROW, told),
    ...insert("org_feed_locks", LOCK, owned, newer),
    ...insert("org_feed_seen", SEEN, [...seen.values()], "ON CONFLICT (org_id, lock_id) DO NOTHING"),
    ...insert("org_feed_turns", TURN, turns, "ON CONFLICT (org_id) DO UPDATE SET turn = excluded.turn"),
  ];
}
