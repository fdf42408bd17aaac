/** A lock is given a device, another one, or none. */
import { type Actor, isEntitled, recordedAs } from "./actor.ts";
import { accept, type Decision, nothingToDo, refuse } from "./decision.ts";
import { type DeviceBinding, deviceOf, isSameDevice } from "./device.ts";
import { lockFacts } from "./event-facts.ts";
import type { LedgerEvent } from "./events.ts";
import { inFlightOrder, type LockState } from "./lock.ts";

/** Give a lock a device, or another one. */
export interface BindDevice {
  readonly type: "bindDevice";
  readonly actor: Actor;
  readonly lockId: number;
  /** Whoever submits this made sure that the actor may use the hub. */
  readonly device: DeviceBinding;
  /** The kind of the hub's driver. */
  readonly driver: string;
}

/** There is a simulated device for every lock, and none of another lock. */
const SIMULATOR = "simulator";

/**
 * The lock is this device from now on. Refused: `unknown-lock`, also for whoever is not entitled to it; `device-taken`;
 * `lock-busy` while an order is on its way. An order that waits is not sent to the new device.
 *
 * @param takenBy the lock that the device is bound to
 * @param now milliseconds since the epoch
 */
export function bindDevice(
  lock: LockState | undefined,
  takenBy: number | undefined,
  command: BindDevice,
  now: number,
): Decision {
  const { actor, lockId, device, driver } = command;
  if (!lock || !isEntitled(actor, lock)) return refuse("unknown-lock");
  const { hubId, address, held, relocks } = device;
  const bound = deviceOf(lock);
  const isSame = isSameDevice(lock, { lockId, driver, device }) && bound?.held === held && bound?.relocks === relocks;
  if (isSame) return nothingToDo(lockId);
  if (hubId === SIMULATOR && address !== String(lockId))
    return refuse("invalid", { message: "must be the lock's own number at the simulator", atField: "address" });
  if (takenBy !== undefined && takenBy !== lockId) return refuse("device-taken", { atField: "address" });
  if (inFlightOrder(lock, now) !== null) return refuse("lock-busy");
  return accept(deviceBound(lock, command, now));
}

/** The event that a lock is a device from now on. */
export function deviceBound(
  lock: Pick<LockState, "lockId" | "uuid">,
  { actor, device, driver }: Pick<BindDevice, "actor" | "device" | "driver">,
  now: number,
): LedgerEvent {
  const { hubId, address, action, relockAfterS, held, relocks } = device;
  return {
    type: "DeviceBound",
    data: {
      ...lockFacts(lock, now),
      hubId,
      address,
      driver,
      ...(action !== undefined && { action }),
      ...(relockAfterS !== undefined && { relockAfterS }),
      boundBy: recordedAs(actor),
    },
    ...((held || relocks) && { context: { ...(held && { held }), ...(relocks && { relocks }) } }),
  };
}

/** Take a lock's device away. */
export interface UnbindDevice {
  readonly type: "unbindDevice";
  readonly actor: Actor;
  readonly lockId: number;
}

/**
 * The lock has no device any more. Refused as `bindDevice` is.
 *
 * @param now milliseconds since the epoch
 */
export function unbindDevice(lock: LockState | undefined, command: UnbindDevice, now: number): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return refuse("unknown-lock");
  const device = deviceOf(lock);
  if (!device) return nothingToDo(lock.lockId);
  if (inFlightOrder(lock, now) !== null) return refuse("lock-busy");
  const { hubId, address } = device;
  const data = { ...lockFacts(lock, now), hubId, address, unboundBy: recordedAs(command.actor) };
  return accept({ type: "DeviceUnbound", data });
}
