/**
 * Tickets: what a browser carries to somewhere and brings back once, such as a passkey's challenge or the `state` of a
 * provider. They are signed and end by themselves, so nothing is written until one comes back.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { type Sql, SqlConflictError, type Statement, statement } from "../../database/sql.ts";

/** What a ticket is for: one for something else is none. */
export type TicketPurpose = "passkey-sign-in" | "passkey-registration" | "passkey-proof" | "provider" | "known-browser";

/** Tickets that were given out and came back. */
export interface Tickets {
  /** @param data what it is bound to, such as a user's id; whoever carries it can read it */
  issue(purpose: TicketPurpose, data: string, ttlMs: number): Promise<string>;
  /** What it is bound to; undefined for what is none of ours, for something else, or too old. Whether it was used is not looked at. */
  look(purpose: TicketPurpose, ticket: string): Promise<string | undefined>;
  /**
   * Use it, together with what it is used for.
   *
   * @param also written in the same transaction
   * @returns the rows that each of those gives; undefined when it was used before, and then nothing is written
   * @throws StoreUnavailableError
   */
  use(ticket: string, ...also: readonly Statement[]): Promise<readonly (readonly object[])[] | undefined>;
}

const MAX_LENGTH = 2_048;
const USE = "INSERT INTO used_tickets (hash, ends_at) VALUES ($1, $2)";
const FORGET = "DELETE FROM used_tickets WHERE hash IN (SELECT hash FROM used_tickets WHERE ends_at < $1 LIMIT 100)";

interface Content {
  readonly purpose: string;
  readonly data: string;
  /** In milliseconds since the epoch. */
  readonly ends: number;
}

/** @param key made of the secret of signing in, the same in every process; 32 bytes */
export function createTickets(sql: Sql, key: () => Promise<Buffer>, clock: Clock): Tickets {
  const signed = async (content: string) =>
    createHmac("sha256", await key())
      .update(content)
      .digest();

  async function read(ticket: string): Promise<Content | undefined> {
    const [content, signature, ...rest] = ticket.length <= MAX_LENGTH ? ticket.split(".") : [];
    if (content === undefined || signature === undefined || rest.length > 0) return undefined;
    const given = Buffer.from(signature, "base64url");
    const wanted = await signed(content);
    // What was decoded is written back, because a decoder takes several forms of the same bytes.
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    if (given.toString("base64url") !== signature) return undefined;
    return JSON.parse(Buffer.from(content, "base64url").toString("utf8")) as Content;
  }

  return {
    async issue(purpose, data, ttlMs) {
      const content = { purpose, data, ends: clock.now() + ttlMs, nonce: randomBytes(16).toString("base64url") };
      const text = Buffer.from(JSON.stringify(content)).toString("base64url");
      return `${text}.${(await signed(text)).toString("base64url")}`;
    },
    async look(purpose, ticket) {
      const content = await read(ticket);
      return content?.purpose === purpose && clock.now() < content.ends ? content.data : undefined;
    },
    async use(ticket, ...also) {
      const content = await read(ticket);
      if (!content || clock.now() >= content.ends) return undefined;
      const hash = createHash("sha256").update(ticket).digest();
      try {
        // What ended is refused by its own time, so only what has not is remembered.
        const written = await sql.write(statement(USE, hash, content.ends), ...also, statement(FORGET, clock.now()));
        return written.slice(1, -1);
      } catch (error) {
        if (error instanceof SqlConflictError) return undefined;
        throw error;
      }
    },
  };
}
