/**
 * What happened at doors, as people read it: an item for each thing, of whom it was at that moment. An opening is one item,
 * whose outcome changes. All of it is made from the record, by a reader of the feed, and can be made again.
 */
import type { LedgerEvent } from "../domain/events.ts";
import type { OpenMethod } from "../domain/order.ts";
import type { Watched } from "../feed/watch.ts";

/** What became of something that was to open a door. */
export const OUTCOMES = ["requested", "opened", "failed", "expired", "unknown", "refused"] as const;
/** One of `OUTCOMES`. */
export type Outcome = (typeof OUTCOMES)[number];

/** Whose activity it is: an organisation's, or a person's, of the locks that were theirs when it happened. */
export type Scope = { readonly orgId: string } | { readonly ownerId: string };

/** The name of a scope, which no other has. */
export function scopeName(scope: Scope): string {
  return "orgId" in scope ? `org:${scope.orgId}` : `user:${scope.ownerId}`;
}

/** One thing that happened, without the names of what it was about: these can be erased. */
export interface ActivityItem {
  /** The UUID of the event that began it, as histories have it. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Tells it from what happened in the same millisecond. */
  readonly seq: number;
  /** Rises over all items with each change of one. */
  readonly revision: number;
  readonly lockId: number;
  readonly type: LedgerEvent["type"];
  /** Null for what was not to open a door. */
  readonly outcome: Outcome | null;
  /** Of an outcome: why, by the published name of the refusal or failure. */
  readonly reason: string | null;
  /** When the outcome was known, in milliseconds since the epoch. */
  readonly settledAt: number | null;
  readonly method: OpenMethod | null;
  readonly tempKeyUuid: string | null;
  /** Who did it, by the name that the record has of them. */
  readonly personId: string | null;
  /** What whoever opened without a key gave as their reason. */
  readonly comment: string | null;
  /** Of repeated refusals: how many more there were. */
  readonly count: number | null;
}

/** Which items; what is left out leaves nothing out. */
export interface ActivityFilter {
  /** Milliseconds since the epoch: `from <= at < to`. */
  readonly from?: number;
  readonly to?: number;
  readonly lockIds?: readonly number[];
  readonly tempKeyUuid?: string;
  readonly personId?: string;
  readonly types?: readonly string[];
  readonly outcomes?: readonly string[];
}

/** A place in a list: everything up to it was shown or looked at. */
export interface ActivityPlace {
  readonly at: number;
  readonly seq: number;
}

/** A page of a list, the newest first. */
export interface ActivityPage {
  readonly items: readonly ActivityItem[];
  /** Where to go on; undefined at the end. With a filter there may be nothing on the next page. */
  readonly next: ActivityPlace | undefined;
}

/** How many items of each outcome there are in a quarter of an hour. */
export interface QuarterCount {
  /** Quarters of an hour since the epoch. */
  readonly quarter: number;
  /** Null for what was not to open a door. */
  readonly outcome: Outcome | null;
  readonly items: number;
}

/** How often something happened at a lock. */
export interface LockCount {
  readonly lockId: number;
  readonly type: LedgerEvent["type"];
  readonly outcome: Outcome | null;
  /** With all repeats. */
  readonly items: number;
}

/** What is known beside the record of what items are about; what was erased is not there. */
export interface ActivityNames {
  /** The notes of keys, by their UUIDs. */
  readonly notes: ReadonlyMap<string, string>;
  /** The names of users and organisations, by the names that the record has of them. */
  readonly people: ReadonlyMap<string, string>;
}

/** The port of activity. Everything throws StoreUnavailableError when the store does not answer. */
export interface Activity extends Watched {
  /** Follow the record from now on, whenever no other process does. */
  begin(): void;
  /** @param before where an earlier page ended */
  page(scope: Scope, filter: ActivityFilter, limit: number, before?: ActivityPlace): Promise<ActivityPage>;
  /** What changed after a revision, each item as it is now, by rising revision. */
  changes(scope: Scope, after: number, limit: number): Promise<readonly ActivityItem[]>;
  /** @param from in quarters of an hour since the epoch: `from <= quarter < to` */
  counts(scope: Scope, from: number, to: number): Promise<readonly QuarterCount[]>;
  /** The same by locks. @param from milliseconds since the epoch: `from <= at < to` */
  countsByLock(scope: Scope, from: number, to: number): Promise<readonly LockCount[]>;
  names(of: {
    readonly tempKeyUuids: readonly string[];
    readonly personIds: readonly string[];
  }): Promise<ActivityNames>;
  close(): Promise<void>;
}
