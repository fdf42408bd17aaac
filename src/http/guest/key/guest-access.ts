/** Where a guest stands with a key at an instant. */
import { admit, type Attempt } from "../../../domain/admission.ts";
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../../domain/refusals.ts";
import type { Guest, GuestKey } from "../guest.ts";

export interface GuestAccess {
  /** Of each door, whether it opens now. */
  readonly opens: readonly boolean[];
  /** Why no door opens; undefined when one does. */
  readonly refused: AdmissionRefusal | undefined;
  /** It is for others: notes, times, PINs and the way are not theirs to see. */
  readonly stranger: boolean;
  /** It is for whoever asks, whether or not it opens: a key for named users that is over has no strangers any more. */
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
  const refused = admissions.every(({ admitted }) => !admitted) && first && !first.admitted ? first.reason : undefined;
  return {
    opens: admissions.map(({ admitted }) => admitted),
    refused,
    meant: key.accessMode === "public" || (guest !== undefined && key.allowedUserIds.includes(guest.userId)),
    stranger: refused !== undefined && ADMISSION_REFUSALS[refused].about === "user",
    ended: refused !== undefined && ADMISSION_REFUSALS[refused].ends,
  };
}

/** How the guest opens a door: from the page, or at its panel alone. */
export function methodOf({ record }: GuestKey, door: number): "key" | "code" {
  return record.state.doors.find(({ id }) => id === door)?.method === "code" ? "code" : "key";
}
