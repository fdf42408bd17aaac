/** One door as it is shown: read from the record once, and again in what events say has changed. */
import type { AnnouncedDoor, AnnouncedOpening } from "../devices/announcer.ts";
import type { DeviceState } from "../devices/observed/device-states.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { LedgerReads, LockRecord } from "../ledger/ledger.ts";
import { keysOpenAt, type OpenKey, openKeyAt } from "./open-keys.ts";

/** What is read of the record. */
export type DoorReads = Pick<LedgerReads, "tempKey" | "tempKeysOfLock" | "events" | "order">;

/** A door as the record has it. */
export interface Door {
  readonly lock: LockRecord;
  opening: AnnouncedOpening | undefined;
  /** By their UUIDs; those that may open it now or later. */
  readonly keys: Map<string, OpenKey>;
  hasMore: boolean;
}

/** Keys that were not taken back are read so many at a time, so many of them, and so many are kept. */
const PAGE = 200;
const MAX_READ = 5_000;
const MAX_KEPT = 1_000;
/** How far back the last opening is looked for, in events of the door. */
const EVENTS = 200;
const MAX_EVENTS = 1_000;

/** All that is known of a door. */
export async function readDoor(read: DoorReads, lock: LockRecord, now: number): Promise<Door> {
  const { lockId } = lock.state;
  const door: Door = { lock, opening: await lastOpening(read, lock), keys: new Map(), hasMore: false };
  let before: number | undefined;
  for (let count = 0; ; count += PAGE) {
    const page = await read.tempKeysOfLock(lockId, {
      limit: PAGE,
      withRevoked: false,
      ...(before !== undefined && { before }),
    });
    for (const key of page) keep(door, key.state.uuid, openKeyAt(key, lockId), now);
    before = page.at(-1)?.cursor;
    if (page.length < PAGE) return door;
    if (count + PAGE >= MAX_READ) door.hasMore = true;
    if (door.hasMore) return door;
  }
}

/** A key was made, changed, used or taken back. */
export async function rereadKey(read: DoorReads, door: Door, uuid: string, now: number): Promise<void> {
  const key = await read.tempKey(uuid);
  keep(door, uuid, key && openKeyAt(key, door.lock.state.lockId), now);
}

function keep(door: Door, uuid: string, key: OpenKey | undefined, now: number): void {
  const { keys } = door;
  if (!key || key.until <= now) keys.delete(uuid);
  else if (keys.has(uuid) || keys.size < MAX_KEPT) keys.set(uuid, key);
  else door.hasMore = true;
}

async function lastOpening(read: DoorReads, { state, version }: LockRecord): Promise<AnnouncedOpening | undefined> {
  const least = Math.max(0, version - MAX_EVENTS);
  for (let to = version; to > least; to -= EVENTS) {
    const events = await read.events(state.lockId, Math.max(least, to - EVENTS) + 1, to);
    const last = events.findLast(({ event }) => event.type === "LockOpened");
    if (last) return openingOf(read, last);
  }
  return undefined;
}

/** What an event says of an opening; undefined where it is about something else. */
export async function openingOf(read: DoorReads, { event, at }: StoredEvent): Promise<AnnouncedOpening | undefined> {
  if (event.type !== "LockOpened") return undefined;
  const order = await read.order(event.data.orderId);
  const uuid = order?.tempKeyUuid ?? undefined;
  const key = uuid === undefined ? undefined : await read.tempKey(uuid);
  return {
    at,
    key: key?.description ?? null,
    withKey: uuid !== undefined,
    confirmed: order?.acceptedOnly !== true,
  };
}

/** The door at this moment. */
export function shownDoor(door: Door, seen: DeviceState | undefined, now: number): AnnouncedDoor {
  const { lock, opening, keys, hasMore } = door;
  const { lockId, device } = lock.state;
  // Of another device that it was before nothing is said.
  const isIts = seen?.hubId === device?.hubId && seen?.address === device?.address;
  return {
    lockId,
    name: lock.name,
    ...(seen && isIts && { snapshot: seen.snapshot }),
    ...(opening && { opening }),
    keys: keysOpenAt(keys.values(), now, hasMore),
  };
}
