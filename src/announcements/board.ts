/**
 * The doors that one hub shows, kept as they are: read from the record once, and whatever an event is about once more.
 * Events say only what to read again, so one that comes twice, or late, does no harm.
 *
 * A hub shows the doors of whom it belongs to, who could bind them to it, and no others. The operator's shows those that
 * the operator bound to it, and those that belong to nobody else. What has no device is no door of a house.
 */
import { setImmediate as turn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { AnnouncedDoor } from "../devices/announcer.ts";
import type { Hub } from "../devices/hubs/hub.ts";
import type { DeviceState } from "../devices/observed/device-states.ts";
import type { Observed } from "../devices/observed/observed.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { LockState } from "../domain/lock.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import { keysChangeAt } from "./open-keys.ts";
import { type Door, type DoorReads, openingOf, readDoor, rereadKey, shownDoor } from "./door.ts";

/** The doors of one hub. */
export interface Board {
  /** Something happened. */
  note(event: StoredEvent): void;
  /**
   * Read what changed.
   *
   * @returns all doors as they are; undefined while some have not been read yet
   * @throws StoreUnavailableError; what was not read is read the next time
   */
  look(): Promise<readonly AnnouncedDoor[] | undefined>;
}

interface BoardOptions {
  readonly hub: Hub;
  /** Doors that may be its. */
  readonly lockIds: () => Promise<readonly number[]>;
  readonly read: DoorReads & Pick<LedgerReads, "lock" | "locks">;
  readonly observed: Pick<Observed, "states">;
  readonly now: () => number;
}

/** Doors of a hub; more are not shown. */
const MAX_DOORS = 1_000;
/** Locks that are asked at once whether they are its. */
const AT_ONCE = 500;
/** Read again in one look. */
const A_LOOK = 50;
/** How old what was read of a door may be, in milliseconds: texts beside the record change without an event. */
const MAX_AGE_MS = 600_000;

/** What is to be read again of a door. */
interface Stale {
  all: boolean;
  readonly keys: Set<string>;
  opened: StoredEvent | undefined;
}

interface Told {
  readonly door: AnnouncedDoor;
  readonly seen: DeviceState | undefined;
  /** When it is otherwise, though nothing happens. */
  readonly until: number;
}

/** @returns one of which nothing was read yet */
export function createBoard({ hub, lockIds, read, observed, now }: BoardOptions): Board {
  const doors = new Map<number, Door & { readonly readAt: number }>();
  const stale = new Map<number, Stale>();
  /** As they were told last, for as long as they are so. */
  const told = new Map<number, Told>();
  /** Not asked yet whether they are its, and those of the rest that have not been read yet. */
  let unasked: readonly number[] | undefined;
  const unread = new Set<number>();
  /** The lock that is being read. */
  let reading: number | undefined;
  /** What happens to a door before it is read needs no note: it is read then. */
  const isKnown = (lockId: number) => doors.has(lockId) || lockId === reading;

  function staleOf(lockId: number): Stale {
    const one = stale.get(lockId) ?? { all: false, keys: new Set(), opened: undefined };
    stale.set(lockId, one);
    return one;
  }

  async function readAgain(lockId: number, { all, keys, opened }: Stale): Promise<void> {
    const known = doors.get(lockId);
    told.delete(lockId);
    if (all || !known) {
      const lock = await read.lock(lockId);
      const isShown = lock && isShownAt(hub, lock.state) && (known || doors.size < MAX_DOORS);
      if (isShown) doors.set(lockId, { ...(await readDoor(read, lock, now())), readAt: now() });
      else doors.delete(lockId);
      return;
    }
    for (const uuid of keys) await rereadKey(read, known, uuid, now());
    if (opened) known.opening = await openingOf(read, opened);
  }

  /** Which of those that may be its are. */
  async function ask(): Promise<void> {
    unasked ??= (await lockIds()).toSorted((a, b) => a - b);
    while (unasked.length > 0) {
      for (const [lockId, { state }] of await read.locks(unasked.slice(0, AT_ONCE))) {
        if (!isShownAt(hub, state) || unread.size >= MAX_DOORS) continue;
        staleOf(lockId).all = true;
        unread.add(lockId);
      }
      unasked = unasked.slice(AT_ONCE);
      // A file answers at once: others get their turn here.
      await turn();
    }
  }

  /** The same object as before where it is the same still. */
  function tell(lockId: number, seen: DeviceState | undefined, at: number): AnnouncedDoor {
    const door = doors.get(lockId)!;
    if (at - door.readAt > MAX_AGE_MS) staleOf(lockId).all = true;
    const before = told.get(lockId);
    if (before && at < before.until && isDeepStrictEqual(before.seen, seen)) return before.door;
    const now: Told = { door: shownDoor(door, seen, at), seen, until: keysChangeAt(door.keys.values(), at) };
    told.set(lockId, now);
    return now.door;
  }

  return {
    note(stored) {
      const { event, lockId } = stored;
      switch (event.type) {
        case "OwnerSet":
        case "OrganizationSet":
        case "DeviceBound":
        case "DeviceUnbound":
          staleOf(lockId).all = true;
          return;
        case "TempKeyCreated":
        case "TempKeyUpdated":
        case "TempKeyDeleted":
        case "TempKeyPaused":
        case "TempKeyResumed":
        case "TempKeyUsed":
        case "TempKeyUseReleased":
          if (isKnown(lockId)) staleOf(lockId).keys.add(event.data.tempKeyUuid);
          return;
        case "LockOpened":
          if (isKnown(lockId)) staleOf(lockId).opened = stored;
          return;
        default:
      }
    },
    async look() {
      await ask();
      for (const [lockId, one] of [...stale].slice(0, A_LOOK)) {
        // What happens while it is read is noted anew.
        stale.delete(lockId);
        reading = lockId;
        try {
          await readAgain(lockId, one);
          unread.delete(lockId);
        } catch (error) {
          staleOf(lockId).all = true;
          throw error;
        } finally {
          reading = undefined;
        }
      }
      if (unread.size > 0) return undefined;
      const shown = [...doors.keys()];
      const states = await observed.states(shown);
      const at = now();
      return shown.map((lockId) => tell(lockId, states.get(lockId), at));
    },
  };
}

function isShownAt({ hubId, orgId, ownerId }: Hub, lock: LockState): boolean {
  if (lock.device === undefined) return false;
  if (orgId !== null) return lock.orgId === orgId;
  if (ownerId !== null) return lock.ownerId === ownerId;
  return lock.device.hubId === hubId || (lock.ownerId === null && lock.orgId === null);
}
