/** Histories over HTTP: their filters, their pages, and how an event is shown. */
import Type, { type Static } from "typebox";
import type { StoredEvent } from "../../../domain/events.ts";
import { isoTime } from "../../../domain/ids.ts";
import { eventId } from "../../../ledger/chain.ts";
import { type EventReference, type HistoryFilter, type HistorySearch, searchHistory } from "../../../ledger/history.ts";
import type { LedgerReads } from "../../../ledger/ledger.ts";
import { invalidField } from "../../answers/errors.ts";
import { atOnce } from "../../requests/at-once.ts";
import { AnyEvent, EventType } from "./events.ts";
import { LockIdText, Timestamp } from "../schemas.ts";

export const PAGE_SIZE = 10;

export const HistoryQuery = {
  page: Type.Optional(
    Type.String({ pattern: "^[1-9]\\d{0,11}$", description: "From 1; left out, the last page", examples: ["1"] }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: "^(before(\\.[1-9]\\d{0,15}){2}|after(\\.[1-9]\\d{0,15}){3}\\.\\d{1,15})$",
      description: "nextCursor of the answer before, with the same filters and without page",
      examples: ["after.123.10000.2.10"],
    }),
  ),
  type: Type.Optional(
    Type.String({
      format: "event-types",
      description: "Only events of these types, separated by commas; may be given several times",
      examples: ["LockOpened,LockOpenFailed"],
    }),
  ),
  from: Type.Optional(
    Type.String({
      format: "date-time",
      description: "Only events from this instant on",
      examples: ["2026-12-24T00:00:00Z"],
    }),
  ),
  to: Type.Optional(
    Type.String({
      format: "date-time",
      description: "Only events before this instant",
      examples: ["2026-12-25T00:00:00Z"],
    }),
  ),
};

const Query = Type.Object(HistoryQuery);

/** Types that came in several parameters, as one list. */
export const joinTypes = atOnce((request: { readonly query: unknown }) => {
  const query = request.query as { type?: unknown };
  if (Array.isArray(query.type)) query.type = query.type.join(",");
});

