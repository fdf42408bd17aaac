/** From a batch of the record's events to the deliveries that it comes to. Pure: whose each lock is comes in, and goes out. */
import type { StoredEvent } from "../domain/events.ts";
import { organizationAfter } from "../domain/lock-owners.ts";
import type { Publisher } from "../feed/envelopes.ts";
import { bodyOf } from "./bodies.ts";
import type { Queued } from "./statements.ts";
import type { Endpoint } from "./webhooks.ts";

/** What is known before a batch. */
export interface Known {
  /** The organisations of the locks that it is about. */
  readonly owners: ReadonlyMap<number, string | null>;
  /** Endpoints of organisations. */
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
  /** How much waits, by `laneName`; none where it is not named. */
  readonly waiting: ReadonlyMap<string, number>;
  /** What was written for an endpoint before, by `sentName`; only where events are read that are not new. */
  readonly sent: ReadonlySet<string>;
  /** How many of a lane may wait. */
  readonly maxWaiting: number;
}

/** What a batch comes to. */
export interface FanOut {
  readonly deliveries: readonly Queued[];
  /** Of locks whose organisation is another now. */
  readonly owners: ReadonlyMap<number, string | null>;
}

/** What is older was sent, or is a dead letter; a store that was moved reads its log from the beginning. */
const MAX_AGE_MS = 29 * 86_400_000;

/** The name of a lane, which no other has. */
export function laneName(endpointId: string, lane: number): string {
  return `${endpointId} ${lane}`;
}

/** The name of an event as it is sent to one endpoint. */
export function sentName(endpointId: string, eventId: string): string {
  return `${endpointId} ${eventId}`;
}

/** @param now when they are published, in milliseconds since the epoch */
export function fanOut(events: readonly StoredEvent[], known: Known, publisher: Publisher, now: number): FanOut {
  const owners = new Map<number, string | null>();
  const waiting = new Map(known.waiting);
  const deliveries: Queued[] = [];
  for (const stored of events) {
    const { lockId, event } = stored;
    // Nobody's since this batch is not what was known before.
    const before = (owners.has(lockId) ? owners : known.owners).get(lockId) ?? null;
    const orgId = organizationAfter(event, before);
    if (orgId !== before) owners.set(lockId, orgId);
    // Who gives a lock away and who gets it are both told.
    for (const told of new Set([before, orgId])) {
      for (const endpoint of told === null ? [] : (known.endpoints.get(told) ?? [])) {
        if (!wants(endpoint, stored) || stored.at < now - MAX_AGE_MS) continue;
        const body = bodyOf(stored, endpoint, publisher, now);
        if (known.sent.has(sentName(endpoint.id, body.eventId))) continue;
        const name = laneName(endpoint.id, lockId);
        const ahead = waiting.get(name) ?? 0;
        const state = ahead < known.maxWaiting ? "waiting" : "dead";
        if (state === "waiting") waiting.set(name, ahead + 1);
        const orderId = orderOf(event);
        deliveries.push({ ...body, orderId, endpointId: endpoint.id, lane: lockId, at: stored.at, madeAt: now, state });
      }
    }
  }
  return { deliveries, owners };
}

/** The order that an event is about. */
function orderOf({ data, context }: StoredEvent["event"]): string | null {
  if ("orderId" in data) return data.orderId;
  return context !== undefined && "orderId" in context ? (context.orderId ?? null) : null;
}

/** Nobody is sent anything who never said that they want it. */
function wants({ status, verifiedAt, createdAt, events, lockIds }: Endpoint, stored: StoredEvent): boolean {
  const { lockId, event, at } = stored;
  if (status === "disabled" || verifiedAt === null || at < createdAt) return false;
  return (events.includes("*") || events.includes(event.type)) && (lockIds === null || lockIds.includes(lockId));
}
