/** What guests are sent of their keys: by e-mail, and in two short messages to a phone. */
import type { GuestNotice } from "../../../domain/guest-notice-facts.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import type { Message } from "../../../notices/notices.ts";
import type { Contact } from "../../../presentation/presentation.ts";
import type { Recipient } from "../../../notices/recipients.ts";
import type { RouteDeps } from "../../app.ts";
import { mailOf } from "../../pages/letter.ts";
import { brandOf, type GuestBrand } from "../brand.ts";
import { guestKey, type GuestKey } from "../guest.ts";
import { type Locale, localeOf } from "../page/locale.ts";
import { withLanguage } from "../page/view.ts";
import { phoneText } from "./phone-text.ts";
import type { Said } from "./said.ts";

export { chosenLanguage } from "../page/locale.ts";

export type LetterDeps = Pick<RouteDeps, "ledger" | "directory" | "presentation" | "config">;

/** Doors that are named; of more it is told how many there are. */
const MAX_NAMED = 4;

/** In the guest's language, with the times of the door, and whom to ask. */
export async function guestLetter(
  what: GuestNotice,
  { state }: TempKeyRecord,
  { channel, to, language }: Recipient,
  now: number,
  deps: LetterDeps,
): Promise<Message> {
  const found = await guestKey(state.uuid, deps);
  if (!found) throw new Error("the key of a notice is missing");
  const brand = await brandOf(found, deps);
  const said = saidOf(what, found, brand, localeOf(language, undefined), now, deps.config.publicUrl);
  return channel === "email" ? { channel, mail: letterOf(to, said, brand) } : { channel, phone: phoneText(to, said) };
}

function saidOf(
  what: GuestNotice,
  { record: { state }, doors }: GuestKey,
  { host, contact }: GuestBrand,
  locale: Locale,
  now: number,
  publicUrl: string,
): Said {
  const { m } = locale;
  const names = doors.map(({ name }) => locale.name(name ?? m.door));
  const { timeZone } = doors[0]!.lock.state;
  const { validFrom, validUntil } = state;
  const until = locale.time(validUntil, timeZone, now, validFrom);
  return {
    locale,
    ...textOf(what, locale),
    host: host && locale.name(host),
    doors: names.length > MAX_NAMED ? locale.plural(m.doors, names.length) : locale.list(names),
    names,
    from: locale.time(validFrom, timeZone, now),
    until,
    isOneDay: until !== locale.time(validUntil, timeZone, now),
    to: locale.until(validFrom, validUntil, timeZone),
    zone: locale.zone(timeZone),
    link:
      what === "revoked" || what === "paused"
        ? undefined
        : withLanguage(`${publicUrl}/temp-keys/${state.uuid}`, locale.language),
    contact: contactOf(contact, locale),
  };
}

function contactOf(contact: Contact | null, { dir, name }: Locale): readonly string[] {
  // From right to left, a number would be told group by group from its end.
  const isolated = (text: string | null) => (text !== null && dir === "rtl" ? `\u2066${text}\u2069` : text);
  const all = contact ? [contact.name && name(contact.name), isolated(contact.phone), isolated(contact.email)] : [];
  return all.filter((one) => one !== null);
}

function textOf(what: GuestNotice, { m }: Locale): Pick<Said, "title" | "next"> {
  switch (what) {
    case "link":
      return { title: undefined, next: undefined };
    case "changed":
      return { title: m.notices.changed, next: undefined };
    case "resumed":
      return { title: m.notices.resumed, next: undefined };
    case "paused":
    case "revoked":
      return m.refusals[what];
  }
}

function letterOf(to: string, said: Said, { accent, privacyUrl }: GuestBrand) {
  const { locale, title, next, host, doors, names, link, contact } = said;
  const { m } = locale;
  const subject = title === undefined ? m.mail.subject(doors) : `${title}${m.colon}${doors}`;
  const span = said.isOneDay ? [`${said.from} ${said.to} ${said.until}`] : [`${said.from} ${said.to}`, said.until];
  return mailOf(to, subject, {
    language: locale.tag,
    dir: locale.dir,
    from: host === undefined ? m.invited : m.lends(host),
    title: title ?? m.yourKey,
    before: next === undefined ? [] : [next],
    facts: [
      [
        names.length === 1 ? m.door : locale.plural(m.doors, names.length),
        ...names.slice(0, MAX_NAMED),
        ...(names.length > MAX_NAMED ? ["…"] : []),
      ],
      [m.when, ...span, `(${said.zone})`],
      ...(contact.length > 0 ? [[m.contact, ...contact] as const] : []),
    ],
    ...(link !== undefined && { action: { label: m.notices.showKey, url: link } }),
    after: link === undefined ? [] : [m.notices.atTheDoor, m.notices.keepToYourself],
    footer: [m.notices.why, ...(privacyUrl === null ? [] : [{ label: m.privacy, url: privacyUrl }])],
    accent,
  });
}