/** @throws HttpError 400 where the times are in the wrong order */
export function filterOf({ type, from, to }: Static<typeof Query>): HistoryFilter {
  const filter = {
    ...(type !== undefined && { types: new Set(type.split(",")) }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
  if (filter.from !== undefined && filter.to !== undefined && filter.to <= filter.from)
    throw invalidField("to", "must be later than from");
  return filter;
}

export interface History {
  readonly lockIds: readonly number[];
  readonly filter: HistoryFilter;
  /** Positions up to this one have nothing to find. */
  readonly after?: number;
}

export interface FoundPage {
  readonly events: readonly StoredEvent[];
  /** Undefined for the newest, whose number nobody counts. */
  readonly page: number | undefined;
  readonly nextCursor: string | null;
}

/**
 * A page of what matches: page N from the beginning on, or, without a page, the last ones. A search that had to stop
 * before the page was full is gone on with by the cursor, which also counts what was found so far.
 *
 * @throws HttpError 400 for a cursor that is not of this history
 */
export async function findPage(
  read: LedgerReads,
  history: History,
  query: { readonly page?: string | undefined; readonly cursor?: string | undefined },
): Promise<FoundPage> {
  const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  if (cursor && query.page !== undefined) throw invalidField("cursor", "must not be given together with page");
  if (cursor && !(await isIn(read, history, cursor.event)))
    throw invalidField("cursor", "is no cursor of this history");
  const start = cursor && { start: cursor.event };
  if (cursor ? cursor.page === undefined : query.page === undefined) {
    const search: HistorySearch = { ...history, direction: "backward", limit: PAGE_SIZE, ...start };
    const { events, next } = await searchHistory(read, search);
    return { events, page: undefined, nextCursor: next && `before.${next.lockId}.${next.version}` };
  }
  const page = cursor?.page ?? Number(query.page);
  const seen = cursor?.seen ?? 0;
  const skip = Math.max(0, (page - 1) * PAGE_SIZE - seen);
  const limit = page * PAGE_SIZE - seen - skip;
  const search: HistorySearch = { ...history, direction: "forward", skip, limit, ...start };
  const { events, skipped, next } = await searchHistory(read, search);
  const nextPage = events.length === limit ? page + 1 : page;
  const reference = next && `${next.lockId}.${next.version}.${nextPage}.${seen + skipped + events.length}`;
  return { events, page, nextCursor: reference && `after.${reference}` };
}

interface Cursor {
  /** The last event that was looked at. */
  readonly event: EventReference;
  /** Undefined on the way back. */
  readonly page?: number;
  /** How many matches there were up to that event. */
  readonly seen?: number;
}

function parseCursor(text: string): Cursor {
  const [direction, ...numbers] = text.split(".");
  const [lockId, version, page, seen] = numbers.map(Number) as [number, number, number, number];
  const event = { lockId, version };
  if (direction === "before") return { event };
  if (seen >= page * PAGE_SIZE || !Number.isSafeInteger(page * PAGE_SIZE))
    throw invalidField("cursor", "is no cursor of this history");
  return { event, page, seen };
}

async function isIn(read: LedgerReads, { lockIds }: History, { lockId, version }: EventReference): Promise<boolean> {
  if (!lockIds.includes(lockId)) return false;
  return version <= ((await read.lock(lockId))?.version ?? 0);
}

export const EventBody = Type.Object(
  {
    id: Type.String({
      format: "uuid",
      description: "The event's UUID",
      examples: ["8a8abf9d-8ffd-87b4-8ddb-857b2cc5e73e"],
    }),
    aggregateType: Type.Enum(["lock"], { type: "string" }),
    aggregateId: LockIdText,
    version: Type.Integer({ minimum: 1, description: "Place in the lock's stream", examples: [1] }),
    type: EventType,
    timestamp: Timestamp,
    orgId: Type.String({ description: "The lock's organisation; empty without one", examples: ["seaside-flats"] }),
    event: AnyEvent,
    reason: Type.Optional(
      Type.String({
        description: "Why a person opened without a key; beside the record, and not part of what is hashed",
      }),
    ),
    hash: Type.String({
      pattern: "^[0-9a-f]{64}$",
      description: "SHA-256 in hex",
      examples: ["8a8abf9d8ffdc7b40ddb857b2cc5e73e1776052d0f0c1b171c051bfb9ef64729"],
    }),
  },
  { title: "RecordedEvent", description: "An event with its place in the record" },
);

export const Page = Type.Integer({ minimum: 0, description: "Number of the page", examples: [1] });
export const PageSize = Type.Integer({ description: "How many events a page has at the most", examples: [PAGE_SIZE] });

/** The events of a page, with what stands beside them. */
export async function eventBodies(
  read: Pick<LedgerReads, "openReasons">,
  events: readonly StoredEvent[],
  orgIdOf: (lockId: number) => string | null,
) {
  const orders = events.flatMap(({ event }) =>
    event.type === "LockOpenRequested" && event.context.tempKeyUuid === undefined ? [event.context.orderId] : [],
  );
  const reasons = orders.length === 0 ? undefined : await read.openReasons(orders);
  return events.map((stored) => {
    const { event } = stored;
    const reason = event.type === "LockOpenRequested" ? reasons?.get(event.context.orderId) : undefined;
    return { ...eventBody(stored, orgIdOf(stored.lockId)), ...(reason !== undefined && { reason }) };
  });
}

function eventBody({ lockId, version, at, event, hash }: StoredEvent, orgId: string | null) {
  return {
    id: eventId(hash),
    aggregateType: "lock" as const,
    aggregateId: String(lockId),
    version,
    type: event.type,
    timestamp: isoTime(at),
    orgId: orgId ?? "",
    event,
    hash: Buffer.from(hash).toString("hex"),
  };
}
