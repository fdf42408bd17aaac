/** What is read and written of webhooks, in any store. */
import { type Statement, statement, type Words } from "../database/sql.ts";
import type { Format } from "../feed/envelopes.ts";
import type { Delivery, DeliveryState, Endpoint, EndpointStatus, NewDelivery, Try } from "./webhooks.ts";

/** So many of one lane wait; those that come after are dead letters at once, and can be sent again. */
export const MAX_WAITING = 10_000;

const NEW = {
  endpoint_id: "text",
  lane: "number",
  event_id: "text",
  type: "text",
  body: "text",
  order_id: "text",
  at: "number",
  made_at: "number",
  state: "text",
  tries: "text",
} as const;
const LANE = { endpoint_id: "text", lane: "number", waiting: "number", next_at: "number" } as const;

/** A delivery as it is written, and whether it may wait. */
export type Queued = NewDelivery & { readonly state: "waiting" | "dead" };

/** @param now when the first of each lane may be sent */
export function enqueueing(words: Words, deliveries: readonly Queued[], now: number): Statement[] {
  if (deliveries.length === 0) return [];
  const rows = deliveries.map((one) => ({
    endpoint_id: one.endpointId,
    lane: one.lane,
    event_id: one.eventId,
    type: one.type,
    body: one.body,
    order_id: one.orderId,
    at: one.at,
    made_at: one.madeAt,
    state: one.state,
    tries: JSON.stringify(
      one.state === "dead" ? [{ at: now, ms: 0, said: "Too many were waiting" } satisfies Try] : [],
    ),
  }));
  const columns = Object.keys(NEW);
  const lanes = new Map<string, { endpoint_id: string; lane: number; waiting: number; next_at: number }>();
  for (const { endpointId, lane, state } of deliveries) {
    if (state === "dead") continue;
    const name = `${endpointId} ${lane}`;
    const before = lanes.get(name);
    if (before) before.waiting++;
    else lanes.set(name, { endpoint_id: endpointId, lane, waiting: 1, next_at: now });
  }
  return [
    statement(
      `INSERT INTO webhook_deliveries (${columns.join(", ")}, attempts, settled_at)
       SELECT ${columns.map((name) => `r.${name}`).join(", ")}, 0, CASE r.state WHEN 'dead' THEN r.made_at END
       FROM ${words.records("$1", NEW)} r WHERE true`,
      JSON.stringify(rows),
    ),
    ...addWaiting(words, [...lanes.values()]),
  ];
}

interface LaneRow {
  readonly endpoint_id: string;
  readonly lane: number;
  readonly waiting: number;
  readonly next_at: number;
}

function byName(a: LaneRow, b: LaneRow): number {
  if (a.endpoint_id !== b.endpoint_id) return a.endpoint_id < b.endpoint_id ? -1 : 1;
  return a.lane - b.lane;
}

/**
 * More that waits in these lanes; in one order, so that no two wait for one another. A lane of a lock that holds back does so
 * until its time; what somebody asks for now, in the lanes beside them, is sent now.
 */
export function addWaiting(words: Words, lanes: readonly LaneRow[]): Statement[] {
  if (lanes.length === 0) return [];
  const ordered = lanes.toSorted(byName);
  return [
    statement(
      `INSERT INTO webhook_lanes (endpoint_id, lane, waiting, next_at)
       SELECT r.endpoint_id, r.lane, r.waiting, r.next_at FROM ${words.records("$1", LANE)} r WHERE true
       ON CONFLICT (endpoint_id, lane) DO UPDATE SET waiting = webhook_lanes.waiting + excluded.waiting,
         next_at = CASE WHEN webhook_lanes.waiting > 0 AND webhook_lanes.lane > 0 THEN webhook_lanes.next_at ELSE excluded.next_at END`,
      JSON.stringify(ordered),
    ),
  ];
}

const OWNER = { lock_id: "number", org_id: "text" } as const;

/** Whose locks are from now on. */
export function owning(words: Words, owners: ReadonlyMap<number, string | null>): Statement[] {
  if (owners.size === 0) return [];
  return [
    statement(
      `INSERT INTO webhook_locks (lock_id, org_id) SELECT r.lock_id, r.org_id FROM ${words.records("$1", OWNER)} r WHERE true
       ON CONFLICT (lock_id) DO UPDATE SET org_id = excluded.org_id`,
      JSON.stringify([...owners].map(([lock_id, org_id]) => ({ lock_id, org_id }))),
    ),
  ];
}

