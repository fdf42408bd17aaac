/** Who waits in this process for an order to be settled. */

/** A bounded table of callbacks by order, within one process. */
export interface OrderListeners {
  /**
   * Be told when it is time to look at this order again; call what is returned to wait no longer. Undefined when too
   * many wait already, or nothing more will be heard.
   */
  wait(orderId: string, told: () => void): (() => void) | undefined;
  tell(orderId: string): void;
  /** Tell everybody that nothing more will be heard. */
  close(): void;
}

const MAX_WAITING = 20_000;

/** With room for 20,000 that wait. */
export function createOrderListeners(): OrderListeners {
  const waiting = new Map<string, Set<() => void>>();
  let count = 0;
  let closed = false;

  function leave(orderId: string, told: () => void): void {
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
    tell(orderId) {
      for (const told of waiting.get(orderId) ?? []) told();
    },
    close() {
      closed = true;
      for (const those of waiting.values()) for (const told of those) told();
    },
  };
}
