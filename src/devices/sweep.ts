/** Sees to the orders of processes that died: those that wait are taken over, those whose deadline passed are settled. */
import type { OrderState } from "../domain/order.ts";
import type { DeliveryDeps } from "./delivery.ts";
import { pause } from "./pause.ts";

const EVERY_MS = 1_000;
const HELD_EVERY_MS = 100;
const PAGE = 100;
/** How long an order waits before others than its own process look after it too, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * Orders of hubs that this process holds are looked for more often, since others leave them to it.
 *
 * Runs at once and then every second until `stop` is aborted. Never rejects: what fails is tried again next time.
 */
export async function sweepOrders(
  { ledger, drivers, clock, log }: Pick<DeliveryDeps, "ledger" | "drivers" | "clock" | "log">,
  stop: AbortSignal,
  settled: (order: { readonly orderId: string; readonly lockId: number }) => void,
  takeOver: (order: OrderState) => void,
): Promise<void> {
  while (!stop.aborted) {
    let more = false;
    try {
      const now = clock.now();
      const patience = drivers.held.size > 0 ? 0 : PATIENCE_MS;
      for (const order of await ledger.read.waitingOrders(now - patience, now, PAGE))
        if (isHeldHere(order) || order.requestedAt <= now - PATIENCE_MS) takeOver(order);
      const overdue = await ledger.read.overdueOrders(now, PAGE);
      const done = await Promise.all(overdue.map(expire));
      more = overdue.length === PAGE && done.includes(true);
    } catch (error) {
      log.warn({ err: error }, "Orders of others could not be seen to; trying again");
    }
    if (!more) await pause(clock, drivers.held.size > 0 ? HELD_EVERY_MS : EVERY_MS, stop);
  }

  function isHeldHere({ device }: OrderState): boolean {
    return device?.held === true && drivers.held.has(device.hubId);
  }

  /** @returns whether this settled the order; one that may still be reported is left alone */
  async function expire(orderId: string): Promise<boolean> {
    const answer = await ledger.submit({ type: "expireOrder", orderId });
    if (!answer.ok || answer.event === null) return false;
    log.info({ orderId, lockId: answer.lockId }, "An order ended without a report");
    settled({ orderId, lockId: answer.lockId });
    return true;
  }
}
