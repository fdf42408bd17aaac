/** Which language a guest reads, and how times, numbers and lists are written in it. */
import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";
import { isoTime } from "../../../domain/ids.ts";
import { type Html, html } from "../../pages/html.ts";
import { LANGUAGES, messagesIn, PSEUDO } from "../messages/catalogues.ts";
import type { Messages, Plural } from "../messages/messages.ts";

export interface Locale {
  /** One of `LANGUAGES`. */
  readonly language: string;
  /** The same with the region that times and numbers are written for: `de-AT`. */
  readonly tag: string;
  readonly dir: "ltr" | "rtl";
  readonly m: Messages;
  plural(forms: Plural, n: number): string;
  /** In the digits of the language and region. */
  number(n: number): string;
  /**
   * With its offset where clocks are set back and the same time comes twice.
   * @param timeZone IANA name
   * @param now leaves the year away when it is the same
   * @param after the time that is told before it: leaves the day away when it is the same
   */
  time(at: number, timeZone: string, now: number, after?: number): string;
  /** Between two times. */
  until(from: number, until: number, timeZone: string): string;
  /** "in 2 hours", rounded down to the largest unit that is whole; "in a moment" under a minute. */
  timeUntil(ms: number): string;
  /** "in 5 seconds", rounded up. */
  inSeconds(ms: number): string;
  /** "5 seconds", rounded. */
  seconds(ms: number): string;
  /** Local time for whoever stands at the door; zones that are no place have a short name. */
  zone(timeZone: string): string;
  list(names: readonly string[]): string;
  /** One after another, as the language writes sentences. */
  sentences(...texts: readonly string[]): string;
  /** A name that people gave, kept apart from text that runs the other way. */
  name(text: string): string;
}

const MAX_HEADER = 300;
const MAX_LOCALES = 200;
const MAX_DATE_FORMATS = 500;
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
/** By how much clocks are set back somewhere; times within that come twice, and need their offset to be told apart. */
const SET_BACK_MS = [1_800_000, 3_600_000, 7_200_000];

/**
 * Who reads a language better than English where we do not speak their own: nearly all who speak these (after CLDR's
 * language matching). A catalogue of their own goes before it.
 */
const ALSO_READ_BY: Readonly<Record<string, readonly string[]>> = {
  cs: ["sk"],
  da: ["fo", "kl"],
  de: ["gsw", "lb"],
  es: ["ca", "eu", "gl"],
  fr: ["br", "co", "oc", "wo"],
  nb: ["nn", "no", "se"],
  nl: ["af", "fy"],
  ru: ["be", "kk", "ky", "tg"],
  "zh-Hant": ["yue"],
};

const NBSP = "\u00a0";
/** Full stops of scripts that put no space after them. */
const NO_SPACE_AFTER = /([。！？]) /g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** Making one takes much longer than using it. */
const dateFormats = new LRUCache<string, Intl.DateTimeFormat>({ max: MAX_DATE_FORMATS });
const locales = new LRUCache<string, Locale>({ max: MAX_LOCALES });
const askedFor = new LRUCache<string, Locale>({ max: MAX_LOCALES });

/**
 * @param chosen the language that the guest chose on the page, if any
 * @param accepted an `Accept-Language` header (RFC 9110, section 12.5.4)
 */
export function localeOf(chosen: string | undefined, accepted: string | undefined): Locale {
  const header = accepted?.slice(0, MAX_HEADER);
  const asked = `${chosen} ${header}`;
  let locale = askedFor.get(asked);
  if (!locale) askedFor.set(asked, (locale = chooseLocale(chosen, header)));
  return locale;
}

function chooseLocale(chosen: string | undefined, accepted: string | undefined): Locale {
  const wanted = new Negotiator({ headers: { "accept-language": accepted } })
    .languages()
    .map((tag) => ({ tag, language: languageOf(tag) }));
  const language = chosenLanguage(chosen) ?? wanted.find((one) => one.language !== undefined)?.language ?? "en";
  // Times are written as in the guest's own country, where the phone tells which.
  const regions = wanted.map((one) => (one.language === language ? new Intl.Locale(one.tag).region : undefined));
  const region = regions.find((one) => one !== undefined);
  const name = `${language} ${region}`;
  const known = locales.get(name);
  if (known) return known;
  const locale = createLocale(language, region);
  locales.set(name, locale);
  return locale;
}

/** The language that is chosen by a link, if we speak it. */
export function chosenLanguage(text: string | undefined): string | undefined {
  return text === PSEUDO ? PSEUDO : text === undefined ? undefined : languageOf(text);
}

/**
 * The catalogue for whoever asks for that tag: of its region or script if there is one, so that Brazil and Taiwan read
 * their own, and never of another script.
 */
