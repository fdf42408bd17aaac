/** Messages to a phone: two segments at the most, whatever people call their doors. */
import type { PhoneText } from "../../../notices/notices.ts";
import type { Said } from "./said.ts";

/** What one message may cost. */
const MAX_SEGMENTS = 2;
/** Of GSM 03.38, an escaped character being two; and of UTF-16, where another character is in it (3GPP TS 23.038). */
const GSM = { alone: 160, of: 153 } as const;
const UCS2 = { alone: 70, of: 67 } as const;
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const ESCAPED = "^{}\\[~]|€\f";
/** Marks that phones do not need, and that would make a message one of UTF-16: isolates, and spaces that do not break. */
const NEEDLESS = /[\u2066-\u2069\u200e\u200f]/g;
const SPACES = /[\u00a0\u202f\u2007]/g;
/** Shorter names say nothing. */
const LEAST_NAME = 8;

/** How many segments a text is sent in. */
export function segmentsOf(text: string): number {
  let length = 0;
  for (const char of text) {
    if (BASIC.includes(char)) length += 1;
    else if (ESCAPED.includes(char)) length += 2;
    else return parts(text.length, UCS2);
  }
  return parts(length, GSM);
}

function parts(length: number, { alone, of }: typeof GSM | typeof UCS2): number {
  return length <= alone ? 1 : Math.ceil(length / of);
}

/** As much of it as fits: the link and the times go before names, and names before whom to ask. */
export function phoneText(to: string, said: Said): PhoneText {
  const written = plainOf(said);
  const { host = "", doors, from, until, title = "" } = written;
  const text = candidates(written).find((one) => segmentsOf(one) <= MAX_SEGMENTS) ?? written.link ?? title;
  const { link = "" } = said;
  return { to, text, parts: { host, doors, from, until, link, title, language: said.locale.language } };
}

interface Plain extends Pick<Said, "title" | "link" | "host" | "doors" | "from" | "until" | "to"> {
  readonly contact: string | undefined;
  readonly lends: (host: string) => string;
  readonly colon: string;
}

function plain(text: string): string {
  return text.replaceAll(NEEDLESS, "").replaceAll(SPACES, " ");
}

function plainOf({ locale, title, host, doors, from, until, to, link, contact: [name, ...ways] }: Said): Plain {
  const { m } = locale;
  const way = ways[0] ?? name;
  // One mark in the place of two: from right to left, a number would be told from its end.
  const told = way && `${locale.dir === "rtl" ? "\u200e" : ""}${plain(way)}`;
  return {
    title: title && plain(title),
    // In the phone's own language, which is shorter.
    link: link?.replace(/\?lang=.*$/, ""),
    host: host && plain(host),
    doors: plain(doors),
    from: plain(from),
    until: plain(until),
    to: plain(to),
    contact: told && `${plain(m.contact)}${plain(m.colon)}${told}`,
    lends: (of) => plain(m.lends(of)),
    colon: plain(m.colon),
  };
}

/** From the whole to the least that helps: the link's page has all of it. */
function candidates({ title, host, doors, from, until, to, link, contact, lends, colon }: Plain): string[] {
  const head = title ?? (host === undefined ? undefined : lends(host));
  // A key that opens nothing has no times that help.
  const whole = link === undefined ? undefined : `${from} ${to} ${until}`;
  const begin = link === undefined ? undefined : from;
  const written = (first: string | undefined, name: string | undefined, ...rest: readonly (string | undefined)[]) =>
    [[first, name].filter(Boolean).join(colon), ...rest].filter(Boolean).join("\n");
  const cut = [40, 30, 20, 14, LEAST_NAME].map((length) => cutTo(doors, length));
  return [
    written(head, doors, whole, link, contact),
    written(title, doors, whole, link, contact),
    written(title, doors, whole, link),
    ...cut.slice(0, 3).map((name) => written(title, name, whole, link)),
    written(title, doors, begin, link),
    ...cut.map((name) => written(title, name, begin, link)),
    written(title, undefined, begin, link),
    written(title, undefined, link),
  ];
}

function cutTo(text: string, length: number): string {
  const chars = [...text];
  return chars.length <= length
    ? text
    : `${chars
        .slice(0, length - 1)
        .join("")
        .trimEnd()}.`;
}
