/** What changed since somebody read it, of the locks that they have. */
import type Database from "better-sqlite3";
import { type ChangedTextRow, changedTextsOf } from "../changed-texts.ts";
import type { Holder, LedgerReads, StreamEnd } from "../ledger.ts";

interface EventSqlRow {
  readonly version: number;
  readonly previous: number | null;
  readonly key_uuid: string | null;
}

/** @param db never written by this connection */
export function createChangeReads(
  db: Database.Database,
): Pick<LedgerReads, "streamsOf" | "keysSince" | "changedTexts"> {
  const page = "lock_id > ? ORDER BY lock_id LIMIT ?";
  const columns = "SELECT lock_id AS lockId, version FROM locks";
  const ofOrganization = db.prepare<[string, number, number], StreamEnd>(`${columns} WHERE org_id = ? AND ${page}`);
  const ofOwner = db.prepare<[string, number, number], StreamEnd>(`${columns} WHERE owner_id = ? AND ${page}`);
  const ofAnybody = db.prepare<[number, number], StreamEnd>(`${columns} WHERE ${page}`);
  const lastEvent = db.prepare<[number], number>("SELECT last FROM locks WHERE lock_id = ?").pluck();
  const event = db.prepare<[number], EventSqlRow>(
    `SELECT version, previous, CASE WHEN substr(type, 1, 7) = 'TempKey'
       THEN substr(data, instr(data, '"tempKeyUuid":"') + 15, 36) END AS key_uuid
     FROM events WHERE position = ?`,
  );
  const newestText = db.prepare<[], number | null>("SELECT max(seq) FROM changed_texts").pluck();
  const textsSince = db.prepare<[number], ChangedTextRow & { readonly seq: number }>(
    "SELECT kind, id, seq FROM changed_texts WHERE seq > ? ORDER BY seq",
  );

  function streamsOf(holder: Holder, after: number, limit: number): StreamEnd[] {
    switch (holder.kind) {
      case "organization":
        return ofOrganization.all(holder.orgId, after, limit);
      case "owner":
        return ofOwner.all(holder.userId, after, limit);
      case "anybody":
        return ofAnybody.all(after, limit);
      default:
        return holder satisfies never;
    }
  }

  return {
    async streamsOf(holder, { after, limit }) {
      return streamsOf(holder, after, limit);
    },
    async keysSince(ends) {
      const found = new Set<string>();
      for (const { lockId, version } of ends) {
        let position = lastEvent.get(lockId) ?? null;
        while (position !== null) {
          const row = event.get(position);
          if (!row || row.version <= version) break;
          if (row.key_uuid !== null) found.add(row.key_uuid);
          position = row.previous;
        }
      }
      return [...found];
    },
    async changedTexts(after) {
      if (after === undefined) return changedTextsOf([], String(newestText.get() ?? 0));
      const rows = textsSince.all(Number(after));
      return changedTextsOf(rows, String(rows.at(-1)?.seq ?? after));
    },
  };
}
