/** The tables of signing in, in any store: better-auth works on them, and what it does not clear away is cleared here. */
import type { BetterAuthOptions } from "better-auth";
import { type Sql, statement } from "../database/sql.ts";
import { endLinksOf } from "./accounts/sent-links.ts";

/** A store, as signing in needs it. */
export interface SignInStore {
  readonly sql: Sql;
  /** What better-auth works on; closed with `sql`, or by whoever opened it. */
  readonly database: NonNullable<BetterAuthOptions["database"]>;
  /** What an error of `database` is thrown as. */
  storeErrorOf(error: unknown): unknown;
}

/** Whose a session is: a guest's is never a console's, nor the other way round. */
export type SessionKind = "guest" | "console";

const TIMES = { createdAt: "created_at", updatedAt: "updated_at" } as const;

/** What better-auth is told of the tables, and that its sessions are of this kind and last so long in milliseconds. */
export function authTables(kind: SessionKind, sessionMs: number) {
  return {
    user: { modelName: "users", fields: { ...TIMES, emailVerified: "email_verified" } },
    session: {
      modelName: "sessions",
      fields: {
        ...TIMES,
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
      },
      additionalFields: { kind: { type: "string", input: false, defaultValue: kind } },
      expiresIn: sessionMs / 1_000,
      disableSessionRefresh: true,
    },
    verification: { modelName: "verifications", fields: { ...TIMES, expiresAt: "expires_at" } },
    account: {
      modelName: "accounts",
      fields: {
        ...TIMES,
        userId: "user_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
      },
    },
  } as const;
}

/** What the store says of an error that the library had with it. */
export async function available<T>(tables: SignInStore, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw tables.storeErrorOf(error);
  }
}

/** A time as these tables have it: where it is text, that of a later one comes after it, so it always has milliseconds. */
export function timeText(at: number): string {
  return new Date(at).toISOString();
}

const FORGET_SESSIONS = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT 100)";
const FORGET_LINKS =
  "DELETE FROM verifications WHERE id IN (SELECT id FROM verifications WHERE expires_at < $1 LIMIT 100)";
const END_SESSIONS = "DELETE FROM sessions WHERE user_id = $1 RETURNING id";

/** Forget up to a hundred sessions that were over at that time, in milliseconds since the epoch. */
export async function forgetSessions(sql: Sql, now: number): Promise<void> {
  await sql.write(statement(FORGET_SESSIONS, timeText(now)));
}

/** Forget up to a hundred links that were over at that time, in milliseconds since the epoch. */
export async function forgetLinks(sql: Sql, now: number): Promise<void> {
  await sql.write(statement(FORGET_LINKS, timeText(now)));
}

/** End all sessions of a user, and the links that were not used. @returns how many sessions there were */
export async function endSessions(sql: Sql, userId: string): Promise<number> {
  const endLinks = `DELETE FROM verifications
    WHERE ${sql.words.member("value", "email")} = (SELECT email FROM users WHERE id = $1)`;
  const [, , sessions] = await sql.write(
    statement(endLinks, userId),
    endLinksOf(userId),
    statement(END_SESSIONS, userId),
  );
  return sessions!.length;
}
