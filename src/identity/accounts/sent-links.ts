/** Links that are sent to an account's address: each is good once, for one thing, and not for long. Only a hash is kept. */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { type Sql, type Statement, statement } from "../../database/sql.ts";

/** What a link is for: one for something else opens nothing. A guest's links are elsewhere, and never one of these. */
export type LinkKind = "reset" | "sign-in" | "address";

/** How long a link is good, in milliseconds. */
export const LINK_TTL_MS: Readonly<Record<LinkKind, number>> = {
  reset: 30 * 60_000,
  "sign-in": 15 * 60_000,
  address: 30 * 60_000,
};

/** Whose link it is. */
export interface SentLink {
  readonly userId: string;
  /** The address that it was sent to. */
  readonly email: string;
}

/** Links that were sent. */
export interface SentLinks {
  /**
   * A secret for a link. An earlier one of this kind of the same account goes on; each is good once.
   *
   * @param of undefined where there is no such account: it is made all the same, takes as long, and is good for nothing
   */
  create(kind: LinkKind, of: SentLink | undefined): Promise<string>;
  /** Whose it is, for a page that asks before anything is done. */
  look(kind: LinkKind, secret: string): Promise<SentLink | undefined>;
  /** Use it. @returns undefined for what is unknown, of another kind, used or too old */
  spend(kind: LinkKind, secret: string): Promise<SentLink | undefined>;
  /** End all of an account that were not used. */
  endOf(userId: string): Promise<void>;
}

const ADD = "INSERT INTO sent_links (hash, kind, user_id, email, ends_at) VALUES ($1, $2, $3, $4, $5)";
const LOOK = `SELECT user_id AS "userId", email FROM sent_links WHERE hash = $1 AND kind = $2 AND ends_at > $3`;
const SPEND = `DELETE FROM sent_links WHERE hash = $1 AND kind = $2 RETURNING user_id AS "userId", email, ends_at AS "endsAt"`;
const FORGET = "DELETE FROM sent_links WHERE hash IN (SELECT hash FROM sent_links WHERE ends_at < $1 LIMIT 100)";

type Row = { readonly userId: string | null; readonly email: string | null; readonly endsAt: number };

/** Ends all links of an account that were sent and not used: its address or its password has changed. */
export function endLinksOf(userId: string): Statement {
  return statement("DELETE FROM sent_links WHERE user_id = $1", userId);
}

/** On either store. */
export function createSentLinks(sql: Sql, clock: Clock): SentLinks {
  return {
    async create(kind, of) {
      const secret = randomBytes(32).toString("base64url");
      const now = clock.now();
      await sql.write(
        statement(ADD, hashOf(secret), kind, of?.userId ?? null, of?.email ?? null, now + LINK_TTL_MS[kind]),
        statement(FORGET, now),
      );
      return secret;
    },
    async look(kind, secret) {
      const [row] = await sql.read<Row>(LOOK, hashOf(secret), kind, clock.now());
      return linkOf(row);
    },
    async spend(kind, secret) {
      const [gone] = await sql.write(statement(SPEND, hashOf(secret), kind));
      const [row] = gone as readonly Row[];
      return row && clock.now() < row.endsAt ? linkOf(row) : undefined;
    },
    async endOf(userId) {
      await sql.write(endLinksOf(userId));
    },
  };
}

function linkOf(row: Row | undefined): SentLink | undefined {
  return row && row.userId !== null && row.email !== null ? { userId: row.userId, email: row.email } : undefined;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
