/** The doors of a key as a guest finds them now. */
import { admit } from "../../../domain/admission.ts";
import { newUuid } from "../../../uuid.ts";
import type { GuestBrand } from "../brand.ts";
import type { DoorFacts } from "../door/door-facts.ts";
import { contactsOf } from "../door/help.ts";
import { directionsView } from "../door/way.ts";
import type { Guest, GuestKey } from "../guest.ts";
import type { Locale } from "../page/locale.ts";
import type { View } from "../page/view.ts";
import type { DoorView } from "./door-control.ts";
import { guestAccess, methodOf } from "./guest-access.ts";

export interface Doors {
  readonly found: GuestKey;
  readonly guest: Guest | undefined;
  readonly brand: GuestBrand;
  /** Of each door, in their order. */
  readonly facts: readonly DoorFacts[];
  /** Of the key, where the guest may see it. */
  readonly pin: string | undefined;
}

/** @param at the time of the server */
export function doorViews({ found, guest, brand, facts, pin }: Doors, view: View, at: number): DoorView[] {
  const { locale } = view;
  const { state: key } = found.record;
  const { opens: admitted, meant, ended } = guestAccess(found, guest, at);
  const knowsWay = meant && !ended;
  const { timeZone } = found.doors[0]!.lock.state;
  return found.doors.map((door, i): DoorView => {
    const { id } = door;
    const isByPin = byPin(found, id, at);
    const name = door.name ?? locale.m.door;
    const { way, offlineSince, unlockedFor } = facts[i]!;
    const { usedCount } = key.doors.find((one) => one.id === id)!;
    const usesLeft = key.maxUsesPerDoor === null ? undefined : Math.max(0, key.maxUsesPerDoor - usedCount);
    const isLast = usesLeft === 1 || (key.maxUses !== null && key.maxUses - key.usedCount === 1);
    return {
      id,
      name,
      opens: methodOf(found, id) === "code" ? "panel" : "slide",
      kind: way.kind ?? "door",
      byPin: isByPin,
      pin: isByPin ? pin : undefined,
      usedUp: !admitted[i]!,
      usesLeft: meant ? usesLeft : undefined,
      wasOpened: usedCount > 0,
      isLast,
      unlockedNow:
        unlockedFor !== undefined && knowsWay
          ? {
              text: locale.sentences(locale.m.unlockedNow, locale.m.hands[way.hand ?? "unknown"]),
              forMs: unlockedFor,
            }
          : undefined,
      offline: offlineSince === undefined ? undefined : offlineText(locale, offlineSince, timeZone, at),
      intent: newUuid(at),
      directions: knowsWay ? directionsView(view, key.uuid, { id, name }, way) : undefined,
      contacts: knowsWay ? contactsOf(way.contact, brand) : [],
    };
  });
}

export function offlineText({ m, time }: Locale, since: number, timeZone: string, now: number): string {
  return m.offlineSince(time(since, timeZone, now, now));
}

/** Whether the PIN opens a door, or will when the key begins: whoever tries one in vain is taken for somebody who guesses. */
export function byPin({ record: { state: key } }: GuestKey, door: number, at: number): boolean {
  return admit(key, { at: Math.max(at, key.validFrom), method: "code", door }).admitted;
}
