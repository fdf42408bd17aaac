/** What is known of one device, from all that it ever said. */
import type { LockPosition, Snapshot } from "../driver.ts";
import type { Report } from "./profiles/profile.ts";

/** What a device said of itself so far. */
export interface Known {
  readonly state: LockPosition;
  /** The device said so itself, since the connection that there is now began. */
  readonly live: boolean;
  readonly door?: Snapshot["door"];
  readonly battery?: number;
  readonly batteryCritical?: boolean;
  /** Undefined as long as nothing says whether it is there. */
  readonly online?: boolean;
  readonly sure: boolean;
  /** When its bolt or its door was last told of. */
  readonly observedAt?: number;
}

export const NOTHING_KNOWN: Known = { state: "unknown", live: false, sure: false };

/** @param retained the broker kept the message: it is from some time before */
export function learn(known: Known, report: Report, retained: boolean, now: number): Known {
  if (report.type === "online") {
    const { online, sure } = report;
    // What it said is from before it went.
    return { ...known, online, sure, live: known.live && !(sure && !online) };
  }
  if (report.type !== "state") return known;
  const { door, battery, batteryCritical, position } = report;
  return {
    ...known,
    ...(door !== undefined && { door }),
    ...(battery !== undefined && { battery }),
    ...(batteryCritical !== undefined && { batteryCritical }),
    ...(position !== undefined && { state: position, live: !retained }),
    // A device that speaks is there, whatever was said of it before.
    ...(!retained && { online: true }),
    observedAt: now,
  };
}

/** What is known of a device, as the port says it. */
export function snapshotOf(known: Known, connected: boolean, now: number): Snapshot {
  const online = connected && (known.online ?? known.live);
  const { state, door, battery, batteryCritical, observedAt } = known;
  return {
    state,
    ...(door !== undefined && { door }),
    ...(battery !== undefined && { battery }),
    ...(batteryCritical !== undefined && { batteryCritical }),
    online,
    ...(connected && !online && known.online === false && known.sure && { surelyOffline: true }),
    observedAt: observedAt ?? now,
    source: observedAt === undefined ? "assumed" : online && known.live ? "device" : "cached",
  };
}
