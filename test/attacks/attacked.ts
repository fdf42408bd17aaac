/** The server that is attacked, in a process of its own, and what is there to be attacked. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Headers by which each kind of caller is known. */
export type Callers = Readonly<Record<CallerName, Readonly<Record<string, string>>>>;
export type CallerName = (typeof CALLERS)[number];
export const CALLERS = [
  "nobody",
  "guest",
  "owner",
  "stranger",
  "organization",
  "otherOrganization",
  "superKey",
  "both",
  "account",
  "member",
  "hosting",
] as const;

export interface Targets {
  /** Locks of the owner and the organisation. */
  readonly ours: readonly number[];
  /** A lock that none of the callers may manage, but a super key. */
  readonly theirs: number;
  /** Keys of our locks: one of each in their order, and one over the first two. */
  readonly keys: readonly string[];
  /** A key of the lock that is theirs. */
  readonly theirKey: string;
  /** Hubs of the organisation, and one of nobody's who calls. */
  readonly hubs: readonly string[];
  readonly theirHub: string;
  readonly pins: readonly string[];
  /** Secrets of links that sign the guest in, each good once. */
  readonly links: readonly string[];
  /** Of the account that is signed in. */
  readonly account: { readonly email: string; readonly password: string };
  /** Secrets of links that set somebody's password, and of invitations, each good once. */
  readonly setUps: readonly string[];
  readonly invitations: readonly string[];
  /** Secrets of links that were sent to somebody's address, and recovery codes of the account that is signed in. */
  readonly sent: { readonly reset: string; readonly "sign-in": string; readonly address: string };
  readonly codes: readonly string[];
  readonly users: readonly string[];
  readonly organizations: readonly string[];
  /** By the name that a path has for them: members, sites, API keys and invitations of the organisation, and a session. */
  readonly parts: Readonly<Record<Part, readonly string[]>>;
}

/** What an organisation has, or an account, and paths name. */
export type Part = "userId" | "siteId" | "keyId" | "invitationId" | "sessionId" | "webhookId";

export interface Memory {
  /** What JavaScript holds after a collection, with its buffers, in bytes. */
  readonly heap: number;
  readonly rss: number;
}

/** What the process can be asked for. */
export interface Answers {
  readonly callers: Callers;
  /** New ones, because attacks take keys back, give locks away and use up what may be used. */
  readonly targets: Targets;
  readonly memory: Memory;
  /** What is wrong with the record; null when it is whole. */
  readonly verify: string | null;
}

export interface Attacked {
  readonly url: string;
  ask<What extends keyof Answers>(what: What): Promise<Answers[What]>;
  close(): Promise<void>;
}

const ANSWER_MS = 60_000;

/**
 * On the store that `TEST_STORE` names.
 *
 * @param log is given all that the server writes; without it, it writes nothing
 */
export async function startAttacked(log?: (text: string) => void): Promise<Attacked> {
  const env = { ...process.env, LOG_LEVEL: log ? "debug" : "silent" };
  const child = fork(join(import.meta.dirname, "server.ts"), [], { execArgv: [], env, silent: log !== undefined });
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => log?.(chunk.toString()));
  const ended = once(child, "exit");
  async function next(): Promise<unknown> {
    const waited = new AbortController();
    const { signal } = waited;
    try {
      const [message] = await Promise.race([
        once(child, "message", { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) }),
        ended.then(([code]: unknown[]) => Promise.reject(new Error(`The attacked server ended: ${String(code)}`))),
      ]);
      const { answer, error } = message as { readonly answer?: unknown; readonly error?: string };
      if (error !== undefined) throw new Error(error);
      return answer;
    } finally {
      waited.abort();
    }
  }
  const { url } = (await next()) as { readonly url: string };
  return {
    url,
    async ask(what) {
      const answer = next();
      child.send(what);
      return (await answer) as never;
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
