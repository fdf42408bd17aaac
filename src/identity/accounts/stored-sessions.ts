/** Sessions of the console in any store: better-auth keeps them and their cookies, and what it does not know is here. */
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../../clock.ts";
import { type Sql, statement } from "../../database/sql.ts";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import { available, forgetSessions, type SignInStore, timeText } from "../sign-in-tables.ts";
import { type ConsoleSession, type ConsoleSessions, SHORT_SESSION_MS } from "./accounts.ts";
import type { ConsoleAuth } from "./console-auth.ts";
import { holdsConsoleSession } from "./console-cookie.ts";

/** How often it is noted that a session was seen, in milliseconds: a write for each request would be the store's work. */
const SEEN_MS = 60_000;
const MAX_LISTED = 200;
/** How often, and how long after one another, the library is asked to write while others do. */
const TRIES = 10;
const BETWEEN_TRIES_MS = 50;

interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly user_agent: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly operator: number;
  readonly created_at: string | Date;
  readonly expires_at: string | Date;
  readonly proved_at: number | null;
  readonly last_seen_at: number | null;
}

const LASTING = `SELECT s.id, s.user_id, s.user_agent, s.created_at, s.expires_at, s.proved_at, s.last_seen_at,
    COALESCE(u.email, u.claimed_email) AS email, u.name, u.operator
  FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE s.kind = 'console' AND s.expires_at > $2
    AND (COALESCE(s.last_seen_at, $3) >= $3 OR NOT EXISTS (
      SELECT 1 FROM members m JOIN organizations o ON o.org_id = m.org_id
      WHERE m.user_id = s.user_id AND o.short_sessions = 1))`;
const SESSION = `${LASTING} AND s.id = $1`;
const OF_USER = `${LASTING} AND s.user_id = $1 ORDER BY s.last_seen_at DESC, s.id LIMIT ${MAX_LISTED}`;
const BEGUN = "UPDATE sessions SET proved_at = $3, last_seen_at = $2 WHERE id = $1";
const PROVED = "UPDATE sessions SET proved_at = $2 WHERE id = $1 AND kind = 'console'";
const SEEN = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
const END = "DELETE FROM sessions WHERE id = $1 AND user_id = $2 AND kind = 'console' RETURNING id";
const END_ALL = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 AND kind = 'console' RETURNING id";

/** What sessions stand on; each is opened when it is first needed. */
export interface StoredSessionsOptions {
  readonly tables: () => SignInStore;
  readonly auth: () => Promise<ConsoleAuth>;
  readonly clock: Clock;
  /** Told of each session that is ended here. */
  readonly ended: () => void;
}

/** Sessions in the store of `tables`. */
export function createStoredSessions({ tables, auth, clock, ended }: StoredSessionsOptions): ConsoleSessions {
  const sql = (): Sql => tables().sql;

  const lasting = () => [timeText(clock.now()), clock.now() - SHORT_SESSION_MS] as const;

  async function row(sessionId: string): Promise<ConsoleSession | undefined> {
    const [found] = await sql().read<SessionRow>(SESSION, sessionId, ...lasting());
    return found && sessionOf(found);
  }

  /** The id of the session that a cookie holds, whose signature is ours. */
  async function sessionIdOf(cookies: string): Promise<string | undefined> {
    if (!holdsConsoleSession(cookies)) return undefined;
    const { api } = await auth();
    const headers = new Headers({ cookie: cookies });
    const found = await available(tables(), () => api.getSession({ headers }));
    return found?.session.kind === "console" ? found.session.id : undefined;
  }

  /** The library waits for whoever else writes less long than it may take; what it could not do has changed nothing. */
  async function patiently<T>(use: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await available(tables(), use);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError) || tried === TRIES) throw error;
        await wait(BETWEEN_TRIES_MS);
      }
    }
  }

  async function end(userId: string, sessionId: string): Promise<boolean> {
    const [rows] = await sql().write(statement(END, sessionId, userId));
    ended();
    return rows!.length > 0;
  }

  const sessions: ConsoleSessions = {
    async begin(userId, { cookies = "", userAgent = "", provedAt = Infinity }) {
      const { api } = await auth();
      const before = await sessions.of(cookies);
      const { headers, response } = await patiently(() =>
        api.signInAs({ body: { userId, userAgent: userAgent.slice(0, MAX_USER_AGENT) }, returnHeaders: true }),
      );
      const { sessionId } = response;
      const now = clock.now();
      await sql().write(statement(BEGUN, sessionId, now, Math.min(provedAt, now)));
      if (before) await end(before.userId, before.sessionId);
      await forgetSessions(sql(), clock.now());
      return { sessionId, cookies: headers.getSetCookie() };
    },
    async of(cookies) {
      const id = await sessionIdOf(cookies);
      const session = id === undefined ? undefined : await row(id);
      if (!session) return undefined;
      const now = clock.now();
      if (now - session.lastSeenAt < SEEN_MS) return session;
      // Who cannot be noted is let in all the same.
      await sql()
        .write(statement(SEEN, session.sessionId, now))
        .catch((error: unknown) => {
          if (!(error instanceof StoreUnavailableError)) throw error;
        });
      return { ...session, lastSeenAt: now };
    },
    user: async (sessionId) => (await row(sessionId))?.userId,
    async list(userId) {
      return (await sql().read<SessionRow>(OF_USER, userId, ...lasting())).map(sessionOf);
    },
    async prove(sessionId) {
      await sql().write(statement(PROVED, sessionId, clock.now()));
    },
    end,
    async endAll(userId, except = "") {
      const [rows] = await sql().write(statement(END_ALL, userId, except));
      ended();
      return rows!.length;
    },
    async signOut(cookies) {
      const { api } = await auth();
      const headers = new Headers({ cookie: cookies });
      const answer = await patiently(() => api.signOut({ headers, asResponse: true }));
      ended();
      return answer.headers.getSetCookie();
    },
  };
  return sessions;
}

/** Longer than what any browser calls itself. */
const MAX_USER_AGENT = 500;

function sessionOf(row: SessionRow): ConsoleSession {
  const createdAt = new Date(row.created_at).getTime();
  return {
    sessionId: row.id,
    userId: row.user_id,
    email: row.email,
    name: row.name,
    isOperator: row.operator === 1,
    createdAt,
    lastSeenAt: row.last_seen_at ?? createdAt,
    provedAt: row.proved_at ?? 0,
    expiresAt: new Date(row.expires_at).getTime(),
    userAgent: row.user_agent ?? "",
  };
}
