/** Waiting until an order changes, in whatever process that happens. */
import { type Clock, timeLeft } from "../clock.ts";
import { isSettled, type OrderState } from "../domain/order.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Timers } from "./timers.ts";
import { createOrderListeners } from "./order-listeners.ts";

/** Waiting for a change of an order, whatever process makes it. */
export interface OrderWatch {
  /**
   * The order once it is settled, by whatever process, or as it is after `timeoutMs`; undefined when there is none.
   *
   * @throws what reading the ledger throws
   */
  settled(orderId: string, timeoutMs: number): Promise<OrderState | undefined>;
  /**
   * The order once it is in another stage than `order`, or as it is after `timeoutMs`.
   *
   * @throws what reading the ledger throws
   */
  further(order: OrderState, timeoutMs: number): Promise<OrderState>;
  /** It changed in this process: whoever waits for it here looks now. */
  tell(orderId: string): void;
  /** Nobody waits any longer. */
  close(): void;
}

interface WatchDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Whether this process carries the order, and so will be told of it. */
  isUnderway(orderId: string): boolean;
}

/** How often to look for what other processes did, in milliseconds; whoever waits looks at the same moments. */
export const LOOK_AGAIN_MS = 200;

/** Told at once of orders that this process carries; asks the ledger every 200 ms for the others. */
export function createOrderWatch({ ledger, clock, timers, isUnderway }: WatchDeps): OrderWatch {
  const listeners = createOrderListeners();
  let over = false;

  async function waitFor(
    orderId: string,
    timeoutMs: number,
    isThere: (order: OrderState) => boolean,
  ): Promise<OrderState | undefined> {
    const left = timeLeft(clock, clock.now() + timeoutMs);
    let told = false;
    let goOn = NOT_WAITING;
    const leave = listeners.wait(orderId, () => {
      told = true;
      goOn();
    });
    const look = () =>
      new Promise<void>((resolve) => {
        if (told) {
          told = false;
          resolve();
          return;
        }
        const cancel = timers.at(Math.min(nextLook(clock.now()), clock.now() + left()), resolve);
        goOn = () => {
          told = false;
          cancel();
          resolve();
        };
      });
    try {
      // What this process carries will be told; reading first would be in vain.
      if (leave && isUnderway(orderId)) await look();
      for (;;) {
        const order = await ledger.read.order(orderId);
        if (!order || isThere(order) || !leave || over || left() <= 0) return order;
        await look();
      }
    } finally {
      leave?.();
    }
  }

  return {
    settled: (orderId, timeoutMs) => waitFor(orderId, timeoutMs, isSettled),
    async further(order, timeoutMs) {
      return (await waitFor(order.orderId, timeoutMs, ({ stage }) => stage !== order.stage)) ?? order;
    },
    tell: (orderId) => listeners.tell(orderId),
    close() {
      over = true;
      listeners.close();
    },
  };
}

const NOT_WAITING = () => {};

/** The same moment for all: the store is asked about all their orders at once. */
function nextLook(now: number): number {
  return (Math.floor(now / LOOK_AGAIN_MS) + 1) * LOOK_AGAIN_MS;
}
