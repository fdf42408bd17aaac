/** Hubs in any store, beside the record. Each write counts one up, so that other processes notice it with one small read. */
import { type Sql, SqlConflictError, statement } from "../../database/sql.ts";
import { createLeases } from "../../leases/stored-leases.ts";
import type { Binding, HubScope, HubStore, StoredHub } from "./hub.ts";

interface HubSqlRow {
  readonly hub_id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly org_id: string | null;
  readonly owner_id: string | null;
  readonly settings: string;
  readonly secret_names: string;
  readonly ciphertext: Buffer | null;
  readonly revision: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly removed_at: number | null;
}

/** First in every write: whoever is second waits here, and then counts what the first has made. */
const COUNT = statement("UPDATE hub_changes SET revision = revision + 1");
const REVISION = "SELECT revision FROM hub_changes";
const HUB = "SELECT * FROM hubs WHERE hub_id = $1";
const REVISIONS = "SELECT hub_id, revision FROM hubs";
const BINDINGS = `SELECT hub_id AS "hubId", address, lock_id AS "lockId" FROM device_bindings`;
const CREATE = `INSERT INTO hubs
    (hub_id, kind, name, org_id, owner_id, settings, secret_names, ciphertext, revision, created_at, updated_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, revision, $9, $9 FROM hub_changes
  WHERE (SELECT count(*) FROM hubs WHERE org_id IS NOT DISTINCT FROM $4 AND owner_id IS NOT DISTINCT FROM $5) < $10
  RETURNING *`;
const CHANGE = `UPDATE hubs SET name = $3, settings = $4, secret_names = $5, ciphertext = $6, updated_at = $7,
    revision = (SELECT revision FROM hub_changes)
  WHERE hub_id = $1 AND revision = $2 AND removed_at IS NULL RETURNING *`;
const UNBOUND = "NOT EXISTS (SELECT 1 FROM device_bindings WHERE hub_id = $1)";
const REMOVE = `UPDATE hubs SET removed_at = $2, revision = (SELECT revision FROM hub_changes)
  WHERE hub_id = $1 AND removed_at IS NULL AND ${UNBOUND} RETURNING hub_id`;
/** Of one without a state no device knows. */
const FORGET_STATELESS = `DELETE FROM hubs WHERE hub_id = $1 AND removed_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM hub_states WHERE hub_id = $1)`;
const REMOVED = `SELECT hub_id AS "hubId" FROM hubs WHERE removed_at IS NOT NULL`;
const FORGET = "DELETE FROM hubs WHERE hub_id = $1 AND removed_at IS NOT NULL";
const FORGET_STATE = "DELETE FROM hub_states WHERE hub_id = $1 AND NOT EXISTS (SELECT 1 FROM hubs WHERE hub_id = $1)";

const STATE = "SELECT ciphertext FROM hub_states WHERE hub_id = $1";
/** After the lease was renewed, which makes whoever wants the lease wait. */
const KEEP_STATE = `INSERT INTO hub_states (hub_id, ciphertext)
  SELECT hub_id, $3 FROM hubs
  WHERE hub_id = $1 AND EXISTS (SELECT 1 FROM hub_leases WHERE hub_id = $1 AND holder = $2)
  ON CONFLICT (hub_id) DO UPDATE SET ciphertext = excluded.ciphertext RETURNING hub_id`;

/** @param sql is closed with it */
export function createHubStore(sql: Sql): HubStore {
  const leases = createLeases(sql, { table: "hub_leases", name: "hub_id" });
  return {
    ...leases,
    async create(hub, most) {
      const { hubId, kind, name, orgId, ownerId, settings, secretNames, ciphertext, createdAt } = hub;
      const texts = [JSON.stringify(settings), JSON.stringify(secretNames)];
      const insert = statement(CREATE, hubId, kind, name, orgId, ownerId, ...texts, ciphertext, createdAt, most);
      try {
        const [, made] = await sql.write(COUNT, insert);
        return made?.[0] ? hubOf(made[0] as HubSqlRow) : "too-many";
      } catch (error) {
        if (error instanceof SqlConflictError) return "taken";
        throw error;
      }
    },
    async hub(hubId) {
      const [row] = await sql.read<HubSqlRow>(HUB, hubId);
      return row && hubOf(row);
    },
    async hubs(scope, { limit, after = "" }) {
      const { where, value } = whereOf(scope);
      const text = `SELECT * FROM hubs WHERE hub_id > $1 AND removed_at IS NULL AND ${where} ORDER BY hub_id LIMIT $2`;
      return (await sql.read<HubSqlRow>(text, after, limit, ...value)).map(hubOf);
    },
    async revisions() {
      const rows = await sql.read<Pick<HubSqlRow, "hub_id" | "revision">>(REVISIONS);
      return new Map(rows.map((row) => [row.hub_id, row.revision]));
    },
    bindings: () => sql.read<Binding>(BINDINGS),
    async change(hubId, revision, { name, settings, secretNames, ciphertext }, now) {
      const texts = [JSON.stringify(settings), JSON.stringify(secretNames)];
      const [, changed] = await sql.write(COUNT, statement(CHANGE, hubId, revision, name, ...texts, ciphertext, now));
      return changed?.[0] && hubOf(changed[0] as HubSqlRow);
    },
    async remove(hubId, now) {
      const [, removed] = await sql.write(COUNT, statement(REMOVE, hubId, now), statement(FORGET_STATELESS, hubId));
      return removed!.length > 0;
    },
    removed: async () => (await sql.read<{ readonly hubId: string }>(REMOVED)).map(({ hubId }) => hubId),
    async forget(hubId) {
      await sql.write(COUNT, statement(FORGET, hubId), statement(FORGET_STATE, hubId));
    },
    async state(hubId) {
      const [row] = await sql.read<{ readonly ciphertext: Buffer }>(STATE, hubId);
      return row?.ciphertext;
    },
    async keepState(hubId, holder, ciphertext) {
      const [, kept] = await sql.write(
        leases.renewing(hubId, holder),
        statement(KEEP_STATE, hubId, holder, ciphertext),
      );
      return kept!.length > 0;
    },
    async revision() {
      const [row] = await sql.read<{ readonly revision: number }>(REVISION);
      return row!.revision;
    },
    close: () => sql.close(),
  };
}

function whereOf(scope: HubScope): { readonly where: string; readonly value: readonly string[] } {
  if (scope === "all") return { where: "1 = 1", value: [] };
  if ("orgId" in scope) return { where: "org_id = $3", value: [scope.orgId] };
  return { where: "owner_id = $3", value: [scope.ownerId] };
}

function hubOf(row: HubSqlRow): StoredHub {
  return {
    hubId: row.hub_id,
    kind: row.kind,
    name: row.name,
    orgId: row.org_id,
    ownerId: row.owner_id,
    settings: JSON.parse(row.settings) as StoredHub["settings"],
    secretNames: JSON.parse(row.secret_names) as readonly string[],
    ciphertext: row.ciphertext,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.removed_at !== null && { removedAt: row.removed_at }),
  };
}
