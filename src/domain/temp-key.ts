/**
 * A temporary key: the credential that a guest holds as a link, for one door or several. Its decisions are in
 * `create-key.ts`, `change-key.ts`, `pause-key.ts`, `revoke-key.ts`, `use-temp-key.ts`, `open-door.ts` and `open-with-pin.ts`.
 */
import type { KeyFacts } from "./event-facts.ts";
import {
  type KeyChanges,
  type KeyTerms,
  type OwnTerms,
  type PublishedTerms,
  readTerms,
  termsAfter,
  termsOf,
} from "./key-terms.ts";
import type { GuestNotice, KnownToGuest, NoticeChannel, NoticeFailure } from "./guest-notice-facts.ts";
import type { OpenMethod, OrderEvent } from "./order.ts";
import { afterRefusal, type Asked, type Refusals } from "./refusal-counting.ts";
import type { AdmissionRefusal } from "./refusals.ts";

// ---- events

/** Everything that happens to a key, recorded in the stream of each lock that it opens. */
export type TempKeyEvent =
  /** The key opens this lock too; the first such event of a key makes the key. */
  | {
      readonly type: "TempKeyCreated";
      readonly data: KeyFacts & PublishedTerms & { readonly createdBy: string };
      readonly context: OwnTerms & {
        readonly door: number;
        readonly method: DoorMethod;
        /** The key was there already, and this door came to it. */
        readonly added?: true;
      };
    }
  /** The key's terms changed; every door's lock has one. */
  | {
      readonly type: "TempKeyUpdated";
      readonly data: KeyFacts & { readonly changes: KeyChanges; readonly updatedBy: string };
      readonly context?: OwnTerms;
    }
  /**
   * The key was taken back; every door's lock has one. With a `door`, only that door was taken out of the key. With
   * `afterPause`, the server did it when the time of a pause was over; `deletedBy` is then who asked for that.
   */
  | {
      readonly type: "TempKeyDeleted";
      readonly data: KeyFacts & { readonly deletedBy: string };
      readonly context?: { readonly door?: number; readonly afterPause?: true };
    }
  /** The key opens nothing until it is resumed; every door's lock has one. Said again, the later one counts. */
  | {
      readonly type: "TempKeyPaused";
      readonly data: KeyFacts & {
        readonly pausedBy: string;
        /** ISO 8601: from then on the key is taken back. */
        readonly revokeAfter?: string;
      };
      readonly context?: never;
    }
  /** The key opens again; every door's lock has one. */
  | {
      readonly type: "TempKeyResumed";
      readonly data: KeyFacts & { readonly resumedBy: string };
      readonly context?: never;
    }
  /** The guest was sent a message of this kind; in the stream of the key's first door alone. */
  | {
      readonly type: "TempKeyNoticeSent";
      readonly data: KeyFacts & { readonly notice: GuestNotice; readonly channel: NoticeChannel };
      readonly context: {
        readonly noticeId: string;
        /** What the guest knows by it. */
        readonly known: KnownToGuest;
      };
    }
  /** The guest could not be sent it, and nobody tries any more. */
  | {
      readonly type: "TempKeyNoticeFailed";
      readonly data: KeyFacts & {
        readonly notice: GuestNotice;
        readonly channel: NoticeChannel;
        readonly reason: NoticeFailure;
      };
      readonly context: { readonly noticeId: string };
    }
  /** One use was taken. With an `orderId`, for that order; without, recorded by somebody who opened by other means. */
  | {
      readonly type: "TempKeyUsed";
      readonly data: KeyFacts & { readonly userId?: string; readonly usedCount: number };
      readonly context: {
        readonly door: number;
        readonly method: OpenMethod;
        readonly orderId?: string;
        readonly queued?: boolean;
        /** Where a PIN was entered: a keyed hash of the address. */
        readonly source?: string;
      };
    }
  /** The use taken for an order was given back, because the door did not open. */
  | {
      readonly type: "TempKeyUseReleased";
      readonly data: KeyFacts & { readonly usedCount: number; readonly orderId: string };
      /** Absent in records from before keys had several doors. */
      readonly context?: { readonly door: number };
    }
  /**
   * The key was refused, or, with a `count`, so many times more. Via: a guest with the link or a PIN, or somebody
   * entitled who records a use.
   */
  | {
      readonly type: "AdmissionRefused";
      readonly data: KeyFacts & { readonly reason: AdmissionRefusal; readonly method: OpenMethod };
      readonly context: Asked & {
        /** ISO 8601: repeats until then are counted, and told afterwards. Absent in older records, which have them all. */
        readonly countedUntil?: string;
        /** Those of the key that are refused for the same reason are counted with it, whoever asks. */
        readonly together?: true;
        readonly count?: number;
        /** ISO 8601: of those that were counted. */
        readonly firstAt?: string;
        readonly lastAt?: string;
      };
    };

