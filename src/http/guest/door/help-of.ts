/** Which help there is for a guest at a door of a key, now. */
import { admit } from "../../../domain/admission.ts";
import type { OpenMethod } from "../../../domain/order.ts";
import { newUuid } from "../../../uuid.ts";
import type { RouteDeps } from "../../app.ts";
import { revealPin } from "../../pin-proofs.ts";
import type { GuestBrand } from "../brand.ts";
import type { Guest, GuestKey } from "../guest.ts";
import { guestAccess } from "../key/guest-access.ts";
import type { View } from "../page/view.ts";
import type { DoorFacts } from "./door-facts.ts";
import { contactsOf, type Help } from "./help.ts";
import { directionsView } from "./way.ts";

export interface AtDoor {
  readonly found: GuestKey;
  readonly guest: Guest | undefined;
  readonly door: { readonly id: number; readonly name: string };
  readonly facts: DoorFacts;
  readonly brand: GuestBrand;
}

interface Asked {
  /** What the button says that tries again; undefined where trying cannot help. */
  readonly again?: string | undefined;
  readonly first?: Help["first"];
  /** What is said where the key has a limit. */
  readonly counts?: string | undefined;
}

export async function helpOf(
  { found, guest, door, facts, brand }: AtDoor,
  { again, first = "again", counts }: Asked,
  view: View,
  deps: RouteDeps,
): Promise<Help> {
  const { state: key } = found.record;
  const at = deps.clock.now();
  const { refused, meant, ended } = guestAccess(found, guest, at);
  const user = guest && { userId: guest.userId };
  const admits = (method: OpenMethod) => admit(key, { at, method, door: door.id, ...user }).admitted;
  const contacts = contactsOf(meant && refused !== "revoked" ? facts.way.contact : null, brand);
  const isLimited = key.maxUses !== null || key.maxUsesPerDoor !== null;
  return {
    again:
      again !== undefined && admits("key")
        ? { path: `/temp-keys/${key.uuid}/doors/${door.id}/open`, intent: newUuid(at), label: again }
        : undefined,
    pin: meant && admits("code") ? await revealPin(deps, found.record) : undefined,
    contacts,
    first: first === "call" && contacts.length === 0 ? "again" : first,
    way: meant && !ended ? directionsView(view, key.uuid, door, facts.way) : undefined,
    counts: meant && isLimited ? counts : undefined,
  };
}
