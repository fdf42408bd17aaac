/** The doors of the last key that was made in this browser for an organisation. */
import { membership, signedIn } from "../../api/session.ts";
import type { DoorChoice } from "../../ui/door-picker.tsx";
import { store, stored } from "../../ui/stored.ts";

const place = () => `latchstring-last-doors-${signedIn.value?.userId}-${membership.value?.organizationId ?? ""}`;

export const lastDoors = () => stored<readonly DoorChoice[]>(localStorage, place()) ?? [];

/** @param doors of a key that was made */
export function keepLastDoors(doors: readonly DoorChoice[]): void {
  const kept = doors.map(({ lockId, name, timeZone, site }) => ({ lockId, name, timeZone, site }));
  store(localStorage, place(), kept);
}
