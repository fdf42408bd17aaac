/** What is the same in every driver: an order that is given again does nothing, and has the outcome of its first time. */
import { LRUCache } from "lru-cache";
import type { OpenOutcome } from "../domain/order.ts";

/** Orders that a driver remembers. */
const REMEMBERED = 4_096;

/** The orders of one driver. */
export interface OncePerOrder {
  /** Carry an order out, unless it was carried out or is about to be. */
  run(orderId: string, carryOut: () => Promise<OpenOutcome>): Promise<OpenOutcome>;
  /** When none is under way any more. Never rejects. */
  ended(): Promise<void>;
}

/** Remembers the last 4,096 orders. */
export function createOncePerOrder(): OncePerOrder {
  const remembered = new LRUCache<string, Promise<OpenOutcome>>({ maxSize: REMEMBERED, sizeCalculation: () => 1 });
  const underway = new Set<Promise<OpenOutcome>>();
  return {
    run(orderId, carryOut) {
      const earlier = remembered.get(orderId);
      if (earlier) return earlier;
      const outcome = carryOut();
      remembered.set(orderId, outcome);
      underway.add(outcome);
      const done = () => void underway.delete(outcome);
      outcome.then(done, done);
      return outcome;
    },
    async ended() {
      await Promise.allSettled(underway);
    },
  };
}
