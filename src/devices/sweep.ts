/**
 * Sees to the orders of processes that died: those that wait are taken over, those whose deadline passed are settled. Where the
 * clock was set back (a machine without a clock of its own, after its power was lost), a deadline comes again: such orders are
 * never sent, and settled when whoever might carry them is done.
 */
import { OPEN_TIMEOUT_MS } from "../domain/lock.ts";
import type { OpenOutcome, OrderState } from "../domain/order.ts";
import { CLOCK_SKEW_MS, REPORT_GRACE_MS } from "../domain/order-decisions.ts";
import type { DeliveryDeps } from "./delivery.ts";
import { pause, timeLeft } from "../clock.ts";

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

/** What is done with what is found, and what this process does already. */
interface Carrier {
  settled(order: { readonly orderId: string; readonly lockId: number }): void;
  takeOver(order: OrderState): void;
  /** Never take it over: its time is over, whatever the clock says. */
  giveUp(orderId: string): void;
  isCarried(orderId: string): boolean;
}

/**
 * Orders of hubs that this process holds are looked for more often, since others leave them to it.
 *
 * Runs at once and then every second until `stop` is aborted. Never rejects: what fails is tried again next time.
 */
export async function sweepOrders(
  { ledger, drivers, clock, log }: Pick<DeliveryDeps, "ledger" | "drivers" | "clock" | "log">,
  stop: AbortSignal,
  { settled, takeOver, giveUp, isCarried }: Carrier,
): Promise<void> {
  /** The hubs that this process held the last time, and nothing is left of whoever held them before. */
  let held: ReadonlySet<string> = new Set();
  /** Orders that were made later than now, and how long each is left to whoever may carry it. */
  const ahead = new Map<string, () => number>();
  while (!stop.aborted) {
    let more = false;
    try {
      const now = clock.now();
      const taken = new Set([...drivers.held].filter((hubId) => !held.has(hubId)));
      if (taken.size === 0 || (await abandon(taken, now))) held = new Set(drivers.held);
      const patience = drivers.held.size > 0 ? 0 : PATIENCE_MS;
      await settleAhead(now);
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

  async function settleAhead(now: number): Promise<void> {
    const found = await ledger.read.ordersAhead(now + OPEN_TIMEOUT_MS + CLOCK_SKEW_MS, PAGE);
    for (const orderId of ahead.keys()) if (!found.includes(orderId)) ahead.delete(orderId);
    for (const orderId of found) {
      if (!ahead.has(orderId)) {
        giveUp(orderId);
        ahead.set(orderId, timeLeft(clock, now + OPEN_TIMEOUT_MS + REPORT_GRACE_MS));
        log.warn(
          { orderId },
          "An order was made later than now: the clock was set back, or that of another process is wrong",
        );
      }
      if (ahead.get(orderId)!() <= 0 && !isCarried(orderId)) await expire(orderId);
    }
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
