/** What this browser keeps of new keys for an organisation: the form as it was left, and the doors of the last one. */
import { membership, signedIn } from "../../api/session.ts";
import type { DoorChoice } from "../../ui/door-picker.tsx";
import type { KeyDraft } from "../../ui/key-draft.ts";

/** What somebody began another day is not what they want now. */
const KEEP_MS = 12 * 3_600_000;

function placeOf(what: string): string {
  return `latchstring-${what}-${signedIn.value?.userId}-${membership.value?.organizationId ?? ""}`;
}

function read<T>(what: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(placeOf(what)) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(what: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(placeOf(what));
    else localStorage.setItem(placeOf(what), JSON.stringify(value));
  } catch {
    // Full, or not allowed: then nothing is kept.
  }
}

/** The form as it was left. */
export function keptDraft(): KeyDraft | undefined {
  const kept = read<{ readonly at: number; readonly draft: KeyDraft }>("new-key");
  return kept && Math.abs(Date.now() - kept.at) < KEEP_MS ? kept.draft : undefined;
}

/** @param draft undefined once it is a key */
export function keepDraft(draft: KeyDraft | undefined): void {
  write("new-key", draft && { at: Date.now(), draft });
}

export const lastDoors = () => read<readonly DoorChoice[]>("last-doors") ?? [];

/** @param doors of a key that was made */
export function keepLastDoors(doors: readonly DoorChoice[]): void {
  write(
    "last-doors",
    doors.map(({ lockId, name, timeZone, site }) => ({ lockId, name, timeZone, site })),
  );
}
