/** Where a guest stands with a key at an instant. */
import { admit, type Attempt } from "../../../domain/admission.ts";
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../../domain/refusals.ts";
import type { Guest, GuestKey } from "../guest.ts";

export interface GuestAccess {
  /** Of each door, whether it opens now. */
  readonly opens: readonly boolean[];
  /** Why no door opens; undefined when one does. Before it begins, a stranger is told that it is for others. */
  readonly refused: AdmissionRefusal | undefined;
  /** It is for whoever asks, whether or not it opens: notes, times, PINs and the way are for no strangers to see. */
  readonly meant: boolean;
  /** It was taken back or its time is over: nobody needs the way any more. */
  readonly ended: boolean;
}

export function guestAccess(found: GuestKey, guest: Guest | undefined, at: number): GuestAccess {
  const { state: key } = found.record;
  const user = guest && { userId: guest.userId };
  const attempt = (door: number): Attempt => ({ at, method: methodOf(found, door), door, ...user });
  const admissions = found.doors.map(({ id }) => admit(key, attempt(id)));
  const first = admissions[0];
  // What one door is refused for, another may be admitted to; only when no door opens it is the key.
  const reason = admissions.every(({ admitted }) => !admitted) && first && !first.admitted ? first.reason : undefined;
  const ended = reason !== undefined && ADMISSION_REFUSALS[reason].ends;
  const meant = key.accessMode === "public" || (guest !== undefined && key.allowedUserIds.includes(guest.userId));
  const ofStranger = guest ? "user-not-allowed" : "user-required";
  return {
    opens: admissions.map(({ admitted }) => admitted),
    refused: meant || ended ? reason : ofStranger,
    meant,
    ended,
  };
}

/** How the guest opens a door: from the page, or at its panel alone. */
export function methodOf({ record }: GuestKey, door: number): "key" | "code" {
  return record.state.doors.find(({ id }) => id === door)?.method === "code" ? "code" : "key";
}