/** How a door of a key may be opened. */
export type DoorMethod = OpenMethod | "both";

// ---- state

/** One lock within one key. */
export interface Door {
  /** Number of the door within its key, from 1; never given to another door of the key. */
  readonly id: number;
  readonly lockId: number;
  readonly method: DoorMethod;
  readonly usedCount: number;
}

/** The fold of a key's events. */
export interface TempKeyState extends KeyTerms {
  readonly uuid: string;
  /** At least one; a lock at most once. */
  readonly doors: readonly Door[];
  /** The number of the door that is added next. */
  readonly nextDoor: number;
  readonly usedCount: number;
  /** Milliseconds since the epoch, as `revokedAt`. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly revokedAt: number | null;
  /** When it last took a use, in milliseconds since the epoch, also one that was given back; absent while it took none. */
  readonly lastUsedAt?: number;
  /** Orders of this key that were admitted and may still be waiting to be sent: what a revocation cancels. */
  readonly queuedOrders: readonly string[];
  /** What it was created with, once that was changed: a repeat of the creating call is still that same call. */
  readonly createdWith: Creation | null;
  /** Absent while none was recorded, and in records from before they were counted. */
  readonly refusals?: Refusals;
  /** While it is paused. */
  readonly paused?: Pause;
  /** Absent while its guest was sent nothing. */
  readonly notices?: {
    /** The id of the last message. */
    readonly last: string;
    /** Absent while none arrived. */
    readonly known?: KnownToGuest;
  };
}

/** A key opens nothing for a while. */
export interface Pause {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** As the record names them. */
  readonly by: string;
  /** The instant from which on the key is revoked, whether or not that is on the record yet. */
  readonly revokeAfter?: number;
}

/**
 * Since when a key is revoked: it was taken back, or the time of its pause is over, which counts before anybody has
 * written it down.
 *
 * @param at milliseconds since the epoch
 * @returns milliseconds since the epoch; null while it is not
 */
export function revokedSince(
  { revokedAt, paused }: Pick<TempKeyState, "revokedAt" | "paused">,
  at: number,
): number | null {
  const { revokeAfter } = paused ?? {};
  return revokedAt ?? (revokeAfter !== undefined && at >= revokeAfter ? revokeAfter : null);
}

/** What a key was made with, to tell a repeat of its making from another request. */
export interface Creation extends KeyTerms {
  readonly doors: readonly { readonly lockId: number; readonly method: DoorMethod }[];
}

/** Whether a key that was not taken back opens this lock and another one. */
export function isSharedAt(lockId: number): (key: TempKeyState) => boolean {
  return ({ revokedAt, doors }) =>
    revokedAt === null && doors.length > 1 && doors.some((door) => door.lockId === lockId);
}

/** Whether a door opens by the link (`key`) or by the PIN (`code`). */
export function opensBy(door: Pick<Door, "method">, method: OpenMethod): boolean {
  return door.method === method || door.method === "both";
}

/** The locks of a key at which a PIN opens. */
export function pinLocks(key: Pick<TempKeyState, "doors">): readonly number[] {
  return key.doors.filter((door) => opensBy(door, "code")).map(({ lockId }) => lockId);
}

// ---- evolve

type LockOpenSent = OrderEvent & { type: "LockOpenSent" };

/**
 * The key after an event of it.
 *
 * @param key undefined before its first `TempKeyCreated`
 * @param at when it happened, in milliseconds since the epoch
 * @throws Error for an event of a key that was never created
 */
