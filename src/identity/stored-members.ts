/** Members of organisations in any store. */
import { type Sql, statement } from "../database/sql.ts";
import { recordedAs, type Role } from "../domain/actor.ts";
import { MAX_MEMBERS, type ActingMember, type Member, type MemberAnswer, type Members } from "./members.ts";
import type { RecentActors } from "./recent-actors.ts";

interface ActingRow {
  readonly role: Role;
  /** 1 or 0. */
  readonly paused: number;
}

type MemberRow = ActingRow & Pick<Member, "userId" | "email" | "name" | "since">;
type MembershipRow = ActingRow & { readonly orgId: string; readonly name: string | null; readonly since: number };

/** Whoever changes who is in an organisation waits here for whoever else does. */
export const ONE_AT_A_TIME = "UPDATE organizations SET org_id = org_id WHERE org_id = $1 RETURNING org_id";

const ACTING = "SELECT role, paused FROM members WHERE org_id = $1 AND user_id = $2";
const LIST = `SELECT m.user_id AS "userId", u.email, u.name, m.role, m.paused, m.since
  FROM members m LEFT JOIN users u ON u.id = m.user_id
  WHERE m.org_id = $1 ORDER BY m.since, m.user_id LIMIT ${MAX_MEMBERS}`;
const OF_USER = `SELECT m.org_id AS "orgId", o.name, m.role, m.paused, m.since
  FROM members m JOIN organizations o ON o.org_id = m.org_id
  WHERE m.user_id = $1 ORDER BY m.org_id`;
const IS_LAST_OWNER = `role = 'owner' AND paused = 0 AND NOT EXISTS (SELECT 1 FROM members o
  WHERE o.org_id = $1 AND o.user_id <> $2 AND o.role = 'owner' AND o.paused = 0)`;
const REMOVE = `DELETE FROM members WHERE org_id = $1 AND user_id = $2 AND NOT (${IS_LAST_OWNER}) RETURNING user_id`;
const CHANGE = `UPDATE members SET role = coalesce($3, role), paused = coalesce($4, paused)
  WHERE org_id = $1 AND user_id = $2
    AND (NOT (${IS_LAST_OWNER}) OR (coalesce($3, role) = 'owner' AND coalesce($4, paused) = 0)) RETURNING user_id`;
/** Who invites nobody any more keeps no way back in: the link of an invitation that they made may be in their own hands. */
const DROP_INVITATIONS = `DELETE FROM invitations WHERE org_id = $1 AND invited_by = $3 AND NOT EXISTS (
  SELECT 1 FROM members m WHERE m.org_id = $1 AND m.user_id = $2 AND m.role = 'owner' AND m.paused = 0)`;
const PUT = `INSERT INTO members (org_id, user_id, role, paused, since)
  SELECT org_id, $2, $3, 0, $4 FROM organizations
  WHERE org_id = $1 AND (SELECT count(*) FROM members m WHERE m.org_id = $1 AND m.user_id <> $2) < ${MAX_MEMBERS}
  ON CONFLICT (org_id, user_id) DO NOTHING RETURNING user_id`;

/** @param recent is told of every change that says who may act */
export function createMembers(sql: Sql, recent: RecentActors): Members {
  const acting = recent.part<ActingMember>();

  async function one(orgId: string, userId: string): Promise<ActingRow | undefined> {
    return (await sql.read<ActingRow>(ACTING, orgId, userId))[0];
  }

  async function change(orgId: string, userId: string, text: string, ...more: (string | number | null)[]) {
    const [there, changed] = await sql.write(
      statement(ONE_AT_A_TIME, orgId),
      statement(text, orgId, userId, ...more),
      statement(DROP_INVITATIONS, orgId, userId, recordedAs({ kind: "user", userId })),
    );
    recent.invalidate();
    if (changed!.length > 0) return "done";
    return there!.length > 0 && (await one(orgId, userId)) ? "last-owner" : "unknown";
  }

  const members: Members = {
    roleOf: async (orgId, userId, now) =>
      acting(JSON.stringify([orgId, userId]), now, async () => {
        const row = await one(orgId, userId);
        return row && { value: actingOf(row), endsAt: null };
      }),
    async list(orgId) {
      return (await sql.read<MemberRow>(LIST, orgId)).map((row) => Object.assign(row, actingOf(row)));
    },
    async of(userId) {
      return (await sql.read<MembershipRow>(OF_USER, userId)).map((row) => Object.assign(row, actingOf(row)));
    },
    async put(orgId, userId, role, now): Promise<MemberAnswer> {
      const put = statement(PUT, orgId, userId, role, now);
      const [there, added] = await sql.write(statement(ONE_AT_A_TIME, orgId), put);
      recent.invalidate();
      if (there!.length === 0) return "unknown";
      if (added!.length > 0) return "done";
      const changed = await members.change(orgId, userId, { role, paused: false });
      return changed === "unknown" ? "full" : changed;
    },
    change: (orgId, userId, { role = null, paused }) =>
      change(orgId, userId, CHANGE, role, paused === undefined ? null : Number(paused)),
    remove: (orgId, userId) => change(orgId, userId, REMOVE),
  };
  return members;
}

function actingOf({ role, paused }: ActingRow): ActingMember {
  return { role, paused: paused === 1 };
}