/** What became of a try. */
export interface Settled {
  readonly id: number;
  readonly endpointId: string;
  readonly lane: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly tries: readonly Try[];
  readonly at: number;
  /** When the lane may go on. */
  readonly nextAt: number;
}

const SETTLED = { id: "number", state: "text", attempts: "number", tries: "text", settled_at: "number" } as const;

/**
 * What several tries came to. What does not wait any more, because it was removed, or two processes sent it, is left as it is.
 *
 * Lanes are locked first, and in one order, as by all who change them: what waits is counted only then, so that each
 * delivery leaves its lane once.
 */
export function settling(words: Words, settled: readonly Settled[]): Statement[] {
  const rows = settled.map(({ id, state, attempts, tries, at }) => {
    return { id, state, attempts, tries: JSON.stringify(tries), ...(state !== "waiting" && { settled_at: at }) };
  });
  const lanes = new Map<string, LaneRow>();
  for (const { endpointId, lane, nextAt } of settled)
    lanes.set(`${endpointId} ${lane}`, { endpoint_id: endpointId, lane, waiting: 0, next_at: nextAt });
  const lanesText = JSON.stringify([...lanes.values()].toSorted(byName));
  const rowsText = JSON.stringify(rows);
  const leaving = JSON.stringify(rows.flatMap(({ id, state }) => (state === "waiting" ? [] : [{ id }])));
  return [
    statement(
      `INSERT INTO webhook_lanes (endpoint_id, lane, waiting, next_at)
       SELECT r.endpoint_id, r.lane, 0, r.next_at FROM ${words.records("$1", LANE)} r WHERE true
       ON CONFLICT (endpoint_id, lane) DO UPDATE SET next_at = excluded.next_at`,
      lanesText,
    ),
    statement(
      `UPDATE webhook_lanes SET waiting = waiting - gone.count FROM (
         SELECT d.endpoint_id, d.lane, count(*) AS count FROM ${words.records("$1", { id: "number" })} r
         JOIN webhook_deliveries d ON d.id = r.id WHERE d.state = 'waiting' GROUP BY d.endpoint_id, d.lane) gone
       WHERE gone.endpoint_id = webhook_lanes.endpoint_id AND gone.lane = webhook_lanes.lane`,
      leaving,
    ),
    statement(
      `UPDATE webhook_deliveries SET state = r.state, attempts = r.attempts, tries = r.tries, settled_at = r.settled_at
       FROM ${words.records("$1", SETTLED)} r WHERE webhook_deliveries.id = r.id AND webhook_deliveries.state = 'waiting'`,
      rowsText,
    ),
    statement(
      `DELETE FROM webhook_lanes WHERE waiting <= 0 AND EXISTS (SELECT 1 FROM ${words.records("$1", LANE)} r
       WHERE r.endpoint_id = webhook_lanes.endpoint_id AND r.lane = webhook_lanes.lane)`,
      lanesText,
    ),
  ];
}

const ENDPOINT_COLUMNS = `id, org_id AS "orgId", url, events, lock_ids AS "lockIds", format, status, ciphertext,
  created_at AS "createdAt", verified_at AS "verifiedAt", updated_at AS "updatedAt", last_error AS "lastError",
  failing_since AS "failingSince"`;
export const ENDPOINTS = `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints`;

/** As the store gives it. */
export type EndpointRow = Omit<Endpoint, "events" | "lockIds" | "format" | "status" | "ciphertext"> & {
  readonly events: string;
  readonly lockIds: string | null;
  readonly format: string;
  readonly status: string;
  readonly ciphertext: Uint8Array;
};

/** An endpoint, of its row. */
export function endpointOf({ events, lockIds, format, status, ciphertext, ...rest }: EndpointRow): Endpoint {
  return {
    ...rest,
    events: JSON.parse(events) as string[],
    lockIds: lockIds === null ? null : (JSON.parse(lockIds) as number[]),
    format: format as Format,
    status: status as EndpointStatus,
    ciphertext: Buffer.from(ciphertext),
  };
}

export const DELIVERIES = `SELECT id, endpoint_id AS "endpointId", lane, event_id AS "eventId", type, body, order_id AS "orderId", at,
  made_at AS "madeAt", state, attempts, tries, settled_at AS "settledAt" FROM webhook_deliveries`;

/** As the store gives it. */
export type DeliveryRow = Omit<Delivery, "tries"> & { readonly tries: string };

/** A delivery, of its row. */
export function deliveryOf({ tries, ...rest }: DeliveryRow): Delivery {
  return { ...rest, tries: JSON.parse(tries) as Try[] };
}
