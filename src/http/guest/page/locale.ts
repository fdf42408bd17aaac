/** Which language a guest reads, and how times, numbers and lists are written in it. */
import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";
import { isoTime } from "../../../domain/ids.ts";
import { type Html, html } from "./html.ts";
import { CATALOGUES, type Language } from "../messages/catalogues.ts";
import type { Messages, Plural } from "../messages/messages.ts";

export interface Locale {
  readonly language: Language;
  readonly dir: "ltr" | "rtl";
  readonly m: Messages;
  plural(forms: Plural, n: number): string;
  /**
   * With its offset where clocks are set back and the same time comes twice.
   * @param timeZone IANA name
   * @param now leaves the year away when it is the same
   */
  time(at: number, timeZone: string, now: number): string;
  /** "in 2 hours", rounded down to the largest unit that is whole; "in a moment" under a minute. */
  timeUntil(ms: number): string;
  /** `America/Argentina/Buenos_Aires` is Buenos Aires time to a person; zones that are no place have a short name. */
  zone(timeZone: string): string;
  list(names: readonly string[]): string;
  /** A name that people gave, kept apart from text that runs the other way. */
  name(text: string): string;
}

const MAX_HEADER = 300;
const MAX_LOCALES = 200;
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
/** By how much clocks are set back somewhere; times within that come twice, and need their offset to be told apart. */
const SET_BACK_MS = [1_800_000, 3_600_000, 7_200_000];

const locales = new LRUCache<string, Locale>({ max: MAX_LOCALES });

/**
 * @param chosen the language that the guest chose on the page, if any
 * @param accepted an `Accept-Language` header (RFC 9110, section 12.5.4)
 */
export function localeOf(chosen: string | undefined, accepted: string | undefined): Locale {
  const wanted = new Negotiator({ headers: { "accept-language": accepted?.slice(0, MAX_HEADER) } });
  const language = isLanguage(chosen) ? chosen : ((wanted.language(OFFERED) ?? "en") as Language);
  // Times are written as in the guest's own country, where the phone tells which.
  const region = wanted.languages().find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isTag(tag));
  const tag = region ?? (language === "en" ? "en-GB" : language);
  const known = locales.get(`${language} ${tag}`);
  if (known) return known;
  const locale = createLocale(language, tag);
  locales.set(`${language} ${tag}`, locale);
  return locale;
}

/** For tests: English with accents, longer by half. It is never offered. */
export const PSEUDO = "en-XA";
const OFFERED = Object.keys(CATALOGUES).filter((one) => one !== PSEUDO) as Language[];

export function isLanguage(text: string | undefined): text is Language {
  return text !== undefined && Object.hasOwn(CATALOGUES, text);
}

function isTag(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false; // a tag that is none (RangeError) is one that nobody speaks
  }
}

function createLocale(language: Language, tag: string): Locale {
  const m = CATALOGUES[language];
  const { direction: dir = "ltr" } = new Intl.Locale(language).getTextInfo();
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(tag);
  const relative = new Intl.RelativeTimeFormat(tag);
  const lists = new Intl.ListFormat(tag);
  return {
    language,
    dir,
    m,
    plural(forms, n) {
      return (forms[plurals.select(n)] ?? forms.other).replace("{n}", numbers.format(n));
    },
    time(at, timeZone, now) {
      const year = (time: number) => new Intl.DateTimeFormat("en", { timeZone, year: "numeric" }).format(time);
      const options: Intl.DateTimeFormatOptions = {
        timeZone,
        weekday: "short",
        day: "numeric",
        month: "short",
        ...(year(at) !== year(now) && { year: "numeric" }),
        hour: "2-digit",
        minute: "2-digit",
      };
      const { format } = new Intl.DateTimeFormat(tag, options);
      const text = format(at);
      if (!SET_BACK_MS.some((ms) => format(at - ms) === text || format(at + ms) === text)) return text;
      return new Intl.DateTimeFormat(tag, { ...options, timeZoneName: "short" }).format(at);
    },
    timeUntil(ms) {
      const unit = UNITS.find(([, length]) => ms >= length);
      return unit ? relative.format(Math.floor(ms / unit[1]), unit[0]) : m.inAMoment;
    },
    zone(timeZone) {
      if (timeZone.includes("/") && !timeZone.startsWith("Etc/"))
        return m.timeIn(timeZone.split("/").at(-1)!.replaceAll("_", " "));
      const parts = new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: "short" }).formatToParts(0);
      return parts.find(({ type }) => type === "timeZoneName")!.value;
    },
    list: (names) => lists.format(names),
    name: (text) => (dir === "rtl" ? `\u2068${text}\u2069` : text),
  };
}

/** A time as an element that tells it to machines too. */
export function timeText(locale: Locale, at: number, timeZone: string, now: number): Html {
  return html`<time datetime="${isoTime(at)}">${locale.time(at, timeZone, now)}</time>`;
}
