/** What of a lock somebody must look after, so that its door opens tomorrow too. */
import { deviceOf } from "../../domain/device.ts";
import type { LockState } from "../../domain/lock.ts";
import type { Snapshot } from "../driver.ts";
import { BATTERY_LOW } from "./facts.ts";

/** A reason to look after a lock. */
export type Attention = "not-bound" | "hub-away" | "offline" | "battery-low";
export const ATTENTIONS: readonly Attention[] = ["not-bound", "hub-away", "offline", "battery-low"];

/**
 * All of them, the gravest first.
 *
 * @param snapshot what was last seen of the device that it is now
 * @param hubIsAway whether the hub of its device cannot be reached, as this process knows
 */
export function attentionsOf(lock: LockState, snapshot: Snapshot | undefined, hubIsAway: boolean): Attention[] {
  if (deviceOf(lock) === null) return ["not-bound"];
  const { battery, batteryCritical } = snapshot ?? {};
  const found: Attention[] = [];
  if (hubIsAway) found.push("hub-away");
  if (lock.health?.offline) found.push("offline");
  if (batteryCritical || (battery !== undefined && battery <= BATTERY_LOW)) found.push("battery-low");
  return found;
}
