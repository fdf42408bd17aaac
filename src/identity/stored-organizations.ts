/** What belongs to organisations, in any store. */
import { type Sql, statement } from "../database/sql.ts";
import type { Organizations, OrganizationSettings } from "./organizations.ts";
import type { RecentActors } from "./recent-actors.ts";
import { createInvitations } from "./stored-invitations.ts";
import { createMembers, ONE_AT_A_TIME } from "./stored-members.ts";
import { createOrganizationKeys } from "./stored-organization-keys.ts";
import { createSites } from "./stored-sites.ts";
import { createUsedKeys } from "./used-keys.ts";

type SettingsRow = Omit<OrganizationSettings, "idleHours"> & { readonly short: number };

const SELECT = `SELECT org_id AS "orgId", name, created_at AS "createdAt", short_sessions AS short FROM organizations`;
const PAGE = `${SELECT} WHERE org_id > $1 ORDER BY org_id LIMIT CAST($2 AS integer)`;
const COUNT = "SELECT count(*) AS total FROM organizations";
const PAGE_AT = `${SELECT} ORDER BY org_id LIMIT CAST($2 AS integer) OFFSET CAST($1 AS integer)`;
const CHANGE = `UPDATE organizations SET name = coalesce($2, name), short_sessions = coalesce($3, short_sessions)
  WHERE org_id = $1 RETURNING org_id`;

/**
 * @param sql is closed with it
 * @param recent the same that the store's directory has
 */
export function createOrganizations(sql: Sql, recent: RecentActors): Organizations {
  const usedKeys = createUsedKeys(sql);
  const isEmpty = `NOT EXISTS (SELECT 1 FROM locks WHERE ${sql.words.member("state", "orgId")} = $1)
    AND NOT EXISTS (SELECT 1 FROM hubs WHERE org_id = $1 AND removed_at IS NULL)`;
  /** From here on the organisation is ended; each statement after it does something only then. */
  const MARK = `INSERT INTO ended_organizations (org_id, ended_at)
    SELECT org_id, $2 FROM organizations WHERE org_id = $1 AND ${isEmpty} RETURNING org_id`;
  const IF_ENDED = "org_id IN (SELECT e.org_id FROM ended_organizations e WHERE e.org_id = $1)";
  /** What was to be told of it. A notice that waits finds no member any more, and is dropped. */
  const SCOPES = "SELECT 'org:' || e.org_id FROM ended_organizations e WHERE e.org_id = $1";
  const WEBHOOKS = `SELECT id FROM webhook_endpoints WHERE ${IF_ENDED}`;

  return {
    members: createMembers(sql, recent),
    invitations: createInvitations(sql, recent),
    keys: createOrganizationKeys(sql, recent, usedKeys),
    sites: createSites(sql, recent),
    async settings(orgId) {
      return (await sql.read<SettingsRow>(`${SELECT} WHERE org_id = $1`, orgId)).map(settingsOf)[0];
    },
    async change(orgId, { name, idleHours }) {
      const short = idleHours === undefined ? null : Number(idleHours === 12);
      const [changed] = await sql.write(statement(CHANGE, orgId, name ?? null, short));
      return changed!.length > 0;
    },
    async page({ after, limit }) {
      return (await sql.read<SettingsRow>(PAGE, after, limit)).map(settingsOf);
    },
    async pageAt({ offset, limit }) {
      const [counted] = await sql.read<{ readonly total: number }>(COUNT);
      const page = await sql.read<SettingsRow>(PAGE_AT, offset, limit);
      return { total: Number(counted!.total), page: page.map(settingsOf) };
    },
    async end(orgId, now) {
      const kindIsBrand = `kind = 'brand' AND of IN (SELECT e.org_id FROM ended_organizations e WHERE e.org_id = $1)`;
      const [there, ended] = await sql.write(
        statement(ONE_AT_A_TIME, orgId),
        statement(MARK, orgId, now),
        statement(`DELETE FROM api_keys WHERE ${IF_ENDED}`, orgId),
        statement(`DELETE FROM presentations WHERE ${kindIsBrand}`, orgId),
        statement(`DELETE FROM pictures WHERE ${kindIsBrand}`, orgId),
        ...["notice_choices", "notice_marks", "notice_events"].map((table) =>
          statement(`DELETE FROM ${table} WHERE scope IN (${SCOPES})`, orgId),
        ),
        // Long logs are forgotten in slices, as those of webhooks that are removed.
        statement(
          `DELETE FROM webhook_deliveries WHERE id IN
             (SELECT id FROM webhook_deliveries WHERE endpoint_id IN (${WEBHOOKS}) LIMIT 500)`,
          orgId,
        ),
        statement(`DELETE FROM webhook_lanes WHERE endpoint_id IN (${WEBHOOKS})`, orgId),
        statement(`DELETE FROM webhook_endpoints WHERE ${IF_ENDED}`, orgId),
        statement(`DELETE FROM organizations WHERE ${IF_ENDED}`, orgId),
      );
      recent.invalidate();
      if (there!.length === 0) return "unknown";
      return ended!.length > 0 ? "ended" : "not-empty";
    },
    async close() {
      await usedKeys.close();
      await sql.close();
    },
  };
}

function settingsOf({ orgId, name, createdAt, short }: SettingsRow): OrganizationSettings {
  return { orgId, name, createdAt, idleHours: short === 1 ? 12 : null };
}
