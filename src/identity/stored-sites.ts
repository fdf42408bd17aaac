/** Sites in any store. A lock that comes to a site or leaves it changes what some API keys may do. */
import { type Sql, SqlConflictError, statement } from "../database/sql.ts";
import type { RecentActors } from "./recent-actors.ts";
import { ONE_AT_A_TIME } from "./stored-members.ts";
import { MAX_SITES, type Site, type SiteTexts, type Sites } from "./sites.ts";

const SELECT = `SELECT id AS "siteId", name, address, time_zone AS "timeZone", directions, check_in AS "checkIn",
  check_out AS "checkOut", created_at AS "createdAt" FROM sites WHERE org_id = $1`;
const LIST = `${SELECT} ORDER BY name, id LIMIT ${MAX_SITES}`;
const ADD = `INSERT INTO sites (id, org_id, name, address, time_zone, directions, check_in, check_out, created_at)
  SELECT $2, org_id, $3, $4, $5, $6, $7, $8, $9 FROM organizations
  WHERE org_id = $1 AND (SELECT count(*) FROM sites s WHERE s.org_id = $1) < ${MAX_SITES}
  ON CONFLICT (id) DO NOTHING`;
const ADDED = "SELECT id FROM sites WHERE org_id = $1 AND id = $2";
const CHANGE = `UPDATE sites SET name = $3, address = $4, time_zone = $5, directions = $6, check_in = $7,
  check_out = $8
  WHERE org_id = $1 AND id = $2 RETURNING id`;
const REMOVE = "DELETE FROM sites WHERE org_id = $1 AND id = $2 RETURNING id";
const PUT = `INSERT INTO site_locks (lock_id, site_id) SELECT $3, id FROM sites WHERE org_id = $1 AND id = $2
  ON CONFLICT (lock_id) DO UPDATE SET site_id = excluded.site_id RETURNING site_id`;
const TAKE = "DELETE FROM site_locks WHERE lock_id = $2 AND site_id IN (SELECT id FROM sites WHERE org_id = $1)";
const LOCKS = `SELECT l.lock_id AS "lockId" FROM site_locks l JOIN sites s ON s.id = l.site_id
  WHERE s.org_id = $1 AND s.id = $2 ORDER BY l.lock_id`;

/** In the order of the statements above. */
const valuesOf = ({ name, address, timeZone, directions, checkIn, checkOut }: SiteTexts) =>
  [name, address, timeZone, directions, checkIn, checkOut] as const;

/** @param recent is told of every change that says who may act */
export function createSites(sql: Sql, recent: RecentActors): Sites {
  const OF_LOCKS = `SELECT l.lock_id AS "lockId", l.site_id AS "siteId"
    FROM site_locks l JOIN sites s ON s.id = l.site_id
    WHERE s.org_id = $1 AND CAST(l.lock_id AS text) IN ${sql.words.elements("$2")}`;

  return {
    list: (orgId) => sql.read<Site>(LIST, orgId),
    find: async (orgId, siteId) => (await sql.read<Site>(`${SELECT} AND id = $2`, orgId, siteId))[0],
    async add(orgId, { siteId, ...texts }, now) {
      const [there, , added] = await sql.write(
        statement(ONE_AT_A_TIME, orgId),
        statement(ADD, orgId, siteId, ...valuesOf(texts), now),
        statement(ADDED, orgId, siteId),
      );
      if (there!.length === 0) return "unknown";
      return added!.length > 0 ? "done" : "full";
    },
    async change(orgId, siteId, texts) {
      const change = statement(CHANGE, orgId, siteId, ...valuesOf(texts));
      return (await sql.write(change))[0]!.length > 0;
    },
    async remove(orgId, siteId) {
      const [removed] = await sql.write(statement(REMOVE, orgId, siteId));
      recent.invalidate();
      return removed!.length > 0;
    },
    async put(orgId, lockId, siteId) {
      const put = siteId === null ? statement(TAKE, orgId, lockId) : statement(PUT, orgId, siteId, lockId);
      try {
        const [done] = await sql.write(put);
        return siteId === null || done!.length > 0;
      } catch (error) {
        // The site was removed at the same time.
        if (error instanceof SqlConflictError) return false;
        throw error;
      } finally {
        recent.invalidate();
      }
    },
    async ofLocks(orgId, lockIds) {
      type Row = { readonly lockId: number; readonly siteId: string };
      const rows = await sql.read<Row>(OF_LOCKS, orgId, JSON.stringify(lockIds.map(String)));
      return new Map(rows.map(({ lockId, siteId }) => [lockId, siteId]));
    },
    async locks(orgId, siteId) {
      const rows = await sql.read<{ readonly lockId: number }>(LOCKS, orgId, siteId);
      return rows.map(({ lockId }) => lockId);
    },
  };
}
