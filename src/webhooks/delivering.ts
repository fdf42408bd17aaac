/**
 * Who is sent to, and when. One process does it, whichever has the lease; a lane is sent by one at a time, in order, and
 * holds back nobody else's.
 */
import { type Clock, pause } from "../clock.ts";
import type { Load } from "../feed/load.ts";
import { type HeldLease, holdLease, type Leases } from "../leases/lease.ts";
import type { Log } from "../log.ts";
import { laneName } from "./fan-out.ts";
import { createKnownEndpoints, type Known } from "./known-endpoints.ts";
import { createLaneSending, type LaneSendingOptions } from "./lane-sending.ts";
import { createPlaces } from "./places.ts";
import { type Endpoint, type EndpointSecrets, VERIFICATION_LANE } from "./webhooks.ts";

/** What delivering needs. */
export interface DeliveringOptions extends Pick<
  LaneSendingOptions,
  "sql" | "outbound" | "settled" | "around" | "timing"
> {
  readonly leases: Leases;
  /** @returns undefined where they cannot be decrypted any more */
  readonly secretsOf: (endpoint: Endpoint) => Promise<EndpointSecrets | undefined>;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly load: Load;
  readonly clock: Clock;
  readonly log: Log;
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
/** Lanes that are due and looked at together. */
const LANES_AT_ONCE = 600;
/** Lanes at once while this process is needed by others, and how soon it is looked again. */
const WHILE_BUSY = 16;
const BUSY_LOOK_MS = 200;

/** @returns what has not begun */
export function createDelivering(options: DeliveringOptions): Delivering {
  const { sql, leases, secretsOf, holder, load, clock, log } = options;
  const DUE = `SELECT l.endpoint_id AS "endpointId", l.lane
    FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id
    WHERE l.next_at <= $1 AND l.endpoint_id NOT IN ${sql.words.elements("$2")}
      AND (e.status = 'active' OR (e.status = 'pending' AND l.lane = ${VERIFICATION_LANE}))
    ORDER BY l.next_at LIMIT ${LANES_AT_ONCE}`;
  const stopping = new AbortController();
  const places = createPlaces();
  const known = createKnownEndpoints(sql, secretsOf, log);
  /** Lanes of which something is read, sent or being written down, and how many of each endpoint. */
  const lanes = new Map<string, Promise<void>>();
  const inUse = new Map<string, number>();
  const sendLane = createLaneSending({
    ...options,
    mayGoOn: () => lease?.held() ?? false,
    forget: known.forget,
    giveWay: load.giveWay,
    isBusy: load.isBusy,
    signal: stopping.signal,
  });
  let lease: HeldLease | undefined;
  let running: Promise<void> = Promise.resolve();
  let isNeeded = false;
  let isWoken = false;
  /** Something was due, and could not be sent yet. */
  let isLeft = false;
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
      const end = () => over.abort();
      stopping.signal.addEventListener("abort", end, { once: true });
      await Promise.race([promise, pause(clock, ms, over.signal)]);
      stopping.signal.removeEventListener("abort", end);
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
    if (hasEnough()) {
      isLeft = true;
      return LOOK_MS;
    }
    const now = clock.now();
    known.prune(now, (id) => inUse.has(id));
    const held = [...known.all()].filter((one) => one.until > now || !isFree(one)).map(({ endpoint }) => endpoint.id);
    const left = [...held, ...known.lost(now)];
    type Due = { readonly endpointId: string; readonly lane: number };
    const due = await sql.read<Due>(DUE, now, JSON.stringify(left));
    const free = due.filter(({ endpointId, lane }) => !lanes.has(laneName(endpointId, lane)));
    isLeft = left.length > 0 || free.length < due.length;
    await known.learn([...new Set(free.map(({ endpointId }) => endpointId))], now);
    for (const { endpointId, lane } of free) {
      const one = known.get(endpointId);
      if (!one || !isFree(one) || hasEnough()) isLeft = true;
      else begin(one, lane);
    }
    return LOOK_MS;
  }

  /** No more are begun, and none is looked for. */
  function hasEnough(): boolean {
    return lanes.size >= WHILE_BUSY && load.isBusy();
  }

  function isFree({ endpoint: { id, orgId } }: Known): boolean {
    return places.isFree(id, orgId);
  }

  function begin(one: Known, lane: number): void {
    const { id, orgId } = one.endpoint;
    const name = laneName(id, lane);
    places.take(id, orgId);
    inUse.set(id, (inUse.get(id) ?? 0) + 1);
    const end = () => {
      places.give(id, orgId);
      const others = inUse.get(id)! - 1;
      if (others > 0) inUse.set(id, others);
      else inUse.delete(id);
      lanes.delete(name);
      if (isLeft) wake();
    };
    lanes.set(name, sendLane(one, lane).finally(end));
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
      if (load.isBusy()) await pause(clock, BUSY_LOOK_MS, stopping.signal);
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
