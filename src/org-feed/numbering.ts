/** From a batch of the record's events to what organisations' feeds get. Pure: whose each lock is comes in, and goes out. */
import type { StoredEvent } from "../domain/events.ts";
import { organizationAfter } from "../domain/lock-owners.ts";

/** Whose a lock is, and which of its events was told last. */
export interface LockTold {
  readonly orgId: string | null;
  readonly version: number;
}

/** What is known before a batch. */
export interface Known {
  readonly locks: ReadonlyMap<number, LockTold>;
  /** The last number of each organisation that a lock of the batch is, or becomes; none is 0. */
  readonly lasts: ReadonlyMap<string, number>;
}

/** A row of an organisation's feed. */
export interface Numbered {
  readonly orgId: string;
  readonly n: number;
  readonly lockId: number;
  readonly version: number;
  readonly position: number;
  readonly type: string;
}

/** What a batch comes to. */
export interface Numbering {
  readonly rows: readonly Numbered[];
  /** Locks of which something was read. */
  readonly locks: ReadonlyMap<number, LockTold>;
}

/** What was told before is left out: a store that was moved reads its log from the beginning. */
export function numbered(events: readonly StoredEvent[], known: Known): Numbering {
  const locks = new Map<number, LockTold>();
  const lasts = new Map(known.lasts);
  const rows: Numbered[] = [];
  for (const { lockId, version, position, event } of events) {
    const before = locks.get(lockId) ?? known.locks.get(lockId) ?? { orgId: null, version: 0 };
    if (version <= before.version) continue;
    const orgId = organizationAfter(event, before.orgId);
    locks.set(lockId, { orgId, version });
    // Who gives a lock away and who gets it are both told.
    for (const told of new Set([before.orgId, orgId])) {
      if (told === null) continue;
      const n = (lasts.get(told) ?? 0) + 1;
      lasts.set(told, n);
      rows.push({ orgId: told, n, lockId, version, position, type: event.type });
    }
  }
  return { rows, locks };
}