function languageOf(tag: string): string | undefined {
  const wanted = localeFor(tag);
  if (!wanted) return undefined;
  const { language, region } = wanted;
  const { script } = wanted.maximize();
  const exact = [`${language}-${script}-${region}`, `${language}-${region}`, `${language}-${script}`, language];
  return (
    exact.find((one) => isWritten(one, script)) ??
    LANGUAGES.find((one) => one.startsWith(`${language}-`) && isWritten(one, script)) ??
    LANGUAGES.find((one) => ALSO_READ_BY[one]?.includes(language))
  );
}

function isWritten(language: string, script: string | undefined): boolean {
  return LANGUAGES.includes(language) && new Intl.Locale(language).maximize().script === script;
}

/** A tag as it should be (`iw` is `he`); undefined for what is none. */
function localeFor(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined; // RangeError: what is no tag is one that nobody speaks
  }
}

function createLocale(language: string, region: string | undefined): Locale {
  const m = messagesIn(language);
  const formats = new Intl.Locale(language, { ...m.formats, ...(region !== undefined && { region }) });
  const tag = formats.toString();
  const { direction: dir = "ltr" } = new Intl.Locale(language).getTextInfo();
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(tag);
  const relative = new Intl.RelativeTimeFormat(tag);
  const [wrong, right] = m.inHowLong ?? ["", ""];
  const inHowLong = (n: number, unit: Intl.RelativeTimeFormatUnit) =>
    relative.format(n, unit).replace(new RegExp(wrong), right);
  const lists = new Intl.ListFormat(tag);
  const seconds = new Intl.NumberFormat(tag, { style: "unit", unit: "second", unitDisplay: "long" });
  const isTwelveHours = new Intl.DateTimeFormat(tag, { hour: "numeric" }).resolvedOptions().hour12;
  return {
    language,
    tag: formats.baseName,
    dir,
    m,
    number: (n) => numbers.format(n),
    plural(forms, n) {
      return (forms[plurals.select(n)] ?? forms.other).replace("{n}", numbers.format(n));
    },
    time(at, timeZone, now, after) {
      const options: Intl.DateTimeFormatOptions = {
        timeZone,
        ...((after === undefined || !isSameDay(after, at, timeZone)) && {
          weekday: "short",
          day: "numeric",
          month: "short",
          ...(year(at, timeZone) !== year(now, timeZone) && { year: "numeric" }),
        }),
        hour: isTwelveHours ? "numeric" : "2-digit",
        minute: "2-digit",
      };
      const format = dateFormat(tag, options);
      const text = format.format(at);
      const isTwice = SET_BACK_MS.some((ms) => format.format(at - ms) === text || format.format(at + ms) === text);
      return unbroken(isTwice ? dateFormat(tag, { ...options, timeZoneName: "short" }) : format, at);
    },
    until: (from, until, timeZone) => (isSameDay(from, until, timeZone) ? "–" : m.until),
    timeUntil(ms) {
      const unit = UNITS.find(([, length]) => ms >= length);
      if (!unit) return m.inAMoment;
      return inHowLong(Math.floor(ms / unit[1]), unit[0]);
    },
    inSeconds: (ms) => inHowLong(Math.ceil(ms / 1_000), "second"),
    seconds: (ms) => seconds.format(Math.round(ms / 1_000)),
    zone(timeZone) {
      if (timeZone.includes("/") && !timeZone.startsWith("Etc/")) return m.localTime;
      const parts = dateFormat(tag, { timeZone, timeZoneName: "short" }).formatToParts(0);
      return parts.find(({ type }) => type === "timeZoneName")!.value;
    },
    list: (names) => lists.format(names),
    sentences: (...texts) => texts.join(" ").replaceAll(NO_SPACE_AFTER, "$1"),
    name: (text) => (dir === "rtl" || RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text),
  };
}

const year = (at: number, timeZone: string) => dateFormat("en", { timeZone, year: "numeric" }).format(at);

function isSameDay(one: number, other: number, timeZone: string): boolean {
  const day = dateFormat("en", { timeZone, dateStyle: "short" });
  return day.format(one) === day.format(other);
}

/** A line may break between the date and the time of day, and not between `3:00` and `PM`. */
function unbroken(format: Intl.DateTimeFormat, at: number): string {
  const parts = format.formatToParts(at);
  const isOfTime = (i: number) => parts[i]?.type === "dayPeriod" || parts[i]?.type === "timeZoneName";
  return parts.map(({ value }, i) => (value === " " && (isOfTime(i - 1) || isOfTime(i + 1)) ? NBSP : value)).join("");
}

function dateFormat(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${tag} ${JSON.stringify(options)}`;
  const known = dateFormats.get(name);
  if (known) return known;
  const format = new Intl.DateTimeFormat(tag, options);
  dateFormats.set(name, format);
  return format;
}

/** A time as an element that tells it to machines too. @param after see `Locale.time` */
export function timeText(locale: Locale, at: number, timeZone: string, now: number, after?: number): Html {
  return html`<time datetime="${isoTime(at)}">${locale.time(at, timeZone, now, after)}</time>`;
}
