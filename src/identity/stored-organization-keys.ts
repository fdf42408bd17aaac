/** API keys of organisations in any store. */
import { type Sql, statement } from "../database/sql.ts";
import { type Scope, SCOPES } from "../domain/actor.ts";
import type { UsedKeys } from "./used-keys.ts";
import {
  type KeyHolder,
  type KeyLimits,
  MAX_KEYS,
  type NewOrganizationKey,
  type OrganizationKey,
  type OrganizationKeys,
} from "./organization-keys.ts";
import type { RecentActors } from "./recent-actors.ts";
import { ONE_AT_A_TIME } from "./stored-members.ts";

interface HolderRow {
  readonly orgId: string;
  /** 1 or 0. */
  readonly super: number;
  readonly keyId: string;
  readonly scopes: string;
  readonly limits: string | null;
  readonly expiresAt: number | null;
}

type KeyRow = Omit<OrganizationKey, "scopes" | "limits"> & Pick<HolderRow, "scopes" | "limits">;

const HOLDER = `SELECT k.org_id AS "orgId", CASE WHEN o.super THEN 1 ELSE 0 END AS super, k.id AS "keyId",
    k.scopes, k.limits, k.expires_at AS "expiresAt"
  FROM api_keys k JOIN organizations o ON o.org_id = k.org_id
  WHERE k.hash = $1 AND (k.expires_at IS NULL OR k.expires_at > $2)`;
const COLUMNS = `k.id AS "keyId", k.org_id AS "orgId", k.name, k.hint, k.scopes, k.limits, k.created_by AS "createdBy",
    k.created_at AS "createdAt", k.expires_at AS "expiresAt", k.used_on AS "usedOn"`;
const LIST = `SELECT ${COLUMNS} FROM api_keys k WHERE k.org_id = $1 ORDER BY k.created_at DESC, k.id DESC`;
const FIND = `SELECT ${COLUMNS} FROM api_keys k WHERE k.org_id = $1 AND k.id = $2`;
const ADD = `INSERT INTO api_keys (hash, org_id, hint, created_at, expires_at, id, name, scopes, limits, created_by)
  SELECT $2, org_id, $3, $4, $5, $6, $7, $8, $9, $10 FROM organizations
  WHERE org_id = $1 AND (SELECT count(*) FROM api_keys k WHERE k.org_id = $1) < ${MAX_KEYS} RETURNING id`;
const GOOD = "SELECT id FROM api_keys WHERE org_id = $1 AND (expires_at IS NULL OR expires_at > $2)";
/** Those that ended a month ago are nothing that anybody looks for. */
const DROP_ENDED = "DELETE FROM api_keys WHERE org_id = $1 AND expires_at <= $2";
const SHOWN_AFTER_MS = 30 * 86_400_000;
/** A key may be rotated while there are as many as may be made; not without end. */
const MAX_WITH_ROTATED = 2 * MAX_KEYS;
const ROTATE = `INSERT INTO api_keys (hash, org_id, hint, created_at, expires_at, id, name, scopes, limits, created_by)
  SELECT $3, org_id, $4, $5, expires_at, $6, name, scopes, limits, $7 FROM api_keys
  WHERE org_id = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > $5)
    AND (SELECT count(*) FROM api_keys k WHERE k.org_id = $1) < ${MAX_WITH_ROTATED} RETURNING id`;
const END = `UPDATE api_keys SET expires_at = $3
  WHERE org_id = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > $3)`;
const REVOKE = "DELETE FROM api_keys WHERE org_id = $1 AND id = $2 RETURNING id";

/** @param recent is told of every change that says who may act */
export function createOrganizationKeys(sql: Sql, recent: RecentActors, usedKeys: UsedKeys): OrganizationKeys {
  const holders = recent.part<KeyHolder>();
  const LOCKS_OF_SITES = `SELECT lock_id AS "lockId" FROM site_locks WHERE site_id IN ${sql.words.elements("$1")}`;

  async function reachOf(limits: string | null): Promise<readonly number[] | undefined> {
    const limitedTo = limitsOf(limits);
    if (!limitedTo) return undefined;
    const { lockIds, siteIds } = limitedTo;
    if (siteIds.length === 0) return lockIds;
    const ofSites = await sql.read<{ readonly lockId: number }>(LOCKS_OF_SITES, JSON.stringify(siteIds));
    return [...lockIds, ...ofSites.map(({ lockId }) => lockId)];
  }

  const find = async (orgId: string, keyId: string) => (await sql.read<KeyRow>(FIND, orgId, keyId)).map(keyOf)[0];

  return {
    holder: (hash, now) =>
      holders(hash, now, async () => {
        const [row] = await sql.read<HolderRow>(HOLDER, bytesOf(hash), now);
        if (!row) return undefined;
        const { orgId, keyId, scopes, limits, expiresAt: endsAt } = row;
        const reach = await reachOf(limits);
        return { value: { orgId, super: row.super === 1, keyId, scopes: scopesOf(scopes), limits: reach }, endsAt };
      }),
    used: usedKeys.used,
    async add(key: NewOrganizationKey, onlyIfNone = false) {
      const { hash, orgId, hint, now, expiresAt, keyId, name, scopes, limits, createdBy } = key;
      const kept = limits && JSON.stringify(limits);
      const values = [bytesOf(hash), hint, now, expiresAt, keyId, name, scopes.join(" "), kept, createdBy] as const;
      const text = onlyIfNone
        ? ADD.replace(" RETURNING", ` AND NOT EXISTS (${GOOD.replace("$2", "$4")}) RETURNING`)
        : ADD;
      const [there, , added] = await sql.write(
        statement(ONE_AT_A_TIME, orgId),
        statement(DROP_ENDED, orgId, now - SHOWN_AFTER_MS),
        statement(text, orgId, ...values),
      );
      recent.invalidate();
      if (there!.length === 0) return "unknown";
      if (added!.length > 0) return "done";
      return onlyIfNone && (await sql.read(GOOD, orgId, now)).length > 0 ? "taken" : "full";
    },
    list: async (orgId) => (await sql.read<KeyRow>(LIST, orgId)).map(keyOf),
    find,
    async rotate(orgId, keyId, { hash, hint, now, keyId: nextId, createdBy }, endOfOther) {
      const [, added] = await sql.write(
        statement(ONE_AT_A_TIME, orgId),
        statement(ROTATE, orgId, keyId, bytesOf(hash), hint, now, nextId, createdBy),
        statement(END, orgId, keyId, endOfOther),
      );
      recent.invalidate();
      return added!.length > 0 ? find(orgId, nextId) : undefined;
    },
    async revoke(orgId, keyId) {
      const [revoked] = await sql.write(statement(REVOKE, orgId, keyId));
      recent.invalidate();
      return revoked!.length > 0;
    },
  };
}

/** A key's hash as the store has it. */
function bytesOf(hash: string): Buffer {
  return Buffer.from(hash, "base64url");
}

function keyOf({ scopes, limits, ...row }: KeyRow): OrganizationKey {
  return { ...row, scopes: scopesOf(scopes), limits: limitsOf(limits) };
}

/** One that is not known here is not one that anything is allowed by. */
function scopesOf(text: string): readonly Scope[] {
  const kept = text.split(" ");
  return SCOPES.filter((scope) => kept.includes(scope));
}

function limitsOf(text: string | null): KeyLimits | null {
  return text === null ? null : (JSON.parse(text) as KeyLimits);
}
