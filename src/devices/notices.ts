/** Who waits in this process for an order to be settled. */
import type { OrderState } from "../domain/order.ts";

export interface Notices {
  /**
   * Be told once, when this order is settled; call what is returned to wait no longer. Undefined when too many wait
   * already, or nothing more will be heard.
   */
  wait(orderId: string, told: (order: OrderState | undefined) => void): (() => void) | undefined;
  tell(order: OrderState): void;
  /** Tell everybody that nothing more will be heard. */
  close(): void;
}

const MAX_WAITING = 20_000;

export function createNotices(): Notices {
  const waiting = new Map<string, Set<(order: OrderState | undefined) => void>>();
  let count = 0;
  let closed = false;

  function leave(orderId: string, told: (order: OrderState | undefined) => void): void {
    const those = waiting.get(orderId);
    if (!those?.delete(told)) return;
    count--;
    if (those.size === 0) waiting.delete(orderId);
  }

  return {
    wait(orderId, told) {
      if (closed || count >= MAX_WAITING) return undefined;
      const those = waiting.get(orderId) ?? new Set();
      waiting.set(orderId, those.add(told));
      count++;
      return () => leave(orderId, told);
    },
    tell(order) {
      for (const told of waiting.get(order.orderId) ?? []) told(order);
    },
    close() {
      closed = true;
      for (const those of waiting.values()) for (const told of those) told(undefined);
    },
  };
}
