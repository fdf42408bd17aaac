/** Invitations in any store. */
import { hash } from "node:crypto";
import { type Sql, SqlConflictError, statement } from "../database/sql.ts";
import {
  INVITATION_MS,
  MAX_INVITATIONS,
  MAX_MEMBERS,
  type Invitation,
  type Invitations,
  type Membership,
} from "./members.ts";
import type { RecentActors } from "./recent-actors.ts";
import { ONE_AT_A_TIME } from "./stored-members.ts";

type Flags = "byOperator" | "mailed";
/** Flags are 1 or 0. */
type InvitationRow = Omit<Invitation, Flags> & Readonly<Record<Flags, number>>;
type MembershipRow = Omit<Membership, "paused"> & { readonly paused: number };

const SELECT = `SELECT i.id, i.org_id AS "orgId", o.name AS "organizationName", i.email, i.role,
    i.invited_by AS "invitedBy", i.by_operator AS "byOperator", i.mailed,
    i.created_at AS "createdAt", i.expires_at AS "expiresAt"
  FROM invitations i JOIN organizations o ON o.org_id = i.org_id`;
const ADD = `INSERT INTO invitations
  (id, org_id, hash, email, role, invited_by, by_operator, mailed, created_at, expires_at)
  SELECT $2, org_id, $3, $4, $5, $6, $7, $8, $9, $10 FROM organizations
  WHERE org_id = $1 AND (SELECT count(*) FROM invitations i WHERE i.org_id = $1) < ${MAX_INVITATIONS} RETURNING id`;
/** Whoever is invited again has one invitation, the last. */
const REPLACE = "DELETE FROM invitations WHERE org_id = $1 AND email = $2";
/** Whoever is shown the secret now may be somebody else than the operator who vouched for the address. */
const RENEW = `UPDATE invitations SET hash = $3, mailed = $4, by_operator = by_operator * $4, expires_at = $5
  WHERE org_id = $1 AND id = $2 AND accepted_by IS NULL RETURNING id`;
const REVOKE = "DELETE FROM invitations WHERE org_id = $1 AND id = $2 RETURNING id";
/** The first who gets here has it, and everybody else waits until it is gone. */
const TAKE = `UPDATE invitations SET accepted_by = $2
  WHERE hash = $1 AND accepted_by IS NULL AND expires_at > $3 RETURNING org_id`;
const JOIN = `INSERT INTO members (org_id, user_id, role, paused, since)
  SELECT i.org_id, $2, i.role, 0, $3 FROM invitations i WHERE i.hash = $1 AND i.accepted_by = $2
    AND (SELECT count(*) FROM members m WHERE m.org_id = i.org_id AND m.user_id <> $2) < ${MAX_MEMBERS}
  ON CONFLICT (org_id, user_id) DO NOTHING`;
const JOINED = `SELECT m.org_id AS "orgId", o.name, m.role, m.paused, m.since
  FROM invitations i JOIN members m ON m.org_id = i.org_id AND m.user_id = $2
  JOIN organizations o ON o.org_id = m.org_id
  WHERE i.hash = $1 AND i.accepted_by = $2`;
const SPEND = "DELETE FROM invitations WHERE hash = $1 AND accepted_by = $2";

/** @param recent is told of every change that says who may act */
export function createInvitations(sql: Sql, recent: RecentActors): Invitations {
  const IS_MEMBER = `SELECT 1 FROM members m JOIN users u ON u.id = m.user_id
    WHERE m.org_id = $1 AND ${sql.words.caseless("u.email")} = ${sql.words.caseless("$2")}`;

  async function read(where: string, ...values: (string | number | Buffer)[]): Promise<readonly Invitation[]> {
    const rows = await sql.read<InvitationRow>(`${SELECT} WHERE ${where}`, ...values);
    return rows.map((row) => Object.assign(row, { byOperator: row.byOperator === 1, mailed: row.mailed === 1 }));
  }

  return {
    async invite({ id, orgId, secret, email, role, invitedBy, byOperator, mailed, now }) {
      if ((await sql.read(IS_MEMBER, orgId, email)).length > 0) return "member";
      const flags = [Number(byOperator), Number(mailed)] as const;
      const [there, , added] = await sql.write(
        statement(ONE_AT_A_TIME, orgId),
        statement(REPLACE, orgId, email),
        statement(ADD, orgId, id, hashOf(secret), email, role, invitedBy, ...flags, now, now + INVITATION_MS),
      );
      if (there!.length === 0) return "unknown";
      return added!.length > 0 ? "done" : "full";
    },
    list: (orgId) => read(`i.org_id = $1 ORDER BY i.created_at DESC, i.id DESC LIMIT ${MAX_INVITATIONS}`, orgId),
    find: async (orgId, id) => (await read("i.org_id = $1 AND i.id = $2", orgId, id))[0],
    async renew(orgId, id, { secret, mailed }, now) {
      const renew = statement(RENEW, orgId, id, hashOf(secret), Number(mailed), now + INVITATION_MS);
      return (await sql.write(renew))[0]!.length > 0;
    },
    revoke: async (orgId, id) => (await sql.write(statement(REVOKE, orgId, id)))[0]!.length > 0,
    ofSecret: async (secret, now) => (await read("i.hash = $1 AND i.expires_at > $2", hashOf(secret), now))[0],
    async accept(secret, userId, now) {
      const given = hashOf(secret);
      const [taken, , joined] = await sql
        .write(
          statement(TAKE, given, userId, now),
          statement(JOIN, given, userId, now),
          statement(JOINED, given, userId),
          statement(SPEND, given, userId),
        )
        .catch((error: unknown) => {
          if (error instanceof SqlConflictError) return [[], [], []];
          throw error;
        });
      recent.invalidate();
      if (taken!.length === 0) return undefined;
      const [row] = joined as readonly MembershipRow[];
      return row ? { ...row, paused: row.paused === 1 } : "full";
    },
  };
}

function hashOf(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}
