/** What an organisation may say of itself, checked alike for the API and the command line. */
import type { FieldError } from "../domain/refusals.ts";
import { colourErrors } from "./colours.ts";
import { type Brand, type Contact, type Directions, HANDS, WAY_KINDS } from "./presentation.ts";

/** Characters at the most. */
export const MAX = {
  name: 80,
  text: 4_000,
  phone: 40,
  email: 254,
  url: 500,
  address: 200,
  floor: 20,
  movesForS: 300,
} as const;

const COLOUR = /^#[0-9a-f]{6}$/i;
const PHONE = /^\+?[\d ()./-]{3,40}$/;
/** Enough of an address for a link; what it leads to is the organisation's own affair. */
const EMAIL = /^[^\s@<>"?&#]{1,64}@[^\s@<>"?&#]{3,190}$/;

/** All that is wrong with a brand, one entry a field. */
export function brandErrors(brand: Brand): FieldError[] {
  const errors = [
    ...lineErrors("name", brand.name),
    ...(["accent", "background"] as const)
      .filter((field) => brand[field] !== null && !COLOUR.test(brand[field]))
      .map((field) => ({ field, message: "must be a colour as #rrggbb" })),
    ...contactErrors(brand.contact),
  ];
  if (brand.privacyUrl !== null && !isBrandUrl(brand.privacyUrl))
    errors.push({ field: "privacyUrl", message: "must be an https URL" });
  return errors.length > 0 ? errors : colourErrors(brand);
}

/** What is left out is null. */
export function wholeContact(given: Partial<Contact> | null | undefined): Contact | null {
  return given ? { name: null, phone: null, email: null, ...given } : null;
}

/** All that is wrong with directions to a door, one entry a field. */
export function directionsErrors(directions: Directions): FieldError[] {
  const { text, contact, address, floor } = directions;
  return [
    ...textErrors("text", text, /[^\P{Cc}\n\r\t]/u),
    ...contactErrors(contact),
    ...lineErrors("address", address),
    ...lineErrors("floor", floor),
    ...movementErrors(directions),
  ];
}

/** What is said of a gate or a lift is of no other: it would be dropped without a word. */
function movementErrors({ hand, kind, movesForS, floor }: Directions): FieldError[] {
  const errors: FieldError[] = [];
  const add = (field: string, message: string) => errors.push({ field, message });
  if (hand !== null && !HANDS.includes(hand)) add("hand", `must be one of: ${HANDS.join(", ")}`);
  else if (hand !== null && kind !== null && kind !== "door") add("hand", "is of doors only");
  if (kind !== null && !WAY_KINDS.includes(kind)) add("kind", `must be one of: ${WAY_KINDS.join(", ")}`);
  if (movesForS !== null && !(Number.isInteger(movesForS) && movesForS >= 1 && movesForS <= MAX.movesForS))
    add("movesForS", `must be whole seconds from 1 to ${MAX.movesForS}`);
  else if (movesForS !== null && kind !== "gate") add("movesForS", "is of gates only");
  if (floor !== null && kind !== "lift") add("floor", "is of lifts only");
  return errors;
}

function lineErrors(field: string, text: string | null): FieldError[] {
  return textErrors(field, text, /\p{Cc}/u);
}

function textErrors(field: string, text: string | null, never: RegExp): FieldError[] {
  if (text === null) return [];
  if (text.trim() === "") return [{ field, message: "must not be blank" }];
  return never.test(text) || !text.isWellFormed() ? [{ field, message: "must not have control characters" }] : [];
}

function contactErrors(contact: Contact | null): FieldError[] {
  if (contact === null) return [];
  const { phone, email } = contact;
  const errors = lineErrors("contact.name", contact.name);
  if (phone === null && email === null) errors.push({ field: "contact", message: "must have a phone or an email" });
  if (phone !== null && !(PHONE.test(phone) && /\d/.test(phone)))
    errors.push({ field: "contact.phone", message: "must be a telephone number, such as +30 210 1234567" });
  if (email !== null && !EMAIL.test(email))
    errors.push({ field: "contact.email", message: "must be an e-mail address" });
  return errors;
}

/** Whether a brand may lead there: by https, and with nobody's password. */
export function isBrandUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "";
}
