/**
 * Sends what waits. One process does, whichever has the lease; a lane is sent by one at a time, in order, and holds back
 * nobody else's. What came of it is written down a moment later, for many at once: where the process is killed before, it is
 * sent again.
 */
import { type Clock, pause } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import { type HeldLease, holdLease, type Leases } from "../leases/lease.ts";
import type { Log } from "../log.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { waitAfter } from "./backoff.ts";
import { createBatch } from "./batch.ts";
import { noting, type Verdict } from "./endpoint-state.ts";
import { laneName } from "./fan-out.ts";
import { sendOnce, type Sent } from "./send.ts";
import {
  DELIVERIES,
  type DeliveryRow,
  deliveryOf,
  ENDPOINTS,
  endpointOf,
  type EndpointRow,
  type Settled,
  settling,
} from "./statements.ts";
import { type Delivery, type Endpoint, type EndpointSecrets, VERIFICATION_LANE } from "./webhooks.ts";

/** What delivering needs. */
export interface DeliveringOptions {
  readonly sql: Sql;
  readonly leases: Leases;
  readonly outbound: Pick<Outbound, "request">;
  /** @throws Error where they cannot be decrypted any more */
  readonly secretsOf: (endpoint: Endpoint) => Promise<EndpointSecrets>;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of what was taken, and what was given up. */
  readonly settled?: (delivery: Delivery, state: "delivered" | "dead") => void;
  /** Told of each try, and runs it. */
  readonly around?: (delivery: Delivery, send: () => Promise<Sent>) => Promise<Sent>;
}

/** The sending of this process. */
export interface Delivering {
  begin(): void;
  /** Something may wait that did not before. */
  wake(): void;
  /** Whether there was an endpoint when it was last looked. */
  isNeeded(): boolean;
  /** What is on its way is given up, and sent again by whoever goes on. */
  stop(): Promise<void>;
}

const LEASE = "webhooks-delivering";
/** How soon it is looked again for what came due, or was written by another process. */
const LOOK_MS = 250;
/** How soon without any endpoint. */
const IDLE_MS = 2_000;
const LANES_AT_ONCE = 400;
/** Of one lane that are read, and sent, together. */
const OF_A_LANE = 50;
const TO_ONE_ENDPOINT = 16;
/** Receivers that take their time are one organisation's own trouble, however many of them it has. */
const FOR_ONE_ORGANIZATION = 48;
const IN_ALL = 128;
/** Tries that are kept of a delivery. */
const MAX_TRIES = 5;
/** After so many failures one after the other, an endpoint is left alone for a while (circuit breaker). */
const FAILURES = 20;
/** After so many it is told that it fails. */
const LASTING = 3;
const LEFT_ALONE_MS = 30_000;
const SETTLED_AT_ONCE = 500;

interface Known {
  endpoint: Endpoint;
  secrets: EndpointSecrets;
  sending: number;
  /** One after the other. */
  failures: number;
  /** Until when nothing is sent to it. */
  until: number;
}

