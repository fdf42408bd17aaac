/** One order's way over a broker to its device, and what comes of it. */
import { LRUCache } from "lru-cache";
import { type Clock, pause } from "../../clock.ts";
import type { OpenOutcome } from "../../domain/order.ts";
import type { UnlockCommand } from "../driver.ts";
import type { Entry } from "./catalogue.ts";
import type { Link } from "./link.ts";
import { failed, trackOrder } from "./order.ts";
import { createOncePerOrder } from "../once-per-order.ts";

/** Devices whose last order is remembered. */
const MAX_DEVICES = 4_096;
/** How long past the deadline a device's word that it did not move is waited for, in milliseconds. */
const GRACE_MS = 350;
/** A broker counts in seconds: a device that does not look at the deadline itself is told nothing in the last one. */
const SHORTEST_MS = 1_000;
/** What a device reports for so long after an order is that order's doing, in milliseconds. */
const RECENT_MS = 15_000;

/** Orders on their way, each of them once. */
export interface Unlocking {
  unlock(command: UnlockCommand, entry: Entry | undefined, signal: AbortSignal): Promise<OpenOutcome>;
  isRecent(address: string): boolean;
  stop(): Promise<void>;
}

/** Orders over one link. */
export function createUnlocking({ link, clock }: { readonly link: Link; readonly clock: Clock }): Unlocking {
  const once = createOncePerOrder();
  const sentAt = new LRUCache<string, number>({ maxSize: MAX_DEVICES, sizeCalculation: () => 1 });
  const stopping = new AbortController();

  async function carryOut(command: UnlockCommand, entry: Entry | undefined, given: AbortSignal): Promise<OpenOutcome> {
    const { notAfter, action } = command;
    const left = notAfter - clock.now();
    const { session } = link;
    if (given.aborted || left <= 0) return failed("expired", false, "the deadline passed before it was sent");
    if (stopping.signal.aborted || !session) return failed("offline", false, "the broker is not connected");
    if (!entry) return failed("offline", false, "no such device has told of itself");
    const { device, known, orders } = entry;
    if (!device.actions.includes(action)) return failed("unsupported", false, `the device cannot ${action}`);
    if (!device.checksDeadline && left < SHORTEST_MS) return failed("expired", false, "too late to send it");
    if (!device.correlates && orders.size > 0) return failed("rejected", false, "another order is under way");
    if (known.online === false && known.sure) return failed("offline", false, "the device is not connected");

    const done = new AbortController();
    const signal = AbortSignal.any([given, stopping.signal, done.signal]);
    const order = trackOrder({ command, before: known.state, device, now: () => clock.now() });
    orders.add(order);
    sentAt.set(entry.address, clock.now());
    try {
      // Without expiry a broker would keep it for a device that is away, unless it may forget it.
      const qos = device.checksDeadline || session.mqtt5 ? 1 : 0;
      const expiryS = Math.max(1, Math.floor(left / 1_000));
      void session
        .publish({ ...device.command(command, left), expiryS, qos })
        .then((delivery) => order.deliver(delivery));
      const soon = await Promise.race([order.outcome, pause(clock, left, signal)]);
      if (soon) return soon;
      // It may still be on its way to the broker: then it must never arrive.
      if (!order.delivered) session.reset();
      else if (device.cancel) void session.publish({ ...device.cancel(command), expiryS: 1, qos: 1 });
      const late = await Promise.race([
        order.outcome,
        pause(clock, GRACE_MS, AbortSignal.any([stopping.signal, done.signal])),
      ]);
      if (!late && device.query) link.session?.tell(device.query.topic, device.query.payload);
      return late ?? order.atDeadline();
    } finally {
      done.abort();
      orders.delete(order);
    }
  }

  return {
    unlock: (command, entry, signal) => once.run(command.orderId, () => carryOut(command, entry, signal)),
    isRecent: (address) => clock.now() - (sentAt.get(address) ?? -Infinity) < RECENT_MS,
    async stop() {
      stopping.abort();
      await once.ended();
    },
  };
}
