/** What is known of a lock, in Latchstring's words. */
import type { Endpoint } from "@matter/main";
import { BasicInformationClient } from "@matter/main/behaviors/basic-information";
import { BridgedDeviceBasicInformationClient } from "@matter/main/behaviors/bridged-device-basic-information";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { PowerSourceClient } from "@matter/main/behaviors/power-source";
import { DoorLock, PowerSource } from "@matter/main/clusters";
import type { LockReport, Occurrence } from "../src/devices/matter/protocol.ts";

const STATES: Readonly<Record<DoorLock.LockState, LockReport["state"]>> = {
  [DoorLock.LockState.NotFullyLocked]: "not_fully_locked",
  [DoorLock.LockState.Locked]: "locked",
  [DoorLock.LockState.Unlocked]: "unlocked",
  [DoorLock.LockState.Unlatched]: "unlatched",
};

const DOORS: Readonly<Partial<Record<DoorLock.DoorState, LockReport["door"]>>> = {
  [DoorLock.DoorState.DoorOpen]: "open",
  [DoorLock.DoorState.DoorForcedOpen]: "open",
  [DoorLock.DoorState.DoorClosed]: "closed",
  [DoorLock.DoorState.DoorAjar]: "ajar",
};

/** Whether the latch is apart from the bolt: then "unlock" leaves it, and "unlatch" pulls it. */
export function hasLatch(lock: Endpoint): boolean {
  return lock.featuresOf(DoorLockClient).unbolting === true;
}

/**
 * @param peer the root of the device, or of the bridge that it is behind
 * @param live whether the device reports by itself now
 */
export function reportOf(peer: Endpoint, lock: Endpoint, address: string, live: boolean): LockReport {
  const { lockState, doorState } = lock.stateOf(DoorLockClient);
  const door = doorState === undefined || doorState === null ? undefined : (DOORS[doorState] ?? "unknown");
  const { battery, batteryCritical } = batteryOf(peer, lock);
  return {
    address,
    ...namesOf(peer, lock),
    actions: hasLatch(lock) ? ["unlock", "unlatch"] : ["unlock"],
    state: lockState === null ? "unknown" : (STATES[lockState] ?? "unknown"),
    ...(door !== undefined && { door }),
    ...(battery !== undefined && { battery }),
    ...(batteryCritical !== undefined && { batteryCritical }),
    live,
  };
}

/** The nearest that says it: the lock, what it is a part of, the device. */
function around(peer: Endpoint, lock: Endpoint): Endpoint[] {
  const all = [lock];
  for (let at = lock.owner; at !== undefined && all.length < 5; at = at.owner) all.push(at);
  return all.includes(peer) ? all.slice(0, all.indexOf(peer) + 1) : [...all, peer];
}

function namesOf(peer: Endpoint, lock: Endpoint): { name: string; product: string } {
  for (const at of around(peer, lock)) {
    const said = at.maybeStateOf(BridgedDeviceBasicInformationClient) ?? at.maybeStateOf(BasicInformationClient);
    if (!said) continue;
    const product = [said.vendorName, said.productName].filter(Boolean).join(" ");
    return {
      name: shown(said.nodeLabel || said.productName || product || "Lock"),
      product: shown(product || "Matter"),
    };
  }
  return { name: "Lock", product: "Matter" };
}

/** Short and on one line, whatever a device calls itself. */
function shown(text: string): string {
  return text.replaceAll(/\p{C}/gu, " ").trim().slice(0, 100) || "Lock";
}

function batteryOf(peer: Endpoint, lock: Endpoint): { battery?: number; batteryCritical?: boolean } {
  for (const at of around(peer, lock)) {
    const said = at.maybeStateOf(PowerSourceClient);
    if (!said || at.featuresOf(PowerSourceClient).battery !== true) continue;
    const { batPercentRemaining, batChargeLevel } = said;
    return {
      // In halves of a percent.
      ...(typeof batPercentRemaining === "number" && { battery: Math.min(100, Math.floor(batPercentRemaining / 2)) }),
      ...(batChargeLevel !== undefined && { batteryCritical: batChargeLevel === PowerSource.BatChargeLevel.Critical }),
    };
  }
  return {};
}

const ORIGINS: Readonly<Record<number, Extract<Occurrence, { type: "operation" }>["origin"]>> = {
  [DoorLock.OperationSource.Manual]: "manual",
  [DoorLock.OperationSource.Button]: "manual",
  [DoorLock.OperationSource.Keypad]: "keypad",
  [DoorLock.OperationSource.Rfid]: "keypad",
  [DoorLock.OperationSource.Biometric]: "keypad",
  [DoorLock.OperationSource.Auto]: "auto",
  [DoorLock.OperationSource.Schedule]: "schedule",
  [DoorLock.OperationSource.Remote]: "remote",
  [DoorLock.OperationSource.ProprietaryRemote]: "remote",
};

const ALARMS: Readonly<Partial<Record<DoorLock.AlarmCode, Extract<Occurrence, { type: "alarm" }>["alarm"]>>> = {
  [DoorLock.AlarmCode.LockJammed]: "jammed",
  [DoorLock.AlarmCode.WrongCodeEntryLimit]: "wrong-code",
  [DoorLock.AlarmCode.FrontEsceutcheonRemoved]: "tamper",
  [DoorLock.AlarmCode.DoorForcedOpen]: "forced",
  [DoorLock.AlarmCode.ForcedUser]: "forced",
  [DoorLock.AlarmCode.DoorAjar]: "door-ajar",
};

/**
 * @param isOurs whether whoever a lock names, or nobody, is this hub: what it did itself is no occurrence
 * @returns undefined for what is neither an operation of the bolt by somebody else nor an alarm
 */
export function occurrenceOf(
  event: string,
  payload: unknown,
  isOurs: (sourceNode: unknown) => boolean,
): Occurrence | undefined {
  const said = (payload ?? {}) as {
    readonly alarmCode?: DoorLock.AlarmCode;
    readonly lockOperationType?: number;
    readonly operationSource?: number;
    readonly sourceNode?: unknown;
  };
  if (event === "doorLockAlarm") {
    const alarm = said.alarmCode === undefined ? undefined : ALARMS[said.alarmCode];
    return alarm && { type: "alarm", alarm };
  }
  if (event !== "lockOperation") return undefined;
  const origin = ORIGINS[said.operationSource ?? 0];
  if (origin === "remote" && isOurs(said.sourceNode)) return undefined;
  const { Lock, Unlock, Unlatch } = DoorLock.LockOperationType;
  const action = new Map<number | undefined, "locked" | "unlocked">([
    [Lock, "locked"],
    [Unlock, "unlocked"],
    [Unlatch, "unlocked"],
  ]).get(said.lockOperationType);
  return origin && action && { type: "operation", action, origin };
}
