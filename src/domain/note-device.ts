/** What a driver saw of a lock's device goes on the record, once. */
import { accept, type Decision, nothingToDo, refuse } from "./decision.ts";
import { type DeviceAddress, type DeviceFact, type DeviceFactEvent, deviceOf, NOT_AGAIN_MS } from "./device.ts";
import { lockFacts } from "./event-facts.ts";
import type { LockState } from "./lock.ts";

/** Record what a driver saw of a lock's device. */
export interface NoteDevice {
  readonly type: "noteDevice";
  readonly lockId: number;
  /** Where it was seen. */
  readonly device: DeviceAddress;
  readonly fact: DeviceFact;
}

/**
 * Record a fact, unless it was told already or the lock is another device by now. Refused: `unknown-lock`.
 *
 * @param now milliseconds since the epoch
 */
export function noteDevice(lock: LockState | undefined, command: NoteDevice, now: number): Decision {
  if (!lock) return refuse("unknown-lock");
  const { hubId, address } = command.device;
  const device = deviceOf(lock);
  if (device?.hubId !== hubId || device.address !== address || isRecorded(lock, command.fact, now))
    return nothingToDo(lock.lockId);
  const { type, ...seen } = command.fact;
  return accept({ type, data: { ...lockFacts(lock, now), hubId, address, ...seen } } as DeviceFactEvent);
}

function isRecorded({ health }: LockState, fact: DeviceFact, now: number): boolean {
  const { offline, moved, recordedAt = {} } = health ?? {};
  if (fact.type === "DeviceOffline") return offline !== undefined && offline.surely === (fact.surely === true);
  if (fact.type === "DeviceOnline") return offline === undefined;
  if (fact.type === "ManualOperation" && fact.action !== moved) return false;
  const last = recordedAt[fact.type];
  return last !== undefined && now < last + NOT_AGAIN_MS[fact.type];
}
