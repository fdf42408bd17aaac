/** What helps whoever did not get in: the same, in the same order, on every page that refuses or fails. */
import type { BrandRecord, Contact } from "../../../presentation/presentation.ts";
import { Html, html } from "../../pages/html.ts";
import type { Locale } from "../page/locale.ts";
import type { View } from "../page/view.ts";
import { type DirectionsView, wayIn } from "./way.ts";

export interface Help {
  /** The same opening again; undefined where that cannot help. */
  readonly again?: Again | undefined;
  /** Where the door takes it, and the guest may see it. */
  readonly pin?: string | undefined;
  /** Whom to ask, the nearest first. */
  readonly contacts: readonly Contact[];
  /** What comes first: a person after the second failure in a row, the PIN where the lock has no connection. */
  readonly first: "again" | "pin" | "call";
  readonly way?: DirectionsView | undefined;
  /** What the limit of the key has of it; undefined where it has none. */
  readonly counts?: string | undefined;
}

export interface Again {
  /** Where the form goes. */
  readonly path: string;
  /** One-time id of the next opening. */
  readonly intent: string;
  readonly label: string;
}

const ORDERS = {
  again: ["again", "pin", "call"],
  pin: ["pin", "again", "call"],
  call: ["call", "again", "pin"],
} as const;

/** Undefined where nothing helps. */
export function helpBlock(view: View, { again, pin, contacts, first, way, counts }: Help): Html | undefined {
  if (!again && pin === undefined && contacts.length === 0 && !way && counts === undefined) return undefined;
  const { m } = view.locale;
  const parts = ORDERS[first].flatMap((part): Html[] => {
    if (part === "again") return again ? [againForm(view, again)] : [];
    if (part === "call") return contacts.flatMap((contact) => callButtons(view.locale, contact));
    if (pin === undefined) return [];
    const follows = first !== "pin" && again !== undefined;
    return [html`<p class="or-pin">${pinSentence(follows ? m.orUsePin : m.usePin, pin)}</p>`];
  });
  return html`<section class="help">
    ${parts} ${way && wayIn(view, way)} ${counts !== undefined && html`<p class="counts">${counts}</p>`}
  </section>`;
}

/** Works without a script, and opens at once. */
function againForm({ link, locale: { m } }: View, { path, intent, label }: Again): Html {
  return html`<form
    method="post"
    action="${link(path)}"
    class="tried"
    data-slide
    data-asking="${m.asking}"
    data-lost="${m.lostConnection}"
    data-unheard="${m.noAnswer}"
    data-offline="${m.noConnection}"
    data-again="${m.againIn("{}")}"
    data-ready="${m.tryAgain}"
  >
    <input type="hidden" name="intent" value="${intent}" />
    <div class="status"></div>
    <button class="plain">${label}</button>
  </form>`;
}

/** The number is there for another phone than this one. */
function callButtons({ m, name: isolated }: Locale, { name, phone, email }: Contact): Html[] {
  const who = (other: string) => (name === null ? other : isolated(name));
  const beside = (other: string) => name !== null && html` <small dir="ltr">${other}</small>`;
  return [
    ...(phone === null
      ? []
      : [html`<a class="button" href="${telOf(phone)}">${m.call(who(phone))}${beside(phone)}</a>`]),
    ...(email === null
      ? []
      : [html`<a class="button" href="${mailOf(email)}">${m.write(who(email))}${beside(email)}</a>`]),
  ];
}

export function telOf(phone: string): string {
  return `tel:${phone.replaceAll(/[^\d+]/g, "")}`;
}

export function mailOf(email: string): string {
  return `mailto:${encodeURIComponent(email).replace("%40", "@")}`;
}

/** Stands for the PIN, which is an element of its own. */
const MARK = "\u0000";

export function pinSentence(sentence: (pin: string) => string, pin: string): Html {
  const [before, after] = sentence(MARK).split(MARK);
  return html`${before}${pinDigits(pin)}${after}`;
}

/** In groups for those who look; one digit after the other for those who listen. */
export function pinDigits(pin: string): Html {
  return html`<bdi dir="ltr" class="pin-digits" role="img" aria-label="${[...pin].join(" ")}"
    >${new Html(inGroups(pin))}</bdi
  >`;
}

/** `2214 1370`. A PIN has digits only. */
export function inGroups(pin: string): string {
  const half = Math.ceil(pin.length / 2);
  return `${pin.slice(0, half)} ${pin.slice(half)}`;
}

/**
 * Whom a guest may ask: the door's contact and the organisation's, where they differ. The door's is with the way to it,
 * for those whom the key is for.
 */
export function contactsOf(ofDoor: Contact | null, brand: Pick<BrandRecord, "contact">): readonly Contact[] {
  const both = [ofDoor, brand.contact].filter((one) => one !== null);
  const [first, second] = both;
  if (!first || !second) return both;
  return first.phone === second.phone && first.email === second.email ? [first] : both;
}
