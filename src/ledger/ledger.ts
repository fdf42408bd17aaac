/**
 * The ledger's port: commands go in, committed answers come out, and the state can be read.
 *
 * Whatever `submit` answered is durable: it survives the end of the process and of the machine. A command that was
 * not answered may or may not have been recorded; submitting it again is harmless.
 *
 * Times are milliseconds since the epoch; versions count the events of one lock from 1; positions rise over all events,
 * on PostgreSQL with gaps. Events and their names are the published contract's.
 */
import type { Command } from "../domain/command.ts";
import type { Accepted, Refused } from "../domain/decision.ts";
import type { KeyRow } from "../domain/erasable.ts";
import type { LedgerEvent, StoredEvent } from "../domain/events.ts";
import type { LockState } from "../domain/lock.ts";
import type { OrderState } from "../domain/order.ts";
import type { RawEvent } from "./raw-event.ts";

/** The port of the record: decide commands, and read what came of them. Both stores pass its conformance suite. */
export interface Ledger {
  /**
   * Decide a command and record what it comes to.
   *
   * @returns what was done, or a refusal: an expected no, with its reason, some of which are on the record too
   * @throws LedgerBusyError when more commands wait than the queue holds; nothing was recorded
   * @throws StoreUnavailableError when the store could not commit, or the ledger is closed; nothing was recorded, but
   * where the store was lost while it committed and did not come back: then nobody knows
   * @throws Error for a fault in the command or its decision; nothing of it was recorded
   */
  submit(command: Command): Promise<Submitted>;
  readonly read: LedgerReads;
  /**
   * Write something that is no part of the record, as durably as a command's events, and not in the queue with them.
   *
   * @throws StoreUnavailableError when the store did not take it
   */
  probe(): Promise<void>;
  /** Finish what was taken, then let go of the store. Again, it does nothing more. */
  close(): Promise<void>;
}

/** Commands that open a door. Only `openings/` submits them: an order that they make must reach its device. */
export type OpeningCommand = Exclude<OrderCommand, { readonly type: "sendOrder" | "reportOrder" | "expireOrder" }>;

/** Commands that make an order, or say what becomes of one. */
type OrderCommand = Extract<Command, { readonly orderId: string }>;

/** Commands that make no order for a device. */
export type CommandWithoutOrder = Exclude<Command, OrderCommand>;

/** The ledger of all who neither open doors nor carry orders: it takes every other command. */
export interface LedgerWithoutOrders extends Pick<Ledger, "read" | "probe"> {
  /** As `Ledger.submit`. */
  submit(command: CommandWithoutOrder): Promise<Submitted>;
}

/** The answer to a command. */
export type Submitted = Done | Refused;

/** What an accepted command came to. */
export interface Done extends Omit<Accepted, "event"> {
  /** The event that answers the command; null when it was already done before. */
  readonly event: AnsweredEvent | null;
  /** Events in the lock's stream after this command. */
  readonly version: number;
  /** Of the commands that open: the order that was made, or made when the command was first given, as it is now. */
  readonly order?: OrderState;
}

/** The event that a caller is told of. */
export interface AnsweredEvent {
  readonly type: LedgerEvent["type"];
  /** Left out where it is never told to a caller: for guests' openings and for what becomes of orders. */
  readonly data?: LedgerEvent["data"];
}

/**
 * The state as it is committed. Whoever was answered a command sees what it did, here and in every other process.
 *
 * Each throws StoreUnavailableError when the store does not answer.
 */