/** @returns what has not begun */
export function createDelivering(options: DeliveringOptions): Delivering {
  const { sql, leases, outbound, secretsOf, holder, clock, log, around = (_, send) => send() } = options;
  const { words } = sql;
  const DUE = `SELECT l.endpoint_id AS "endpointId", l.lane
    FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id
    WHERE l.next_at <= $1 AND l.endpoint_id NOT IN ${words.elements("$2")}
      AND (e.status = 'active' OR (e.status = 'pending' AND l.lane = ${VERIFICATION_LANE}))
    ORDER BY l.next_at LIMIT ${LANES_AT_ONCE}`;
  const AS_KNOWN = "SELECT id FROM webhook_endpoints WHERE id = $1 AND url = $2 AND status = $3 AND updated_at = $4";
  const WAITING = `${DELIVERIES} WHERE endpoint_id = $1 AND lane = $2 AND state = 'waiting' ORDER BY id LIMIT ${OF_A_LANE}`;
  const stopping = new AbortController();
  const known = new Map<string, Known>();
  const sendingFor = new Map<string, number>();
  /** Lanes of which something is read, sent or being written down. */
  const lanes = new Map<string, Promise<void>>();
  const settled = createBatch<Settled>(async (all) => void (await sql.write(...settling(words, all))), SETTLED_AT_ONCE);
  let lease: HeldLease | undefined;
  let running: Promise<void> = Promise.resolve();
  let isNeeded = false;
  let isWoken = false;
  let woken: (() => void) | undefined;

  function wake(): void {
    isWoken = true;
    woken?.();
  }

  async function rest(ms: number): Promise<void> {
    if (!isWoken) {
      const over = new AbortController();
      const { promise, resolve } = Promise.withResolvers<void>();
      woken = resolve;
      await Promise.race([promise, pause(clock, ms, AbortSignal.any([stopping.signal, over.signal]))]);
      over.abort();
    }
    isWoken = false;
  }

  /** @returns how long to wait before the next look, in milliseconds */
  async function look(): Promise<number> {
    isNeeded = (await sql.read("SELECT id FROM webhook_endpoints LIMIT 1")).length > 0;
    if (!isNeeded) {
      await lease?.release();
      lease = undefined;
      return IDLE_MS;
    }
    lease ??= holdLease({ name: LEASE, holder, leases, clock, log, taken: wake, lost: () => {} });
    await lease.looked;
    if (!lease.held()) return LOOK_MS;
    const now = clock.now();
    const left = [...known].filter(([, one]) => one.until > now || isFull(one));
    const leftAlone = JSON.stringify(left.map(([id]) => id));
    const due = await sql.read<{ readonly endpointId: string; readonly lane: number }>(DUE, now, leftAlone);
    const free = due.filter(({ endpointId, lane }) => !lanes.has(laneName(endpointId, lane)));
    if (free.length > 0) await learn([...new Set(free.map(({ endpointId }) => endpointId))]);
    for (const { endpointId, lane } of free) {
      const one = known.get(endpointId);
      if (lanes.size >= IN_ALL || !one || isFull(one)) continue;
      const name = laneName(endpointId, lane);
      lanes.set(
        name,
        sendLane(one, lane).finally(() => {
          lanes.delete(name);
          wake();
        }),
      );
    }
    return LOOK_MS;
  }

  function isFull({ sending, endpoint: { orgId } }: Known): boolean {
    return sending >= TO_ONE_ENDPOINT || (sendingFor.get(orgId) ?? 0) >= FOR_ONE_ORGANIZATION;
  }

  /** One lane more is sent, or less. */
  function count(one: Known, more: 1 | -1): void {
    const { orgId } = one.endpoint;
    const all = (sendingFor.get(orgId) ?? 0) + more;
    one.sending += more;
    if (all > 0) sendingFor.set(orgId, all);
    else sendingFor.delete(orgId);
  }

  /** Know endpoints as they are now. */
  async function learn(ids: readonly string[]): Promise<void> {
    const rows = await sql.read<EndpointRow>(`${ENDPOINTS} WHERE id IN ${words.elements("$1")}`, JSON.stringify(ids));
    for (const endpoint of rows.map(endpointOf)) {
      const before = known.get(endpoint.id);
      try {
        const isSame = before?.endpoint.ciphertext.equals(endpoint.ciphertext) ?? false;
        const secrets = isSame ? before!.secrets : await secretsOf(endpoint);
        if (before) Object.assign(before, { endpoint, secrets });
        else known.set(endpoint.id, { endpoint, secrets, sending: 0, failures: 0, until: 0 });
      } catch (error) {
        known.delete(endpoint.id);
        log.warn({ err: error, webhook: endpoint.id }, "The secrets of a webhook cannot be read");
      }
    }
  }

  /** Never rejects. */
  async function sendLane(one: Known, lane: number): Promise<void> {
    const { id } = one.endpoint;
    count(one, 1);
    const written: Promise<void>[] = [];
    try {
      const rows = await sql.read<DeliveryRow>(WAITING, id, lane);
      for (const delivery of rows.map(deliveryOf)) {
        const { endpoint, secrets } = one;
        if (!lease?.held() || one.until > clock.now() || !isOpenTo(endpoint, lane) || !(await isStill(endpoint))) break;
        const send = () => sendOnce(endpoint, secrets, delivery, { outbound, clock, signal: stopping.signal });
        const sent = await around(delivery, send);
        if (stopping.signal.aborted) break;
        const wait = sent.outcome === "failed" ? waitOf(delivery, sent) : undefined;
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
      await pause(clock, LOOK_MS, stopping.signal);
    } finally {
      count(one, -1);
    }
  }

  /** Whether nobody changed or removed it since it was learned: nothing goes to an address that is not its own any more. */
  async function isStill({ id, url, status, updatedAt }: Endpoint): Promise<boolean> {
    return (await sql.read(AS_KNOWN, id, url, status, updatedAt)).length > 0;
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
    const verdict: Verdict = {
      outcome: sent.outcome,
      isVerification: delivery.lane === VERIFICATION_LANE,
      isLasting: wait === undefined || one.failures >= LASTING,
      said: saidBy(sent),
    };
    const change = noting(one.endpoint, verdict, clock.now());
    if (!change) return;
    await sql.write(change.statement);
    one.endpoint = { ...one.endpoint, ...change.endpoint };
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let wait = LOOK_MS;
      try {
        wait = await look();
      } catch (error) {
        log.warn({ err: error }, "Webhooks are held up; trying again");
      }
      await rest(wait);
    }
  }

  return {
    begin: () => void (running = run()),
    wake,
    isNeeded: () => isNeeded,
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(lanes.values());
      await lease?.release();
    },
  };
}

/** Before an address said that it wants events, it is only asked. */
function isOpenTo({ status }: Endpoint, lane: number): boolean {
  return status === "active" || (status === "pending" && lane === VERIFICATION_LANE);
}

function waitOf({ attempts }: Delivery, { retryAfterMs = 0 }: Sent): number | undefined {
  const wait = waitAfter(attempts + 1, Math.random());
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
