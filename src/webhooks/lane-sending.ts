/**
 * Sends what waits in one lane, in order: until something fails, or nothing is left of what was read. What came of it is
 * written down a moment later, for many at once: where the process is killed before, it is sent again.
 */
import { type Clock, pause } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import type { Log } from "../log.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { waitAfter } from "./backoff.ts";
import { createBatch } from "./batch.ts";
import { noting, type Verdict } from "./endpoint-state.ts";
import type { Known } from "./known-endpoints.ts";
import { sendOnce, type Sent } from "./send.ts";
import { DELIVERIES, type DeliveryRow, deliveryOf, type Settled, settling } from "./statements.ts";
import { type Delivery, type Endpoint, VERIFICATION_LANE } from "./webhooks.ts";

/** How long is waited. */
export interface WebhookTiming {
  /** For an answer, in milliseconds. */
  readonly answerMs: number;
  /** As `waitAfter` of `backoff.ts`. */
  readonly waitAfter: (attempts: number, random: number) => number | undefined;
}

/** What sending needs. */
export interface LaneSendingOptions {
  readonly sql: Sql;
  readonly outbound: Pick<Outbound, "request">;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this process may send at this moment. */
  readonly mayGoOn: () => boolean;
  /** It is not as it was known. */
  readonly forget: (endpointId: string) => void;
  /** Leave this process to others for a moment, where they need it. */
  readonly giveWay: (signal: AbortSignal) => Promise<void>;
  /** Whether they do. */
  readonly isBusy: () => boolean;
  /** Told of what was taken, and what was given up. */
  readonly settled?: (delivery: Delivery, state: "delivered" | "dead") => void;
  /** Told of each try, and runs it. */
  readonly around?: (delivery: Delivery, send: () => Promise<Sent>) => Promise<Sent>;
  /** As it is documented, if left out. */
  readonly timing?: WebhookTiming;
  /** What is on its way is given up. */
  readonly signal: AbortSignal;
}

const TIMING: WebhookTiming = { answerMs: 10_000, waitAfter };
/** Of one lane that are read, and sent, together. */
const OF_A_LANE = 50;
/** Tries that are kept of a delivery. */
const MAX_TRIES = 5;
/** After so many failures one after the other, an endpoint is left alone for a while (circuit breaker). */
const FAILURES = 20;
const LEFT_ALONE_MS = 30_000;
/** What takes no more for now (429) is left alone for as long as it says, all of it: a minute at the most, then one is tried. */
const TOO_MANY = 429;
const TOO_MANY_MS = 60_000;
/** After so many it is told that it fails; and where it refuses, when it has taken nothing for so long. */
const LASTING = 3;
const REFUSING_MS = 60_000;
const AT_ONCE = 500;
/** How long what came of tries gathers before it is written down: each time, commands wait for it, and read the store anew. */
const GATHER_MS = 10;
const GATHER_WHILE_BUSY_MS = 250;
const RETRY_MS = 250;

interface Asked {
  readonly endpoint: Endpoint;
  isStill: boolean;
}

type Identity = Pick<Endpoint, "id" | "url" | "status" | "updatedAt">;

