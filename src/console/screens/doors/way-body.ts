/** The way to a door as a form has it, and as the server takes it. */
import type { Arrival } from "../../api/types.ts";

/** Every field as text; empty for nothing. */
export interface GivenWay {
  readonly text: string;
  readonly address: string;
  readonly kind: string;
  readonly hand: string;
  readonly movesForS: string;
  readonly floor: string;
  readonly contactName: string;
  readonly phone: string;
  readonly email: string;
}

/** Nothing is an empty text, and no kind a door. */
export function givenWay({ text, address, kind, hand, movesForS, floor, contact }: Omit<Arrival, "picture">): GivenWay {
  return {
    text: text ?? "",
    address: address ?? "",
    kind: kind ?? "door",
    hand: hand ?? "",
    movesForS: movesForS === null ? "" : String(movesForS),
    floor: floor ?? "",
    contactName: contact?.name ?? "",
    phone: contact?.phone ?? "",
    email: contact?.email ?? "",
  };
}

const said = (text: string) => text.trim() || null;

/** What is of another kind of way is left out: it was written before the kind was chosen. */
export function wayBody(given: GivenWay) {
  const { kind, contactName, phone, email } = given;
  const contact = { name: said(contactName), phone: said(phone), email: said(email) };
  return {
    text: said(given.text),
    address: said(given.address),
    kind: kind === "door" ? null : kind,
    hand: kind === "door" ? said(given.hand) : null,
    movesForS: kind === "gate" && given.movesForS ? Number(given.movesForS) : null,
    floor: kind === "lift" ? said(given.floor) : null,
    contact: Object.values(contact).every((part) => part === null) ? null : contact,
  };
}
