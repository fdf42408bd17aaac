/**
 * Takes unlock orders to their drivers and records what became of them. One order at a time is on its way to a lock;
 * the others wait their turn, each until its deadline. Nothing is retried: an order reaches its driver at most once.
 *
 * The ledger decides, this only carries: another process may claim, revoke or settle any order at any moment.
 */
import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Command } from "../domain/command.ts";
import { isSettled, notMoved, type OpenOutcome, type OrderState } from "../domain/order.ts";
import { LedgerBusyError } from "../ledger/ledger.ts";
import { createTimers } from "./timers.ts";
import { type DeliveryDeps, deliver } from "./delivery.ts";
import { createLockLines, type Look } from "./lock-lines.ts";
import type { DriverRegistry } from "./registry.ts";
import { createOrderWatch, LOOK_AGAIN_MS, type OrderWatch } from "./order-watch.ts";
import { pause, timeLeft } from "../clock.ts";
import { sweepOrders } from "./sweep.ts";

/** Carrying orders to devices, and waiting for what becomes of them. */
export interface Orders extends Pick<OrderWatch, "settled" | "further"> {
  /**
   * Take an order that this process's command has just made (not one that it merely repeated): `sent` goes to its
   * driver now, `queued` when the lock is free. Never throws and never waits. Past 10,000 orders under way, or while it
   * stops, a `sent` one is reported as failed, without the door, and a `queued` one left to other processes.
   *
   * Only `openings/` calls it, so that nobody opens and forgets, or sends an order that was only repeated.
   */
  dispatch(order: OrderState): void;
  /**
   * Finish what is in flight and leave no timer; within 4 s. What still waits for its turn is left to other processes or
   * to the next start: they take it over within its deadline, or give the use back after it.
   */
  stop(): Promise<void>;
}

/** How long past its deadline an outcome is tried to be recorded; then the sweep settles the order. */
const RECORD_MS = 5_000;
const MAX_UNDERWAY = 10_000;
const STOP_MS = 4_000;

