/** Times as people read them: by the clock at the door, with the reader's own beside it where that differs. */
import { signal } from "../signals.ts";
import { common } from "../texts/common.ts";
import { language, LOCALE } from "../texts/texts.ts";
import { instantsOf, wallClock } from "./wall-clock.ts";

export { instantsOf, wallClock };

export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 200;

function formatted(at: number, options: Intl.DateTimeFormatOptions): string {
  const name = language + JSON.stringify(options);
  let format = formats.get(name);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    formats.set(name, (format = new Intl.DateTimeFormat(LOCALE, options)));
  }
  return format.format(at);
}

/** "Thu 24 Dec, 15:00"; today the time alone; of another year that, and no day of the week; with the offset where clocks show that hour twice. */
export function shortTime(at: number, timeZone: string, now = Date.now()): string {
  const shown = wallClock(at, timeZone);
  const today = wallClock(now, timeZone);
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  const isToday = shown.slice(0, 10) === today.slice(0, 10);
  const isThisYear = shown.slice(0, 4) === today.slice(0, 4);
  const isTwice = instantsOf(shown, timeZone).length > 1;
  return formatted(at, {
    timeZone,
    ...(!isToday && { day: "numeric", month: "short", ...(isThisYear ? { weekday: "short" } : { year: "numeric" }) }),
    ...time,
    ...(isTwice && { timeZoneName: "shortOffset" }),
  });
}

/** The name of a zone's time: "Eastern European Time". */
export function zoneName(timeZone: string): string {
  const parts = new Intl.DateTimeFormat(LOCALE, {
    timeZone,
    timeZoneName: "longGeneric",
  });
  return parts.formatToParts(Date.now()).find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** "in 3 hours", "2 days ago". */
export function distance(at: number, now = Date.now()): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const seconds = (at - now) / 1_000;
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return relative.format(0, "minute");
}

const QUARTER_MS = 900_000;
const quarter = signal(0);

/** What stands there without its date has one once the day is over at the door: at a quarter of an hour, in every zone. */
export function keepTimes(): void {
  setInterval(() => (quarter.value = Math.floor(Date.now() / QUARTER_MS)), 20_000);
}

/** @param at an instant as the API writes it @param zone IANA name of the door's zone */
export function Instant({ at, zone = OWN_ZONE }: { readonly at: string; readonly zone?: string | undefined }) {
  void quarter.value;
  const ms = Date.parse(at);
  const there = shortTime(ms, zone);
  const isElsewhere = wallClock(ms, zone) !== wallClock(ms, OWN_ZONE);
  return (
    <time dateTime={at}>
      {there}
      {isElsewhere && <small class="aside"> ({common.yourTime(shortTime(ms, OWN_ZONE))})</small>}
    </time>
  );
}
