/** What changed since somebody read it, of the locks that they have. */
import type { Queries } from "../../database/postgres/migrate.ts";
import { type ChangedTextRow, changedTextsOf } from "../changed-texts.ts";
import type { Holder, LedgerReads, StreamEnd } from "../ledger.ts";

const STREAMS = `SELECT lock_id AS "lockId", version FROM locks`;
const PAGE = "lock_id > $1 ORDER BY lock_id LIMIT $2";
const OF_ORGANIZATION = `${STREAMS} WHERE org_id = $3 AND ${PAGE}`;
const OF_OWNER = `${STREAMS} WHERE owner_id = $3 AND ${PAGE}`;
const OF_ANYBODY = `${STREAMS} WHERE ${PAGE}`;
const KEYS_SINCE = `SELECT DISTINCT substr(e.data, strpos(e.data, '"tempKeyUuid":"') + 15, 36) AS uuid
  FROM unnest($1::bigint[], $2::bigint[]) AS s (lock_id, version)
  JOIN events e ON e.lock_id = s.lock_id AND e.version > s.version
  WHERE starts_with(e.type, 'TempKey')`;
/** What committed since the oldest transaction that was still open then; some of it was told already. */
const TEXTS_SINCE = `SELECT n.cursor, c.kind, c.id
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS cursor) n
  LEFT JOIN changed_texts c ON c.xid >= $1::text::xid8`;

/** Of any process's commits. */
export function createChangeReads(db: Queries): Pick<LedgerReads, "streamsOf" | "keysSince" | "changedTexts"> {
  function streamsOf(holder: Holder, page: readonly number[]) {
    switch (holder.kind) {
      case "organization":
        return db.query<StreamEnd>(OF_ORGANIZATION, [...page, holder.orgId]);
      case "owner":
        return db.query<StreamEnd>(OF_OWNER, [...page, holder.userId]);
      case "anybody":
        return db.query<StreamEnd>(OF_ANYBODY, [...page]);
      default:
        return holder satisfies never;
    }
  }

  return {
    async streamsOf(holder, { after, limit }) {
      return (await streamsOf(holder, [after, limit])).rows;
    },
    async keysSince(ends) {
      const values = [ends.map(({ lockId }) => lockId), ends.map(({ version }) => version)];
      return (await db.query<{ readonly uuid: string }>(KEYS_SINCE, values)).rows.map(({ uuid }) => uuid);
    },
    async changedTexts(after) {
      const { rows } = await db.query<ChangedTextRow & { readonly cursor: string }>(TEXTS_SINCE, [after ?? null]);
      return changedTextsOf(rows, rows[0]!.cursor);
    },
  };
}
