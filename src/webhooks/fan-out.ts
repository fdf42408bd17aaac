/** From a batch of the record's events to the deliveries that it comes to. Pure: whose each lock is comes in, and goes out. */
import type { StoredEvent } from "../domain/events.ts";
import { bodyOf, type Publisher } from "./bodies.ts";
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
  /** How many of a lane may wait. */
  readonly maxWaiting: number;
}

/** What a batch comes to. */
export interface FanOut {
  readonly deliveries: readonly Queued[];
  /** Of locks whose organisation is another now. */
  readonly owners: ReadonlyMap<number, string | null>;
}

/** The name of a lane, which no other has. */
export function laneName(endpointId: string, lane: number): string {
  return `${endpointId} ${lane}`;
}

/** @param now when they are published, in milliseconds since the epoch */
export function fanOut(events: readonly StoredEvent[], known: Known, publisher: Publisher, now: number): FanOut {
  const owners = new Map<number, string | null>();
  const waiting = new Map(known.waiting);
  const deliveries: Queued[] = [];
  for (const stored of events) {
    const { lockId, event } = stored;
    const before = owners.get(lockId) ?? known.owners.get(lockId) ?? null;
    const orgId = organizationAfter(event, before);
    if (orgId !== before) owners.set(lockId, orgId);
    // Who gives a lock away and who gets it are both told.
    for (const told of new Set([before, orgId])) {
      for (const endpoint of told === null ? [] : (known.endpoints.get(told) ?? [])) {
        if (!wants(endpoint, stored)) continue;
        const body = bodyOf(stored, endpoint, publisher, now);
        if (body === undefined) continue;
        const name = laneName(endpoint.id, lockId);
        const ahead = waiting.get(name) ?? 0;
        const state = ahead < known.maxWaiting ? "waiting" : "dead";
        if (state === "waiting") waiting.set(name, ahead + 1);
        deliveries.push({ ...body, endpointId: endpoint.id, lane: lockId, at: stored.at, madeAt: now, state });
      }
    }
  }
  return { deliveries, owners };
}

function organizationAfter({ type, data }: StoredEvent["event"], before: string | null): string | null {
  return type === "OrganizationSet" ? data.orgId || null : before;
}

/** Nobody is sent anything who never said that they want it. */
function wants({ status, verifiedAt, events, lockIds }: Endpoint, { lockId, event }: StoredEvent): boolean {
  if (status === "disabled" || verifiedAt === null) return false;
  return (events.includes("*") || events.includes(event.type)) && (lockIds === null || lockIds.includes(lockId));
}
