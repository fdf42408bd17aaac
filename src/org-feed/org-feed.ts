/**
 * What happened at an organisation's locks while they were its: every event of the record, numbered from 1 without gaps in
 * the order of commits. Whoever has taken all up to a number goes on after it, and misses nothing and is told nothing twice.
 */
import type { StoredEvent } from "../domain/events.ts";
import type { Watched } from "../feed/watch.ts";

/** The event that an organisation's feed has at a number. Number 0 is the beginning, before all events. */
export interface OrgPlace {
  readonly n: number;
  /** By which another record is told that has the same number: 0 at the beginning. */
  readonly lockId: number;
  readonly version: number;
}

/** Where every organisation's feed begins. */
export const BEGINNING: OrgPlace = { n: 0, lockId: 0, version: 0 };

/** Which events; what is left out leaves nothing out. */
export interface OrgFilter {
  readonly lockIds?: readonly number[];
  readonly types?: readonly string[];
}

/** An event of an organisation's feed. */
export interface OrgEvent {
  readonly n: number;
  readonly stored: StoredEvent;
}

/** Some of what came after a number. */
export interface OrgPage {
  readonly events: readonly OrgEvent[];
  /** Where to go on: all up to it was told, or left out by the filter. */
  readonly next: OrgPlace;
  /** Nothing came after `next` when it was asked. */
  readonly isEnd: boolean;
}

/**
 * The port of organisations' feeds; scopes that change are ids of organisations. Everything throws StoreUnavailableError when
 * the store does not answer.
 */
export interface OrgFeed extends Watched {
  /** Follow the record from now on, whenever no other process does. */
  begin(): void;
  /** What came after a number, by rising numbers; one question looks at 5,000 events at the most. */
  page(orgId: string, after: number, filter: OrgFilter, limit: number): Promise<OrgPage>;
  /** The newest. */
  last(orgId: string): Promise<OrgPlace>;
  /** Whether a place that was told before is one of this record. */
  has(orgId: string, place: OrgPlace): Promise<boolean>;
  /** Those of these locks of which the organisation was ever told something. */
  seen(orgId: string, lockIds: readonly number[]): Promise<ReadonlySet<number>>;
  close(): Promise<void>;
}
