/**
 * Passkeys (Web Authentication): a device proves itself by a key that never leaves it, and its holder by what unlocks it.
 * They are discoverable, so nobody types an address to sign in.
 */
import { createHash } from "node:crypto";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { Clock } from "../../clock.ts";
import { type Sql, SqlConflictError, statement } from "../../database/sql.ts";
import type { TicketPurpose, Tickets } from "./tickets.ts";

/** A passkey as its owner sees it. */
export interface Passkey {
  /** The credential's id, in base64url. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch, as `lastUsedAt`. */
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** Whose passkey is made, as devices show it. */
export interface PasskeyUser {
  readonly userId: string;
  readonly email: string;
  readonly name: string | null;
}

/** Passkeys of accounts. */
export interface Passkeys {
  /** Whether there can be any: a site that is known by an address alone has none. */
  offered(): boolean;
  registrationOptions(user: PasskeyUser): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** @returns undefined when what the browser says is not good, or was said before */
  register(userId: string, response: RegistrationResponseJSON, name: string): Promise<Passkey | undefined>;
  /** @param userId to prove oneself again; whoever signs in is not known yet */
  requestOptions(userId?: string): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** @returns whose it is; undefined when it is nobody's, not good, or was used before */
  verify(response: AuthenticationResponseJSON, userId?: string): Promise<string | undefined>;
  /** The oldest first. */
  list(userId: string): Promise<readonly Passkey[]>;
  /** @returns whether there is one */
  rename(userId: string, id: string, name: string): Promise<boolean>;
  /** @returns "last" where nobody could sign in any more; then it stays */
  remove(userId: string, id: string): Promise<"removed" | "unknown" | "last">;
}

/** How many one account may have. */
export const MAX_PASSKEYS = 20;
/** How long a device may take, in milliseconds. */
const CHALLENGE_MS = 5 * 60_000;
/** Signatures that devices make: EdDSA, ES256, RS256 (RFC 9053). */
const ALGORITHMS = [-8, -7, -257];

const COLUMNS = `id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;
const LIST = `SELECT ${COLUMNS} FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`;
const FIND = "SELECT user_id, public_key, counter FROM passkeys WHERE id = $1";
const ADD = `INSERT INTO passkeys (id, user_id, public_key, counter, name, created_at)
  SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM passkeys WHERE user_id = $2) < ${MAX_PASSKEYS} RETURNING id`;
/** A device that counts never counts back: then there are two of it (Web Authentication, section 6.1.1). */
const USED = `UPDATE passkeys SET counter = $2, last_used_at = $3
  WHERE id = $1 AND (counter < $2 OR counter = 0 AND $2 = 0) RETURNING user_id`;
const RENAME = "UPDATE passkeys SET name = $3 WHERE user_id = $1 AND id = $2 RETURNING id";
/** Whoever removes another one at the same time waits here. */
const HOLD = "UPDATE users SET updated_at = updated_at WHERE id = $1";
interface Row {
  readonly user_id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
}

/** Loaded when a passkey is first asked for. */
const library = () => import("@simplewebauthn/server");

/** On either store. @param publicUrl where people reach the server; may become known later */
export function createPasskeys(of: {
  readonly sql: Sql;
  readonly tickets: Tickets;
  readonly publicUrl: () => string;
  /** `accounts.provider_id` of the other ways in that are offered now. */
  readonly others: readonly string[];
  readonly clock: Clock;
}): Passkeys {
  const { sql, tickets, clock } = of;
  const REMOVE = `DELETE FROM passkeys WHERE user_id = $1 AND id = $2 AND (
      EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1 AND id <> $2)
      OR EXISTS (SELECT 1 FROM accounts WHERE user_id = $1 AND provider_id IN ${sql.words.elements("$3")})
    ) RETURNING id`;
  const site = () => new URL(of.publicUrl());
  const challenge = async (purpose: TicketPurpose, data: string) =>
    new Uint8Array(Buffer.from(await tickets.issue(purpose, data, CHALLENGE_MS)));

  /** What the browser signed is a ticket of ours, for this. */
  function expected(purpose: TicketPurpose, data: string) {
    const seen = { ticket: "" };
    const check = async (given: string) => {
      seen.ticket = Buffer.from(given, "base64url").toString("utf8");
      return (await tickets.look(purpose, seen.ticket)) === data;
    };
    return { seen, check };
  }

  const list = (userId: string) => sql.read<Passkey>(LIST, userId);

  return {
    offered: () => isDomain(site().hostname),
    async registrationOptions({ userId, email, name }) {
      const { generateRegistrationOptions } = await library();
      const there = await list(userId);
      return generateRegistrationOptions({
        rpName: "Latchstring",
        rpID: site().hostname,
        userID: handleOf(userId),
        userName: email,
        userDisplayName: name ?? email,
        challenge: await challenge("passkey-registration", userId),
        timeout: CHALLENGE_MS,
        attestationType: "none",
        excludeCredentials: there.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        supportedAlgorithmIDs: ALGORITHMS,
      });
    },
    async register(userId, response, name) {
      const { verifyRegistrationResponse } = await library();
      const { seen, check } = expected("passkey-registration", userId);
      const { origin, hostname } = site();
      const verified = await verifyRegistrationResponse({
        response,
        expectedChallenge: check,
        expectedOrigin: origin,
        expectedRPID: hostname,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }).catch(() => undefined); // it throws for whatever is not good
      if (!verified?.verified) return undefined;
      const { id, publicKey, counter } = verified.registrationInfo.credential;
      const now = clock.now();
      try {
        const add = statement(ADD, id, userId, Buffer.from(publicKey), counter, name, now);
        const [added] = (await tickets.use(seen.ticket, statement(HOLD, userId), add))?.slice(1) ?? [];
        return added?.length === 1 ? { id, name, createdAt: now, lastUsedAt: null } : undefined;
      } catch (error) {
        if (error instanceof SqlConflictError) return undefined;
        throw error;
      }
    },
    async requestOptions(userId) {
      const { generateAuthenticationOptions } = await library();
      const theirs = userId === undefined ? [] : await list(userId);
      return generateAuthenticationOptions({
        rpID: site().hostname,
        challenge: await challenge(userId === undefined ? "passkey-sign-in" : "passkey-proof", userId ?? ""),
        timeout: CHALLENGE_MS,
        userVerification: "required",
        ...(theirs.length > 0 && { allowCredentials: theirs.map(({ id }) => ({ id })) }),
      });
    },
    async verify(response, userId) {
      const { verifyAuthenticationResponse } = await library();
      const [row] = await sql.read<Row>(FIND, response.id);
      if (!row || (userId !== undefined && row.user_id !== userId)) return undefined;
      const { userHandle } = response.response;
      if (userHandle !== undefined && userHandle !== Buffer.from(handleOf(row.user_id)).toString("base64url"))
        return undefined;
      const { seen, check } = expected(userId === undefined ? "passkey-sign-in" : "passkey-proof", userId ?? "");
      const { origin, hostname } = site();
      const verified = await verifyAuthenticationResponse({
        response,
        expectedChallenge: check,
        expectedOrigin: origin,
        expectedRPID: hostname,
        requireUserVerification: true,
        credential: { id: response.id, publicKey: new Uint8Array(row.public_key), counter: row.counter },
      }).catch(() => undefined);
      if (!verified?.verified) return undefined;
      const used = statement(USED, response.id, verified.authenticationInfo.newCounter, clock.now());
      const [counted] = (await tickets.use(seen.ticket, used)) ?? [];
      return counted?.length === 1 ? row.user_id : undefined;
    },
    list,
    async rename(userId, id, name) {
      const [renamed] = await sql.write(statement(RENAME, userId, id, name));
      return renamed!.length === 1;
    },
    async remove(userId, id) {
      const [, removed] = await sql.write(
        statement(HOLD, userId),
        statement(REMOVE, userId, id, JSON.stringify(of.others)),
      );
      if (removed!.length === 1) return "removed";
      return (await list(userId)).some((one) => one.id === id) ? "last" : "unknown";
    },
  };
}

/** What a device keeps of an account says nothing about it to others, and is as long for every id. */
function handleOf(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(`passkeys of ${userId}`).digest());
}

/** A passkey is for a domain, which an address is none of (Web Authentication, section 5.1.3). */
function isDomain(hostname: string): boolean {
  return !hostname.startsWith("[") && !/^[\d.]+$/.test(hostname);
}
