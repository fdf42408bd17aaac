/** Which changes of a door are our own orders' doing. The rest is what people and automations did. */
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import type { Entity } from "./entities.ts";

/** How long after an order that was not seen to be done its report may still come, in milliseconds. */
const LATE_MS = 60_000;
/** A bolt that goes back within this time of our order, and for nobody that is known, went back by itself. */
const RELOCK_MS = 600_000;
const REMEMBERED = 1_000;
/** Changes of one door that wait until its order is settled. */
const WAITING = 20;

/** What this process told doors to do, and when. */
export interface OwnOrders {
  begin(address: string): void;
  /**
   * @param contextId what Home Assistant calls the order, where it said so
   * @param seen whether the door was seen to do it
   */
  end(address: string, contextId: string | undefined, seen: boolean): void;
  /** Run `tell` unless the change is ours; later, while that cannot be told yet. */
  unlessOurs(address: string, now: Entity, opens: boolean, tell: (relocks: boolean) => void): void;
}

/** Nothing is told yet. */
export function createOwnOrders(clock: Clock): OwnOrders {
  const contexts = new LRUCache<string, true>({ maxSize: REMEMBERED, sizeCalculation: () => 1 });
  const lateUntil = new LRUCache<string, number>({ maxSize: REMEMBERED, sizeCalculation: () => 1 });
  const orderedAt = new LRUCache<string, number>({ maxSize: REMEMBERED, sizeCalculation: () => 1 });
  const underWay = new Map<string, { orders: number; waiting: (() => void)[] }>();

  function unlessOurs(address: string, now: Entity, opens: boolean, tell: (relocks: boolean) => void): void {
    const { context } = now;
    if (contexts.has(context.id) || (context.parentId !== null && contexts.has(context.parentId))) return;
    if (opens && context.userId === null && clock.now() < (lateUntil.get(address) ?? 0)) {
      lateUntil.delete(address);
      return;
    }
    tell(clock.now() < (orderedAt.get(address) ?? -RELOCK_MS) + RELOCK_MS);
  }

  return {
    begin(address) {
      const entry = underWay.get(address) ?? { orders: 0, waiting: [] };
      entry.orders++;
      underWay.set(address, entry);
      orderedAt.set(address, clock.now());
    },
    end(address, contextId, seen) {
      if (contextId !== undefined) contexts.set(contextId, true);
      if (!seen) lateUntil.set(address, clock.now() + LATE_MS);
      const entry = underWay.get(address);
      if (!entry || --entry.orders > 0) return;
      underWay.delete(address);
      for (const look of entry.waiting) look();
    },
    unlessOurs(address, now, opens, tell) {
      const entry = underWay.get(address);
      if (!entry) return unlessOurs(address, now, opens, tell);
      if (entry.waiting.length < WAITING) entry.waiting.push(() => unlessOurs(address, now, opens, tell));
    },
  };
}