export function evolveTempKey(
  key: TempKeyState | undefined,
  event: TempKeyEvent | LockOpenSent,
  at: number,
): TempKeyState {
  if (event.type === "TempKeyCreated") {
    const { data, context } = event;
    const door = { id: context.door, lockId: data.lockId, method: context.method, usedCount: 0 };
    if (key) {
      const createdWith = context.added ? (key.createdWith ?? creationOf(key)) : key.createdWith;
      return { ...key, doors: [...key.doors, door], nextDoor: door.id + 1, createdWith };
    }
    return {
      uuid: data.tempKeyUuid,
      doors: [door],
      nextDoor: door.id + 1,
      ...readTerms(data, context),
      usedCount: 0,
      createdAt: at,
      createdBy: data.createdBy,
      revokedAt: null,
      queuedOrders: [],
      createdWith: null,
    };
  }
  if (!key) throw new Error(`${event.type} for a key that was never created`);
  switch (event.type) {
    case "TempKeyUpdated": {
      const terms = termsAfter(key, { ...event.data.changes, ...event.context });
      return { ...key, ...terms, createdWith: key.createdWith ?? creationOf(key) };
    }
    case "TempKeyDeleted": {
      const removed = event.context?.door;
      if (removed === undefined) return { ...withoutPause(key), revokedAt: revokedSince(key, at) ?? at };
      const doors = key.doors.filter(({ id }) => id !== removed);
      return { ...key, doors, createdWith: key.createdWith ?? creationOf(key) };
    }
    case "TempKeyPaused": {
      const { pausedBy: by, revokeAfter } = event.data;
      const since = key.paused?.since ?? at;
      return {
        ...key,
        paused: { since, by, ...(revokeAfter !== undefined && { revokeAfter: Date.parse(revokeAfter) }) },
      };
    }
    case "TempKeyResumed":
      return withoutPause(key);
    case "TempKeyNoticeSent":
      return { ...key, notices: { last: event.context.noticeId, known: event.context.known } };
    case "TempKeyNoticeFailed":
      return { ...key, notices: { ...key.notices, last: event.context.noticeId } };
    case "TempKeyUsed": {
      const { door, orderId, queued } = event.context;
      const doors = counted(key.doors, door, 1);
      const used = { ...key, usedCount: event.data.usedCount, doors, lastUsedAt: at };
      return queued && orderId !== undefined ? { ...used, queuedOrders: [...key.queuedOrders, orderId] } : used;
    }
    case "TempKeyUseReleased":
      return {
        ...key,
        usedCount: event.data.usedCount,
        doors: counted(key.doors, event.context?.door ?? 1, -1),
        queuedOrders: without(key.queuedOrders, event.data.orderId),
      };
    case "LockOpenSent":
      return { ...key, queuedOrders: without(key.queuedOrders, event.data.orderId) };
    case "AdmissionRefused": {
      const { countedUntil, together = false, count: _count, firstAt: _first, lastAt: _last, ...asked } = event.context;
      if (countedUntil === undefined) return key;
      const { tempKeyUuid, lockId, reason, method } = event.data;
      const kind = { tempKeyUuid, lockId, reason, method, asked };
      return { ...key, refusals: afterRefusal(key.refusals, kind, { until: Date.parse(countedUntil), together }, at) };
    }
    default:
      return event satisfies never;
  }
}

function withoutPause(key: TempKeyState): TempKeyState {
  const { paused: _, ...rest } = key;
  return rest;
}

/** When the server is to revoke the key by itself, as a store's column has it; null for never. */
export function revokeAt({ paused }: TempKeyState): number | null {
  return paused?.revokeAfter ?? null;
}

function counted(doors: readonly Door[], id: number, uses: 1 | -1): readonly Door[] {
  return doors.map((door) => (door.id === id ? { ...door, usedCount: Math.max(0, door.usedCount + uses) } : door));
}

function without(orders: readonly string[], orderId: string): readonly string[] {
  return orders.filter((id) => id !== orderId);
}

/** What the key has now, as something that it could have been created with. */
export function creationOf(key: Creation): Creation {
  return { ...termsOf(key), doors: key.doors.map(({ lockId, method }) => ({ lockId, method })) };
}
