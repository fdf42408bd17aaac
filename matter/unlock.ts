/** One unlock: asked of a device that surely can be reached, once, until its time is over, and told as far as it is known. */
import { setTimeout as wait } from "node:timers/promises";
import type { Endpoint } from "@matter/main";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { DoorLock } from "@matter/main/clusters";
import { Status, StatusResponseError } from "@matter/main/types";
import type { Asked, Unlocked } from "../src/devices/matter/protocol.ts";
import { hasLatch } from "./lock-report.ts";
import type { Reach } from "./reach.ts";

type Order = Omit<Extract<Asked, { ask: "unlock" }>, "ask">;

/** For a device of which nothing was heard lately to show that it is there, in milliseconds. */
const PROBE_MS = 3_000;
/** After the command was taken, for the bolt's own state to say so, in milliseconds. */
const CONFIRM_MS = 1_000;

/** The device looked at the command and did nothing. */
const DID_NOTHING: ReadonlySet<Status> = new Set([
  Status.UnsupportedCommand,
  Status.UnsupportedEndpoint,
  Status.UnsupportedCluster,
  Status.UnsupportedAccess,
  Status.AccessRestricted,
  Status.InvalidCommand,
  Status.InvalidAction,
  Status.InvalidInState,
  Status.ConstraintError,
  Status.NeedsTimedInteraction,
  Status.Busy,
]);

/** @param cancelled aborted when nobody waits any more */
export async function unlock(lock: Endpoint, reach: Reach, order: Order, cancelled: AbortSignal): Promise<Unlocked> {
  const left = order.forMs - (Date.now() - order.at);
  if (left <= 0 || cancelled.aborted) return notMoved("expired", "the deadline passed before it was sent");
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(left)]);
  const { requirePinForRemoteOperation, actuatorEnabled, lockState } = lock.stateOf(DoorLockClient);
  if (requirePinForRemoteOperation) return notMoved("unsupported", "the lock wants a PIN for remote operation");
  if (actuatorEnabled === false) return notMoved("rejected", "the lock's motor is switched off");
  if (order.action === "unlatch" && !hasLatch(lock)) return notMoved("unsupported", "the lock has no latch to pull");
  if (!reach.isFresh) {
    const isThere = await Promise.race([reach.ask(lock), over(PROBE_MS, signal)]);
    if (signal.aborted) return notMoved("expired", "the lock did not answer before the deadline");
    if (!isThere) return notMoved("offline", "the lock does not answer");
  }
  const moved = watchBolt(lock, lockState);
  try {
    await commandOf(lock, order)(signal);
    reach.heard();
  } catch (error) {
    moved.close();
    reach.doubt();
    // The truth is looked for, but the command is never given again.
    void reach.ask(lock);
    return outcomeOf(error, signal);
  }
  const by = await Promise.race([moved.by, over(CONFIRM_MS, signal).then(() => undefined)]);
  moved.close();
  return by === undefined ? { ok: true, stage: "accepted", by: "ack" } : { ok: true, stage: "confirmed", by };
}

function commandOf(lock: Endpoint, { action, relockAfterS }: Order): (abort: AbortSignal) => Promise<void> {
  const commands = lock.commandsOf(DoorLockClient);
  const isLatched = hasLatch(lock);
  // A lock with a latch of its own pulls it with "unlock", and only "unbolt" leaves it.
  if (isLatched && action === "unlock") return (abort) => commands.unboltDoor({}, { abort });
  if (relockAfterS !== undefined && !isLatched)
    return (abort) => commands.unlockWithTimeout({ timeout: relockAfterS }, { abort });
  return (abort) => commands.unlockDoor({}, { abort });
}

function isOpen(state: DoorLock.LockState | null): boolean {
  return state === DoorLock.LockState.Unlocked || state === DoorLock.LockState.Unlatched;
}

/** A state counts only where it was another before, because a repeat of what was known says nothing. */
function watchBolt(lock: Endpoint, before: DoorLock.LockState | null) {
  const { promise: by, resolve } = Promise.withResolvers<"state" | "event">();
  const events = lock.eventsOf(DoorLockClient);
  const onState = (state: DoorLock.LockState | null) => {
    if (isOpen(state) && !isOpen(before)) resolve("state");
  };
  const onOperation = ({ operationSource, lockOperationType }: DoorLock.LockOperationEvent) => {
    if (operationSource === DoorLock.OperationSource.Remote && lockOperationType !== DoorLock.LockOperationType.Lock)
      resolve("event");
  };
  events.lockState$Changed.on(onState);
  events.lockOperation?.on(onOperation);
  return {
    by,
    close() {
      events.lockState$Changed.off(onState);
      events.lockOperation?.off(onOperation);
    },
  };
}

async function over(ms: number, signal: AbortSignal): Promise<false> {
  await wait(ms, undefined, { signal }).catch(() => {});
  return false;
}

function outcomeOf(error: unknown, signal: AbortSignal): Unlocked {
  if (error instanceof StatusResponseError) {
    const detail = `the lock refused (${Status[error.code]})`;
    if (DID_NOTHING.has(error.code)) return notMoved("rejected", detail);
    return { ok: false, failure: "indeterminate", mayHaveExecuted: true, detail };
  }
  const failure = signal.aborted ? "timeout" : "indeterminate";
  return { ok: false, failure, mayHaveExecuted: true, detail: "the lock did not say what became of it" };
}

function notMoved(failure: Extract<Unlocked, { ok: false }>["failure"], detail: string): Unlocked {
  return { ok: false, failure, mayHaveExecuted: false, detail };
}
