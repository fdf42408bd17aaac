/** Sees to the orders of processes that died: those that wait are taken over, those whose deadline passed are settled. */
import type { OpenOutcome, OrderState } from "../domain/order.ts";
import type { DeliveryDeps } from "./delivery.ts";
import { pause } from "../clock.ts";

const EVERY_MS = 1_000;
const HELD_EVERY_MS = 100;
const PAGE = 100;
/** How long an order waits before others than its own process look after it too, in milliseconds. */
const PATIENCE_MS = 1_000;
/** Longer than any order has. */
const ANY_DEADLINE_MS = 60_000;

const LEFT_BEHIND: OpenOutcome = {
  ok: false,
  failure: "indeterminate",
  mayHaveExecuted: true,
  detail: "the process that sent it is gone",
};

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
  isCarried: (orderId: string) => boolean,
): Promise<void> {
  /** The hubs that this process held the last time, and nothing is left of whoever held them before. */
  let held: ReadonlySet<string> = new Set();
  while (!stop.aborted) {
    let more = false;
    try {
      const now = clock.now();
      const taken = new Set([...drivers.held].filter((hubId) => !held.has(hubId)));
      if (taken.size === 0 || (await abandon(taken, now))) held = new Set(drivers.held);
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

  /**
   * Whoever held a hub before has let go of it, so nothing that it sent goes on: nobody will say what became of it, and the
   * next order need not wait for its deadline.
   *
   * @returns false where this process sends, or tries to, what may have been sent before: to be looked at again
   */
  async function abandon(hubs: ReadonlySet<string>, now: number): Promise<boolean> {
    let isDone = true;
    for (const orderId of await ledger.read.overdueOrders(now + ANY_DEADLINE_MS, PAGE)) {
      const order = await ledger.read.order(orderId);
      if (order?.stage !== "sent" || !order.device?.held || !hubs.has(order.device.hubId)) continue;
      if (isCarried(orderId)) {
        isDone = false;
        continue;
      }
      await ledger.submit({ type: "reportOrder", orderId, outcome: LEFT_BEHIND });
      log.info({ orderId, lockId: order.lockId }, "An order was left behind by another process");
      settled(order);
    }
    return isDone;
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