/** @returns sends one lane; never rejects, and is not to be called for a lane that is being sent */
export function createLaneSending(options: LaneSendingOptions): (one: Known, lane: number) => Promise<void> {
  const { sql, outbound, clock, log, mayGoOn, forget, giveWay, isBusy, around = (_, send) => send(), signal } = options;
  const { answerMs, waitAfter: waitFor } = options.timing ?? TIMING;
  const { words } = sql;
  const WAITING = `${DELIVERIES} WHERE endpoint_id = $1 AND lane = $2 AND state = 'waiting' ORDER BY id LIMIT ${OF_A_LANE}`;
  const IDENTITIES = `SELECT id, url, status, updated_at AS "updatedAt" FROM webhook_endpoints
    WHERE id IN ${words.elements("$1")}`;

  const settled = createBatch<Settled>(
    async (all) => void (await sql.writeDerived(...settling(words, all))),
    AT_ONCE,
    () => pause(clock, isBusy() ? GATHER_WHILE_BUSY_MS : GATHER_MS, signal),
  );
  /** One at a time, so that many lanes do not take all connections to the store. */
  const reading = createBatch<{ readonly id: string; readonly lane: number; rows: readonly DeliveryRow[] }>(
    async (asked) => {
      for (const one of asked) one.rows = await sql.read<DeliveryRow>(WAITING, one.id, one.lane);
    },
    1,
  );
  const checking = createBatch<Asked>(async (asked) => {
    const ids = [...new Set(asked.map(({ endpoint }) => endpoint.id))];
    const rows = await sql.read<Identity>(IDENTITIES, JSON.stringify(ids));
    const now = new Map(rows.map((row) => [row.id, row]));
    for (const one of asked) {
      const { id, url, status, updatedAt } = one.endpoint;
      const row = now.get(id);
      one.isStill = row?.url === url && row.status === status && row.updatedAt === updatedAt;
    }
  }, AT_ONCE);

  /** Whether nobody changed or removed it since it was learned: nothing goes to an address that is not its own any more. */
  async function isStill(endpoint: Endpoint): Promise<boolean> {
    const asked: Asked = { endpoint, isStill: false };
    await checking.add(asked);
    if (!asked.isStill) forget(endpoint.id);
    return asked.isStill;
  }

  async function judge(
    one: Known,
    url: string,
    delivery: Delivery,
    sent: Sent,
    wait: number | undefined,
  ): Promise<void> {
    // What the address said that it was before says nothing of the one that it is.
    if (one.endpoint.url !== url) return;
    one.failures = sent.outcome === "failed" ? one.failures + 1 : 0;
    if (one.failures >= FAILURES) one.until = clock.now() + LEFT_ALONE_MS;
    if (sent.try.status === TOO_MANY && sent.retryAfterMs)
      one.until = Math.max(one.until, clock.now() + Math.min(sent.retryAfterMs, TOO_MANY_MS));
    const isVerification = delivery.lane === VERIFICATION_LANE;
    if (sent.outcome === "taken" && !isVerification) one.takenAt = clock.now();
    const isRefusing = clock.now() - one.takenAt >= REFUSING_MS;
    const verdict: Verdict = {
      outcome: sent.outcome,
      isVerification,
      isLasting: sent.outcome === "refused" ? isRefusing : wait === undefined || one.failures >= LASTING,
      said: saidBy(sent),
    };
    const change = noting(one.endpoint, verdict, clock.now());
    if (!change) return;
    await sql.write(change.statement);
    one.endpoint = { ...one.endpoint, ...change.endpoint };
  }

  return async (one, lane) => {
    const { id } = one.endpoint;
    const written: Promise<void>[] = [];
    try {
      const read = { id, lane, rows: [] as readonly DeliveryRow[] };
      await reading.add(read);
      for (const row of read.rows) {
        const delivery = deliveryOf(row);
        const { endpoint, secrets } = one;
        await giveWay(signal);
        if (!mayGoOn() || one.until > clock.now() || !(await isStill(endpoint)) || !isOpenTo(endpoint, lane)) break;
        const sent = await around(delivery, () =>
          sendOnce(endpoint, secrets, delivery, { outbound, clock, answerMs, signal }),
        );
        if (signal.aborted) break;
        const wait = sent.outcome === "failed" ? waitOf(delivery, sent, waitFor) : undefined;
        await judge(one, endpoint.url, delivery, sent, wait);
        const next = settledBy(delivery, sent, wait, clock.now());
        written.push(settled.add(next));
        if (next.state !== "waiting") options.settled?.(delivery, next.state);
        if (wait !== undefined) break;
      }
      await Promise.all(written);
    } catch (error) {
      log.warn({ err: error, webhook: id }, "Deliveries could not be read or written down; trying again");
      await Promise.allSettled(written);
      await pause(clock, RETRY_MS, signal);
    }
  };
}

/** Before an address said that it wants events, it is only asked. */
function isOpenTo({ status }: Endpoint, lane: number): boolean {
  return status === "active" || (status === "pending" && lane === VERIFICATION_LANE);
}

function waitOf(
  { attempts }: Delivery,
  { retryAfterMs = 0 }: Sent,
  waitFor: WebhookTiming["waitAfter"],
): number | undefined {
  const wait = waitFor(attempts + 1, Math.random());
  return wait === undefined ? undefined : Math.max(wait, retryAfterMs);
}

function saidBy({ try: { status, said } }: Sent): string {
  return status === undefined ? said : `${status} ${said}`.trimEnd();
}

function settledBy(delivery: Delivery, sent: Sent, wait: number | undefined, now: number): Settled {
  const { id, endpointId, lane, attempts, tries } = delivery;
  const state = sent.outcome === "taken" ? "delivered" : wait === undefined ? "dead" : "waiting";
  return {
    id,
    endpointId,
    lane,
    state,
    attempts: attempts + 1,
    tries: [...tries, sent.try].slice(-MAX_TRIES),
    at: now,
    nextAt: now + (wait ?? 0),
  };
}
