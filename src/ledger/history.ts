/**
 * Looking through the record for some of its events, in the order in which they were recorded. No index says where
 * they are, so a search looks at a bounded number of events and then tells where to go on.
 */
import { setImmediate } from "node:timers/promises";
import type { StoredEvent } from "../domain/events.ts";
import type { LedgerReads } from "./ledger.ts";
import { parseEvent, type RawEvent, storedEvent } from "./raw-event.ts";

/** Which events a search is for; what is left out leaves nothing out. */
export interface HistoryFilter {
  readonly types?: ReadonlySet<string>;
  /** Only events of this key: of its openings and orders too. */
  readonly tempKeyUuid?: string;
  /** Milliseconds since the epoch: `from <= at < to`. */
  readonly from?: number;
  readonly to?: number;
}

/** An event by its stream, so that nothing is told of how much other locks record. */
export interface EventReference {
  readonly lockId: number;
  readonly version: number;
}

/** A search through the streams of one key or lock. */
export interface HistorySearch {
  /** The streams to look through; as many as a key has doors. */
  readonly lockIds: readonly number[];
  readonly filter: HistoryFilter;
  readonly direction: "forward" | "backward";
  /** The last event that was looked at before; without it, from the beginning or the end. */
  readonly start?: EventReference;
  /** Positions up to this one have nothing to find. */
  readonly after?: number;
  /** Events that match and are not wanted, before those that are. */
  readonly skip?: number;
  readonly limit: number;
}

/** One page of a search. */
export interface HistoryFound {
  /** In rising order, whatever the direction. */
  readonly events: readonly StoredEvent[];
  /** How many of those to skip were met. */
  readonly skipped: number;
  /** Where to go on; null when there is nothing more to look at. */
  readonly next: EventReference | null;
}

/** Events that one search looks at, at the most. */
export const MAX_LOOKED_AT = 10_000;
/** Events that are read at a time from one stream, and from each of several. */
const CHUNK = 256;
const SHARED_CHUNK = 64;

type Reads = Pick<LedgerReads, "lock" | "rawEvents" | "versionAt" | "order">;

/** Look through streams for events, at most `maxLookedAt` at a time; `next` says where to go on. */
export async function searchHistory(
  read: Reads,
  search: HistorySearch,
  maxLookedAt = MAX_LOOKED_AT,
): Promise<HistoryFound> {
  const { filter, direction, skip = 0, limit } = search;
  const streams = await Promise.all((await rangesOf(read, search)).map((range) => openStream(read, range, search)));
  const found: StoredEvent[] = [];
  let skipped = 0;
  let last: RawEvent | undefined;
  let nearest = await nearestOf(streams, direction);
  for (let looked = 0; nearest && looked < maxLookedAt && found.length < limit; looked++) {
    last = nearest.take();
    if (last && (await matches(read, last, filter))) {
      if (skipped < skip) skipped++;
      else found.push(storedEvent(last));
    }
    nearest = await nearestOf(streams, direction);
  }
  const next = nearest && last ? { lockId: last.lockId, version: last.version } : null;
  return { events: direction === "forward" ? found : found.toReversed(), skipped, next };
}

interface Range {
  readonly lockId: number;
  readonly first: number;
  readonly last: number;
}

/** The versions of every stream that are still to be looked at. */
async function rangesOf(read: Reads, { lockIds, direction, start, after = 0 }: HistorySearch): Promise<Range[]> {
  const [startEvent] = start ? await read.rawEvents(start.lockId, start.version, start.version) : [];
  if (start && !startEvent) throw new Error(`lock ${start.lockId} has no version ${start.version}`);
  return Promise.all(
    lockIds.map(async (lockId) => {
      let first = (after > 0 ? await read.versionAt(lockId, after) : 0) + 1;
      let last = (await read.lock(lockId))?.version ?? 0;
      if (startEvent && direction === "forward") {
        first = Math.max(first, (await read.versionAt(lockId, startEvent.position)) + 1);
      } else if (startEvent) {
        last = Math.min(last, await read.versionAt(lockId, startEvent.position - 1));
      }
      return { lockId, first, last };
    }),
  );
}

interface Stream {
  /** The next event. Undefined when it has to be read first, or there is none. */
  head(): RawEvent | undefined;
  fill(): Promise<void>;
  take(): RawEvent | undefined;
}

function openStream(read: Reads, { lockId, first, last }: Range, { direction, lockIds }: HistorySearch): Stream {
  const size = lockIds.length === 1 ? CHUNK : SHARED_CHUNK;
  let from = first;
  let to = last;
  /** What comes next is at the end. */
  let chunk: RawEvent[] = [];
  return {
    head: () => chunk.at(-1),
    async fill() {
      if (from > to) return;
      // Reading blocks the thread, so others get their turn between chunks.
      await setImmediate();
      if (direction === "forward") {
        const end = Math.min(to, from + size - 1);
        chunk = (await read.rawEvents(lockId, from, end)).toReversed();
        from = end + 1;
      } else {
        const begin = Math.max(from, to - size + 1);
        chunk = [...(await read.rawEvents(lockId, begin, to))];
        to = begin - 1;
      }
    },
    take: () => chunk.pop(),
  };
}

async function nearestOf(streams: readonly Stream[], direction: "forward" | "backward"): Promise<Stream | undefined> {
  let nearest: Stream | undefined;
  let best = direction === "forward" ? Infinity : -Infinity;
  for (const stream of streams) {
    if (!stream.head()) await stream.fill();
    const event = stream.head();
    if (!event) continue;
    if (direction === "forward" ? event.position < best : event.position > best) {
      nearest = stream;
      best = event.position;
    }
  }
  return nearest;
}

async function matches(read: Reads, event: RawEvent, filter: HistoryFilter): Promise<boolean> {
  const { types, tempKeyUuid, from = -Infinity, to = Infinity } = filter;
  if (types && !types.has(event.type)) return false;
  if (event.at < from || event.at >= to) return false;
  return tempKeyUuid === undefined || (await isOfKey(read, event, tempKeyUuid));
}

async function isOfKey(read: Reads, raw: RawEvent, tempKeyUuid: string): Promise<boolean> {
  // What becomes of an order does not name the key; everything else of a key does.
  const settles = raw.type === "LockOpened" || raw.type === "LockOpenFailed";
  if (!settles && !raw.data.includes(tempKeyUuid) && !raw.context?.includes(tempKeyUuid)) return false;
  const event = parseEvent(raw);
  switch (event.type) {
    case "LockOpened":
    case "LockOpenFailed":
      return (await read.order(event.data.orderId))?.tempKeyUuid === tempKeyUuid;
    case "LockOpenRequested":
    case "LockOpenSent":
    case "PinRefused":
      return event.context.tempKeyUuid === tempKeyUuid;
    case "TempKeyCreated":
    case "TempKeyUpdated":
    case "TempKeyDeleted":
    case "TempKeyPaused":
    case "TempKeyResumed":
    case "TempKeyNoticeSent":
    case "TempKeyNoticeFailed":
    case "TempKeyUsed":
    case "TempKeyUseReleased":
    case "AdmissionRefused":
      return event.data.tempKeyUuid === tempKeyUuid;
    case "LockCreated":
    case "OwnerSet":
    case "OrganizationSet":
    case "LockUuidChanged":
    case "LockTimeZoneChanged":
    case "DeviceBound":
    case "DeviceUnbound":
    case "DeviceOffline":
    case "DeviceOnline":
    case "BatteryLow":
    case "DoorAjar":
    case "DoorForced":
    case "LockJammed":
    case "ManualOperation":
      return false;
    default:
      return event satisfies never;
  }
}
