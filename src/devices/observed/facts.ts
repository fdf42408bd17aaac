/** Which facts what a driver sees comes to: with thresholds, and none again that this process told a moment ago. */
import { type DeviceFact, NOT_AGAIN_MS } from "../../domain/device.ts";
import type { Observation, Snapshot } from "../driver.ts";

/** A device that is away for less is not told as offline, in milliseconds. */
export const OFFLINE_AFTER_MS = 60_000;
/** The same where it surely cannot be reached: it may only start anew. */
export const SURELY_OFFLINE_AFTER_MS = 10_000;
/** A door that is open for longer was left open. */
export const AJAR_AFTER_MS = 5 * 60_000;
/** A battery at or below it must be changed, in percent. */
export const BATTERY_LOW = 15;

/** What is watched of one device. */
export interface Watched {
  /** Since when it is away, whether that is certain, and what was told of it. */
  readonly offline?: { readonly since: number; readonly surely: boolean; readonly told?: "offline" | "surely" };
  readonly openSince?: number;
  readonly jammed: boolean;
  /** When each fact was last told by this process. */
  readonly told: Readonly<Partial<Record<DeviceFact["type"], number>>>;
}

export const NOTHING_WATCHED: Watched = { jammed: false, told: {} };

interface Step {
  readonly watched: Watched;
  readonly facts: readonly DeviceFact[];
  /** When it is to be looked again though nothing more is seen, in milliseconds since the epoch. */
  readonly lookAt?: number;
}

/** @param now milliseconds since the epoch */
export function seen(watched: Watched, observation: Observation, now: number): Step {
  switch (observation.type) {
    case "operation": {
      const { action, origin } = observation;
      return { watched, facts: [{ type: "ManualOperation", action, origin }] };
    }
    case "alarm":
      return tell(watched, alarmFacts(observation.alarm), now);
    case "state":
      return look(afterState(watched, observation.snapshot, now), stateFacts(watched, observation.snapshot), now);
    default:
      return observation satisfies never;
  }
}

/** What the passing of time alone comes to. */
export function later(watched: Watched, now: number): Step {
  return look(watched, [], now);
}

function alarmFacts(alarm: (Observation & { type: "alarm" })["alarm"]): readonly DeviceFact[] {
  if (alarm === "jammed") return [{ type: "LockJammed" }];
  if (alarm === "forced") return [{ type: "DoorForced" }];
  if (alarm === "door-ajar") return [{ type: "DoorAjar" }];
  return [];
}

function afterState(watched: Watched, snapshot: Snapshot, now: number): Watched {
  const surely = snapshot.surelyOffline === true;
  const offline = snapshot.online ? undefined : { since: now, ...watched.offline, surely };
  // Of a device that is away nothing new is known.
  const openSince = snapshot.door === "open" ? (watched.openSince ?? now) : undefined;
  return {
    told: watched.told,
    jammed: snapshot.state === "jammed",
    ...(offline && { offline }),
    ...(openSince !== undefined && { openSince }),
  };
}

function stateFacts(before: Watched, snapshot: Snapshot): readonly DeviceFact[] {
  const { battery, batteryCritical, door, state, online } = snapshot;
  const facts: DeviceFact[] = [];
  if (online && (before.offline || before.told.DeviceOnline === undefined)) facts.push({ type: "DeviceOnline" });
  if (state === "jammed" && !before.jammed) facts.push({ type: "LockJammed" });
  if (door === "ajar") facts.push({ type: "DoorAjar" });
  if (batteryCritical || (battery !== undefined && battery <= BATTERY_LOW))
    facts.push({ type: "BatteryLow", ...(battery !== undefined && { battery: Math.round(battery) }) });
  return facts;
}

function look(watched: Watched, facts: readonly DeviceFact[], now: number): Step {
  const { openSince } = watched;
  let { offline } = watched;
  const due: DeviceFact[] = [...facts];
  const next: number[] = [];
  if (offline && offline.told !== (offline.surely ? "surely" : "offline")) {
    const at = offline.since + (offline.surely ? SURELY_OFFLINE_AFTER_MS : OFFLINE_AFTER_MS);
    if (now < at) next.push(at);
    else {
      due.push({ type: "DeviceOffline", ...(offline.surely && { surely: true }) });
      offline = { ...offline, told: offline.surely ? "surely" : "offline" };
    }
  }
  if (openSince !== undefined) {
    if (now < openSince + AJAR_AFTER_MS) next.push(openSince + AJAR_AFTER_MS);
    else due.push({ type: "DoorAjar" });
  }
  const told = tell({ ...watched, ...(offline && { offline }) }, due, now);
  return next.length > 0 ? { ...told, lookAt: Math.min(...next) } : told;
}

/** Those that this process did not tell a moment ago; the record itself has the last word. */
function tell(watched: Watched, facts: readonly DeviceFact[], now: number): Step {
  const due = facts.filter(({ type }) => {
    const last = watched.told[type];
    return last === undefined || now >= last + NOT_AGAIN_MS[type];
  });
  const told = { ...watched.told, ...Object.fromEntries(due.map(({ type }) => [type, now])) };
  return { watched: { ...watched, told }, facts: due };
}