/** Begins at once to look after orders that processes before this one left behind. */
export function createOrders(deps: DeliveryDeps): Orders {
  const { ledger, clock, log } = deps;
  const underway = new Map<string, Promise<void>>();
  /** Those that this process sends to their drivers, or is about to. */
  const carried = new Set<string>();
  /** Those whose time is over, whatever a clock that was set back says. */
  const over = new LRUCache<string, true>({ maxSize: MAX_UNDERWAY, sizeCalculation: () => 1 });
  const lines = createLockLines(clock);
  const timers = createTimers(clock);
  const watch = createOrderWatch({ ledger, clock, timers, isUnderway: (orderId) => underway.has(orderId) });
  const stopping = new AbortController();
  /** Nothing is waited for any more. */
  const abandoned = new AbortController();
  const sweep = sweepOrders(deps, stopping.signal, {
    settled: settledNow,
    takeOver,
    giveUp: (orderId) => void over.set(orderId, true),
    isCarried: (orderId) => carried.has(orderId),
  });
  let stopped: Promise<void> | undefined;

  function dispatch(order: OrderState): void {
    const { orderId } = order;
    if (isSettled(order) || underway.has(orderId)) return;
    if (underway.size >= MAX_UNDERWAY || stopping.signal.aborted) {
      log.warn({ orderId, lockId: order.lockId }, "An order was turned away");
      // One that waits may have been taken over by now, and its door may move.
      if (order.stage === "sent")
        void ledger.submit(report(order, notMoved("internal", "the server is busy or stopping"))).catch(failed(order));
      return;
    }
    begin(order, deps.trace);
  }

  /** Stand in line for an order of another process too: whoever is told first that the lock is free sends it. */
  function takeOver(order: OrderState): void {
    const { orderId } = order;
    if (underway.has(orderId) || over.has(orderId)) return;
    if (underway.size < MAX_UNDERWAY && !stopping.signal.aborted) begin(order);
  }

  function begin(order: OrderState, trace: DeliveryDeps["trace"] = (_, run) => run()): void {
    if (order.stage === "sent") carried.add(order.orderId);
    const left = timeLeft(clock, order.notAfter);
    const task = trace(order, () => (order.stage === "sent" ? carry(order, left) : standInLine(order, left)))
      .catch(failed(order))
      .finally(() => {
        underway.delete(order.orderId);
        carried.delete(order.orderId);
      });
    underway.set(order.orderId, task);
  }

  function failed(order: OrderState) {
    return (error: unknown) =>
      log.error({ err: error, orderId: order.orderId, lockId: order.lockId }, "An order could not be carried out");
  }

  /** @param left until its deadline, in milliseconds */
  async function carry(order: OrderState, left: () => number): Promise<void> {
    const delivered = () => deliver(order, left, { ...deps, timers });
    const outcome = await (deps.measure ? deps.measure(order, delivered) : delivered());
    if (!outcome.ok) {
      const { failure, detail } = outcome;
      log.info({ orderId: order.orderId, lockId: order.lockId, failure, detail }, "A door did not open");
    }
    await record(order, report(order, outcome));
  }

  // ---- waiting for the lock

  function standInLine(order: OrderState, left: () => number): Promise<void> {
    return lines.join(order.lockId, async (look) => {
      if (await claim(order, look, left)) await carry(order, left);
    });
  }

  /** Mark the order as sent as soon as the lock is free; false when it ended without reaching its driver. */
  async function claim(order: OrderState, look: Look, left: () => number): Promise<boolean> {
    const send = { type: "sendOrder", orderId: order.orderId, claim: randomUUID() } as const;
    while (left() > 0 && !stopping.signal.aborted) {
      const untilFreed = look();
      if (isElsewhere(order, deps.drivers)) {
        await untilFreed(Math.min(LOOK_AGAIN_MS, left()));
        continue;
      }
      carried.add(order.orderId);
      const answer = await ledger.submit(send).catch(passing);
      if (answer?.ok) {
        // Without an event it was ours before, and only the answer had been lost.
        if (answer.event && answer.event.type !== "LockOpenSent") {
          settledNow(order);
          return false;
        }
        watch.tell(order.orderId);
        return true;
      }
      // A claim whose answer was lost may have been recorded.
      if (answer) carried.delete(order.orderId);
      // Anything but a busy lock: somebody else settled or took it.
      if (answer && answer.reason !== "lock-busy") return false;
      await untilFreed(Math.min(LOOK_AGAIN_MS, left()));
    }
    if (left() > 0) return false;
    const { orderId } = order;
    over.set(orderId, true);
    await record(order, { type: "expireOrder", orderId });
    return false;
  }

  // ---- recording

  async function record(order: OrderState, command: Command): Promise<void> {
    const giveUpAt = Math.max(order.notAfter, clock.now()) + RECORD_MS;
    for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
      const answer = await ledger.submit(command).catch((error: unknown) => {
        if (clock.now() >= giveUpAt) throw error;
        return passing(error);
      });
      if (answer) {
        settledNow(order);
        return;
      }
      await pause(clock, wait, abandoned.signal);
      if (abandoned.signal.aborted) return;
    }
  }

  /** Whoever waits for this order, and the next one in its lock's line, looks again. */
  function settledNow({ orderId, lockId }: Pick<OrderState, "orderId" | "lockId">): void {
    watch.tell(orderId);
    lines.freed(lockId);
  }

  async function ended(): Promise<void> {
    while (underway.size > 0) await Promise.all(underway.values());
    await sweep;
  }

  async function finish(): Promise<void> {
    stopping.abort();
    lines.wake();
    await Promise.race([ended(), pause(clock, STOP_MS, abandoned.signal)]);
    abandoned.abort();
    watch.close();
    timers.close();
  }

  return {
    dispatch,
    settled: watch.settled,
    further: watch.further,
    stop: () => (stopped ??= finish()),
  };
}

/** Another process holds the order's hub, or none does. */
function isElsewhere({ device }: OrderState, { held }: DriverRegistry): boolean {
  return device?.held === true && !held.has(device.hubId);
}

function report({ orderId }: OrderState, outcome: OpenOutcome): Command {
  return { type: "reportOrder", orderId, outcome };
}

/** A ledger that is busy or away may be back in a moment; anything else is a fault. */
function passing(error: unknown): undefined {
  if (!(error instanceof LedgerBusyError || error instanceof StoreUnavailableError)) throw error;
}