export interface LedgerReads {
  /** By its number; undefined when there is no such lock. */
  lock(lockId: number): Promise<LockRecord | undefined>;
  /** Those of these locks that there are, by their numbers, in one statement. */
  locks(lockIds: readonly number[]): Promise<ReadonlyMap<number, LockRecord>>;
  /** The locks that somebody has, by rising numbers, with the end of the stream of each. */
  streamsOf(holder: Holder, page: StreamPage): Promise<readonly StreamEnd[]>;
  /** The keys that events after these ends are about; refusals of them, which change nothing of a key, left out. */
  keysSince(ends: readonly StreamEnd[]): Promise<readonly string[]>;
  /**
   * What was changed of texts that no event tells of: notes, labels and PINs of keys, names of locks, and users.
   *
   * @param after the `cursor` of an earlier answer; without it nothing is told but the cursor of now
   */
  changedTexts(after?: string): Promise<ChangedTexts>;
  /** The least number that no lock has; another may take it at any time. */
  freeLockId(): Promise<number>;
  /** The locks that are devices of a hub, by the address; simulated ones are not among them. */
  boundTo(hubId: string): Promise<ReadonlyMap<string, number>>;
  /** By its UUID, in lower case; undefined when there is no such key. Revoked and ended ones are there too. */
  tempKey(uuid: string): Promise<TempKeyRecord | undefined>;
  /** Those of these keys that there are, in no order, in one statement. */
  tempKeys(uuids: readonly string[]): Promise<readonly TempKeyRecord[]>;
  /** The keys that one of these blind indexes of a PIN finds at a lock, whatever their ciphertexts hold. */
  keysWithPin(lockId: number, blindIndexes: readonly string[]): Promise<readonly TempKeyRecord[]>;
  /** Undefined when no opening with this id was admitted. */
  order(orderId: string): Promise<OrderState | undefined>;
  /** The keys of a lock, newest first; `before` is the `cursor` of an earlier page. */
  tempKeysOfLock(lockId: number, page: KeyPage): Promise<readonly TempKeyRecord[]>;
  /** The keys that somebody created, by the name that the record keeps of them, newest first. */
  tempKeysCreatedBy(createdBy: string, page: KeyPage): Promise<readonly TempKeyRecord[]>;
  /** Events of one lock with `fromVersion <= version <= toVersion`, in rising order. */
  events(lockId: number, fromVersion: number, toVersion: number): Promise<readonly StoredEvent[]>;
  /** The same as the log holds them, for those who look through many, copy them or prove them. */
  rawEvents(lockId: number, fromVersion: number, toVersion: number): Promise<readonly RawEvent[]>;
  /** The events that stand at these places, in one statement, in no order; whoever was followed to them knows them. */
  eventsAt(places: readonly EventPlace[]): Promise<readonly StoredEvent[]>;
  /** How many events of a lock stand at or before a position of the log. */
  versionAt(lockId: number, position: number): Promise<number>;
  /** Undefined when there is no such key. */
  streamsOfKey(uuid: string): Promise<KeyStreams | undefined>;
  /** Why people gave these orders, of those who said so; beside the record, and gone where it was erased. */
  openReasons(orderIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Orders without an outcome whose deadline passed before `at`, oldest first. */
  overdueOrders(at: number, limit: number): Promise<readonly string[]>;
  /** Orders without an outcome whose deadline is after `at`, the last first. */
  ordersAhead(at: number, limit: number): Promise<readonly string[]>;
  /** Paused keys that are revoked by themselves before `at`, the first first. */
  keysToRevoke(at: number, limit: number): Promise<readonly KeyToRevoke[]>;
  /**
   * Orders that wait for their lock since before `since` and may still be sent at `at`, those whose deadline is nearest
   * first.
   */
  waitingOrders(since: number, at: number, limit: number): Promise<readonly OrderState[]>;
  /**
   * The events of all locks that come after a cursor of the log, each exactly once, those of a lock by rising version;
   * from the beginning without a cursor. What was just committed may come a moment later.
   *
   * @param after the `cursor` of an earlier answer of this store
   * @param limit events at the most; none means that there are no more by now, and the cursor stays
   */
  follow(after: string | undefined, limit: number): Promise<Followed>;
  /**
   * The cursor of now, for whoever reads the state and then what happens to it: what is read after this and what is
   * followed from here leave nothing out; some of it may come by both ways.
   */
  followedTo(): Promise<string>;
  /**
   * The cursor of the newest event that is committed by now: whoever followed as far, by `isFollowedTo`, was given all that
   * was committed before this was asked.
   */
  newest(): Promise<string>;
}

/** A paused key, and when it is revoked by itself, in milliseconds since the epoch. */
export interface KeyToRevoke {
  readonly tempKeyUuid: string;
  readonly revokeAt: number;
}

/** Whose locks: of an organisation, of a user, or of anybody. */
export type Holder =
  | { readonly kind: "organization"; readonly orgId: string }
  | { readonly kind: "owner"; readonly userId: string }
  | { readonly kind: "anybody" };

/** Which streams to list. */
export interface StreamPage {
  /** The last lock that is known; 0 for none. */
  readonly after: number;
  readonly limit: number;
}

/** How many events a lock's stream has. */
export interface StreamEnd {
  readonly lockId: number;
  readonly version: number;
}

/** Whose texts changed; some may be named again later. */
export interface ChangedTexts {
  /** UUIDs. */
  readonly keys: readonly string[];
  readonly locks: readonly number[];
  readonly users: readonly string[];
  readonly cursor: string;
}

/** Where an event stands, of its lock and of the log. */
export type EventPlace = Pick<StoredEvent, "lockId" | "version" | "position">;

/** Events that came after a cursor. */
export interface Followed {
  readonly events: readonly StoredEvent[];
  /** Where to go on; only the store that gave it can read it. */
  readonly cursor: string;
}

/** Which keys to list, the newest first. */
export interface KeyPage {
  /** Keys at the most. */
  readonly limit: number;
  /** The `cursor` of the last key that is known; from the newest key if left out. */
  readonly before?: number;
  readonly withRevoked: boolean;
}

/** Where in the record the events of a key are. */
export interface KeyStreams {
  /** Every lock that it opens or ever opened, in rising order. */
  readonly lockIds: readonly number[];
  /** A position before its first event; the nearer the less is looked through, and 0 is never wrong. */
  readonly after: number;
}

/** A lock as it is read. */
export interface LockRecord {
  readonly state: LockState;
  /** Events in the lock's stream. */
  readonly version: number;
  /** When the last event happened, in milliseconds. */
  readonly updatedAt: number;
  /** Beside the record, so that it can be erased; null where the lock was given none. */
  readonly name: string | null;
}

/** A key as it is read, with its erasable part. */
export interface TempKeyRecord extends KeyRow {
  /** Position of the key among all keys; rises with creation. */
  readonly cursor: number;
}

/** The bounded queue is full: come back in a second. */
export class LedgerBusyError extends Error {
  override readonly name = "LedgerBusyError";
}
