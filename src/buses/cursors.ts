/** Up to which number of an organisation's feed its events went out by a hub, and which process publishes them; in any store. */
import { type Sql, statement } from "../database/sql.ts";
import type { Leases } from "../leases/lease.ts";
import { createLeases } from "../leases/stored-leases.ts";

/** The port of buses' cursors. Everything throws StoreUnavailableError when the store does not answer. */
export interface BusCursors extends Leases {
  /** Undefined where nothing was ever kept. */
  cursor(hubId: string, orgId: string): Promise<number | undefined>;
  /** It never goes back. */
  keep(hubId: string, orgId: string, n: number): Promise<void>;
  /** Of which hubs and organisations there is one. */
  all(): Promise<readonly { readonly hubId: string; readonly orgId: string }[]>;
  /** A hub that is switched on again begins with now. */
  forget(hubId: string, orgId: string): Promise<void>;
  close(): Promise<void>;
}

const CURSOR = "SELECT n FROM bus_cursors WHERE hub_id = $1 AND org_id = $2";
const ALL = `SELECT hub_id AS "hubId", org_id AS "orgId" FROM bus_cursors`;
const FORGET = "DELETE FROM bus_cursors WHERE hub_id = $1 AND org_id = $2";
const KEEP = `INSERT INTO bus_cursors (hub_id, org_id, n) VALUES ($1, $2, $3)
  ON CONFLICT (hub_id, org_id) DO UPDATE SET n = excluded.n WHERE bus_cursors.n < excluded.n`;

/** @param sql is closed with it */
export function createBusCursors(sql: Sql): BusCursors {
  return {
    ...createLeases(sql, { table: "feed_leases", name: "name" }),
    async cursor(hubId, orgId) {
      const [row] = await sql.read<{ readonly n: number }>(CURSOR, hubId, orgId);
      return row?.n;
    },
    keep: async (hubId, orgId, n) => void (await sql.write(statement(KEEP, hubId, orgId, n))),
    all: () => sql.read(ALL),
    forget: async (hubId, orgId) => void (await sql.write(statement(FORGET, hubId, orgId))),
    close: () => sql.close(),
  };
}
