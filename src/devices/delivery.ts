/** One order's way to its driver and back, within its deadline. */
import type { Clock } from "../clock.ts";
import { type DeviceBinding, deviceOf } from "../domain/device.ts";
import { notMoved, type OpenOutcome, type OrderState } from "../domain/order.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import type { Timers } from "./timers.ts";
import type { LockDriver } from "./driver.ts";
import type { DriverRegistry } from "./registry.ts";

/** How long past the deadline a driver may take to say what it did before nobody waits for it, in milliseconds. */
export const ANSWER_GRACE_MS = 500;

/** What carrying an order to its device needs. */
export interface DeliveryDeps {
  readonly ledger: Ledger;
  readonly drivers: DriverRegistry;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each delivery, runs it, and gives what came of it. */
  readonly measure?: (order: OrderState, deliver: () => Promise<OpenOutcome>) => Promise<OpenOutcome>;
  /** Told of each order that this process made, and runs what is done for it. */
  readonly trace?: (order: OrderState, run: () => Promise<void>) => Promise<void>;
}

/**
 * Hand an order that is marked as sent to the driver of its lock, once. Never rejects; answers `ANSWER_GRACE_MS` after its
 * deadline at the latest.
 *
 * @param left until its deadline, in milliseconds
 */
export async function deliver(
  order: OrderState,
  left: () => number,
  deps: DeliveryDeps & { readonly timers: Timers },
): Promise<OpenOutcome> {
  const { drivers, log } = deps;
  const device = deviceOf(order);
  if (!device) return notMoved("offline", "no device is bound to this lock");
  let driver: LockDriver | undefined;
  try {
    driver = await drivers.get(device.hubId);
  } catch (error) {
    log.error({ err: error, orderId: order.orderId, lockId: order.lockId }, "The driver of a lock could not be had");
    return notMoved("internal", "the driver of the lock could not be had");
  }
  if (!driver) return notMoved("offline", "there is no such hub, or it cannot be opened");
  if (left() <= 0) return notMoved("expired", "the deadline passed before the order was sent");
  return callDriver(driver, device, order, left, deps);
}

async function callDriver(
  driver: LockDriver,
  { address, action = "unlock", relockAfterS }: DeviceBinding,
  { orderId, lockId, notAfter }: OrderState,
  left: () => number,
  { timers, clock, log }: DeliveryDeps & { readonly timers: Timers },
): Promise<OpenOutcome> {
  const deadline = new AbortController();
  let cancel = NOTHING_SET;
  const outOfTime = new Promise<OpenOutcome>((resolve) => {
    cancel = timers.at(clock.now() + left(), () => {
      deadline.abort(new Error("the order's deadline passed"));
      cancel = timers.at(clock.now() + left() + ANSWER_GRACE_MS, () => resolve(NO_ANSWER));
    });
  });
  try {
    const command = { orderId, address, action, notAfter, ...(relockAfterS !== undefined && { relockAfterS }) };
    return await Promise.race([driver.unlock(command, deadline.signal), outOfTime]);
  } catch (error) {
    log.error({ err: error, orderId, lockId, driver: driver.kind }, "A driver failed");
    return { ok: false, failure: "internal", mayHaveExecuted: true, detail: "the driver failed" };
  } finally {
    cancel();
  }
}

const NOTHING_SET = () => {};

const NO_ANSWER: OpenOutcome = {
  ok: false,
  failure: "indeterminate",
  mayHaveExecuted: true,
  detail: "the driver did not answer in time",
};
