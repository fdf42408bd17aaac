/** Endpoints that something is due for, with their secrets and how they have answered of late, in this process. */
import type { Sql } from "../database/sql.ts";
import type { Log } from "../log.ts";
import { ENDPOINTS, endpointOf, type EndpointRow } from "./statements.ts";
import type { Endpoint, EndpointSecrets } from "./webhooks.ts";

/** One of them. */
export interface Known {
  endpoint: Endpoint;
  secrets: EndpointSecrets;
  /** One after the other. */
  failures: number;
  /** When it took an event last, as far as is known. */
  takenAt: number;
  /** Until when nothing is sent to it. */
  until: number;
  /** When something was last due for it. */
  dueAt: number;
}

/** Those of this process. */
export interface KnownEndpoints {
  get(id: string): Known | undefined;
  all(): Iterable<Known>;
  /** Those whose secrets cannot be decrypted any more, of late. */
  lost(now: number): Iterable<string>;
  /** Know those of them that are not known yet. */
  learn(ids: readonly string[], now: number): Promise<void>;
  /** It is not as it was known: it is looked up again. */
  forget(id: string): void;
  /** Forget those for which nothing was due for a while. @param isUsed whether something is being sent to it */
  prune(now: number, isUsed: (id: string) => boolean): void;
}

/** Longer than any failing address is left alone. */
const KEPT_MS = 10 * 60_000;
/** How soon it is looked again whether secrets that were lost are there. */
const LOST_MS = 2_000;

/** @param secretsOf gives none where they cannot be decrypted any more */
export function createKnownEndpoints(
  sql: Sql,
  secretsOf: (endpoint: Endpoint) => Promise<EndpointSecrets | undefined>,
  log: Log,
): KnownEndpoints {
  const known = new Map<string, Known>();
  const stale = new Set<string>();
  /** When it was last found that they are, by the endpoint's id. */
  const lostAt = new Map<string, number>();

  async function add(endpoint: Endpoint, dueAt: number): Promise<void> {
    const before = known.get(endpoint.id);
    try {
      const isSame = before?.endpoint.ciphertext.equals(endpoint.ciphertext) ?? false;
      const secrets = isSame ? before!.secrets : await secretsOf(endpoint);
      if (!secrets) {
        if (!lostAt.has(endpoint.id))
          log.warn({ webhook: endpoint.id }, "The secrets of a webhook cannot be decrypted");
        known.delete(endpoint.id);
        lostAt.set(endpoint.id, dueAt);
        return;
      }
      lostAt.delete(endpoint.id);
      if (before) Object.assign(before, { endpoint, secrets, dueAt });
      else known.set(endpoint.id, { endpoint, secrets, failures: 0, takenAt: 0, until: 0, dueAt });
    } catch (error) {
      known.delete(endpoint.id);
      log.warn({ err: error, webhook: endpoint.id }, "The secrets of a webhook cannot be read");
    }
  }

  return {
    get: (id) => known.get(id),
    all: () => known.values(),
    lost: (now) => [...lostAt].flatMap(([id, at]) => (at > now - LOST_MS ? [id] : [])),
    async learn(ids, now) {
      const wanted = ids.filter((id) => !known.has(id) || stale.has(id));
      for (const id of ids) if (known.has(id)) known.get(id)!.dueAt = now;
      if (wanted.length === 0) return;
      for (const id of wanted) stale.delete(id);
      const given = JSON.stringify(wanted);
      const rows = await sql.read<EndpointRow>(`${ENDPOINTS} WHERE id IN ${sql.words.elements("$1")}`, given);
      const found = rows.map(endpointOf);
      for (const id of wanted) {
        if (found.some((one) => one.id === id)) continue;
        known.delete(id);
        lostAt.delete(id);
      }
      for (const endpoint of found) await add(endpoint, now);
    },
    forget: (id) => void stale.add(id),
    prune(now, isUsed) {
      for (const [id, { dueAt, until }] of known) {
        if (dueAt > now - KEPT_MS || until > now || isUsed(id)) continue;
        known.delete(id);
        stale.delete(id);
      }
    },
  };
}
