/** From a batch of the record's events to what changes in the activity. Pure: whose each lock is comes in, and goes out. */
import type { StoredEvent } from "../domain/events.ts";
import { NOBODYS, type Owners, ownersAfter } from "../domain/lock-owners.ts";
import { eventId } from "../ledger/chain.ts";
import { type ActivityItem, type Outcome, scopeName } from "./activity.ts";
import { toldBy } from "./told.ts";

/** An opening of which it is not known yet what became of it. */
export interface OpenItem {
  readonly orderId: string;
  readonly at: number;
  readonly seq: number;
  /** Of whom its items are, by the names that `scopeName` gives. */
  readonly scopes: readonly string[];
}

/** What is known before a batch, of the locks and orders that it is about. */
export interface Known {
  readonly owners: ReadonlyMap<number, Owners>;
  readonly open: ReadonlyMap<string, OpenItem>;
  /** What people gave as the reason of an order; it stands beside the record. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** An item of somebody. */
export type ScopedItem = ActivityItem & { readonly scope: string };

/** What became of an item of an earlier batch. */
export interface Settled {
  readonly scope: string;
  readonly at: number;
  readonly seq: number;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly settledAt: number;
  readonly revision: number;
}

/** What a batch changes. */
export interface Changes {
  readonly added: readonly ScopedItem[];
  readonly settled: readonly Settled[];
  readonly opened: readonly OpenItem[];
  /** Orders of earlier batches whose outcome is known now. */
  readonly closed: readonly string[];
  readonly owners: ReadonlyMap<number, Owners>;
  /** The greatest revision of each scope that has another. */
  readonly revisions: ReadonlyMap<string, number>;
  /** How many more items there are, by scope, quarter of an hour and outcome; with an empty outcome, what opens nothing. */
  readonly counts: readonly { scope: string; quarter: number; outcome: string; items: number }[];
}

type Draft = { -readonly [K in keyof ScopedItem]: ScopedItem[K] };

/** More than a batch of the feed has. */
const IN_A_TURN = 4_096;
export const QUARTER_MS = 900_000;

/** The greatest revision that a turn of the feed gives. */
export function lastRevisionOf(turn: number): number {
  return turn * IN_A_TURN + IN_A_TURN - 1;
}

/**
 * @param turn of the feed; what the same batch comes to in the same turn is the same
 * @returns what to write
 */
export function changesOf(events: readonly StoredEvent[], turn: number, known: Known): Changes {
  const owners = new Map<number, Owners>();
  const added = new Map<number, Draft[]>();
  const open = new Map<string, OpenItem>();
  const settled: Settled[] = [];
  const closed: string[] = [];
  const counts = new Map<string, { scope: string; quarter: number; outcome: string; items: number }>();

  function count(scope: string, at: number, outcome: Outcome | null, by: 1 | -1): void {
    const quarter = Math.floor(at / QUARTER_MS);
    const name = `${quarter} ${outcome} ${scope}`;
    const counted = counts.get(name) ?? { scope, quarter, outcome: outcome ?? "", items: 0 };
    counted.items += by;
    counts.set(name, counted);
  }

  function add(stored: StoredEvent, seq: number, scopes: readonly string[]): void {
    const told = toldBy(stored.event);
    if (!told || scopes.length === 0) return;
    const { lockId, at, event, hash } = stored;
    const { outcome = null, reason = null, method = null, tempKeyUuid = null, personId = null } = told;
    const beside = event.type === "LockOpenRequested" ? known.reasons.get(event.context.orderId) : undefined;
    const { comment = beside ?? null, count: repeats = null } = told;
    const of = { outcome, reason, method, tempKeyUuid, personId, comment, count: repeats, settledAt: null };
    const id = eventId(hash);
    added.set(
      seq,
      scopes.map((scope) => ({ scope, id, at, seq, revision: seq, lockId, type: event.type, ...of })),
    );
    for (const scope of scopes) count(scope, at, outcome, 1);
    if (event.type === "LockOpenRequested")
      open.set(event.context.orderId, { orderId: event.context.orderId, at, seq, scopes });
  }

  function settle(orderId: string, outcome: Outcome, reason: string | null, at: number, revision: number): void {
    const now = open.get(orderId);
    const item = now ?? known.open.get(orderId);
    if (!item) return;
    for (const scope of item.scopes) {
      count(scope, item.at, "requested", -1);
      count(scope, item.at, outcome, 1);
      if (!now) settled.push({ scope, at: item.at, seq: item.seq, outcome, reason, settledAt: at, revision });
    }
    if (!now) {
      closed.push(orderId);
      return;
    }
    // It was asked for in this batch: whoever looks sees the outcome at once.
    open.delete(orderId);
    for (const draft of added.get(item.seq)!) {
      draft.outcome = outcome;
      draft.reason = reason;
      draft.settledAt = at;
    }
  }

  for (const [i, stored] of events.entries()) {
    const { lockId, at, event } = stored;
    const seq = turn * IN_A_TURN + i;
    const before = owners.get(lockId) ?? known.owners.get(lockId) ?? NOBODYS;
    const after = ownersAfter(event, before);
    if (after !== before) owners.set(lockId, after);
    if (event.type === "LockOpened") settle(event.data.orderId, "opened", null, at, seq);
    if (event.type === "LockOpenFailed") settle(event.data.orderId, event.data.outcome, event.data.failure, at, seq);
    // Whoever gives a lock away is told so, and whoever is given it.
    add(stored, seq, [...new Set([...scopesOf(before), ...scopesOf(after)])]);
  }
  const items = [...added.values()].flat();
  // By rising revision, so that the last of a scope is the greatest.
  const changed = [...items, ...settled].toSorted((a, b) => a.revision - b.revision);
  return {
    added: items,
    revisions: new Map(changed.map(({ scope, revision }) => [scope, revision])),
    settled,
    opened: [...open.values()],
    closed,
    owners,
    counts: [...counts.values()].filter(({ items }) => items !== 0),
  };
}

function scopesOf({ orgId, ownerId }: Owners): string[] {
  return [...(orgId === null ? [] : [scopeName({ orgId })]), ...(ownerId === null ? [] : [scopeName({ ownerId })])];
}
