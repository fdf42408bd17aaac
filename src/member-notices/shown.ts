/** How texts of people and times are shown in a mail. */
import { dayAt } from "./local-day.ts";
import type { Texts } from "./texts.ts";

/** Longer names are cut. */
const MAX_NAME = 80;

/** Letters of scripts that run the other way than our languages. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/**
 * What somebody wrote, on one line: line ends, control characters and marks that turn the direction of writing would say
 * something else than they wrote. What runs the other way is kept apart, so that it moves nothing beside it.
 */
export function shownName(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .trim();
  const letters = [...line];
  const cut = letters.slice(0, MAX_NAME - 1).join("");
  const shown = letters.length <= MAX_NAME ? line : `${cut.trimEnd()}…`;
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 200;

function formatOf(locale: string, timeZone: string, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = JSON.stringify([locale, timeZone, how]);
  let format = formats.get(name);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    format = new Intl.DateTimeFormat(locale, { timeZone, ...how });
    formats.set(name, format);
  }
  return format;
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/**
 * By the clock of the door, with its day where that is another one than now.
 * @param zoned with the zone's name, where nothing else says which clock it is
 */
export function shownTime({ locale }: Texts, at: number, timeZone: string, now: number, zoned = false): string {
  const [one, other] = [dayAt(at, timeZone), dayAt(now, timeZone)];
  const isToday = one.year === other.year && one.month === other.month && one.day === other.day;
  return formatOf(locale, timeZone, {
    ...(!isToday && { day: "numeric", month: "short" }),
    ...TIME,
    ...(zoned && { timeZoneName: "short" }),
  }).format(at);
}

/** "Thursday, 24 December" */
export function shownDay({ locale }: Texts, at: number, timeZone: string): string {
  return formatOf(locale, timeZone, { weekday: "long", day: "numeric", month: "long" }).format(at);
}
