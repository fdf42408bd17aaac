/** UUIDs as RFC 9562 has them: any case is taken, lower case is kept. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UNGUESSABLE = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether text has the form of a UUID, of any version and in either case (RFC 9562, section 4). */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * Whether a UUID may be a key's link. Only versions 4 and 7 carry enough random bits (122 and 74); the others
 * are made of a time, a machine or a name and can be guessed (RFC 9562, section 8).
 */
export function isUnguessableUuid(text: string): boolean {
  return UNGUESSABLE.test(text);
}

const DAY_MS = 86_400_000;
const MAX_DATES = 4_096;
/** Days that were written, by their number since the epoch. Dates are what takes long, and the same few come again. */
const dates = new Map<number, string>();
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/**
 * The ISO 8601 form of an instant in milliseconds, without a fraction when there is none: `2026-12-25T10:00:00Z`. The
 * runtime's own takes five times as long, and lists have three times of each key.
 *
 * @throws RangeError for what is no instant
 */
export function isoTime(at: number): string {
  const whole = Math.trunc(at);
  const day = Math.floor(whole / DAY_MS);
  const ms = whole - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const fraction = ms % 1_000;
  const time = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
  return `${dateOf(day)}T${time}${fraction === 0 ? "" : `.${String(fraction).padStart(3, "0")}`}Z`;
}

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, -"T00:00:00.000Z".length);
  if (dates.size >= MAX_DATES) dates.clear();
  dates.set(day, date);
  return date;
}

/** A user's id as it is compared: a UUID means the same in any case, anything else is itself. */
export function canonicalUserId(text: string): string {
  return isUuid(text) ? text.toLowerCase() : text;
}

const UTC_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z$/;

/** Whether text is a UTC date and time that exists: `2026-12-25T10:00:00Z`; no other offset, no 30 February, no 24:00. */
export function isUtcTime(text: string): boolean {
  if (!UTC_TIME.test(text)) return false;
  const day = numberAt(text, 8);
  // Almost every time there is: nothing more to find out.
  if (day <= 28) return day > 0;
  const month = numberAt(text, 5);
  if (month !== 2) return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
  return day === 29 && isLeap(100 * numberAt(text, 0) + numberAt(text, 2));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Of two digits. */
function numberAt(text: string, at: number): number {
  return 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * 0x30;
}

const OFFSET = /(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** The years that four digits can say. */
const [FIRST, LAST] = [Date.parse("0000-01-01T00:00:00Z"), Date.parse("9999-12-31T23:59:59.999Z")];

/**
 * An instant as RFC 3339 writes it, with any offset from UTC and its letters in either case; the seconds may be left out.
 * A leap second is none, because no clock that counts as POSIX does can show it.
 *
 * @returns milliseconds since the epoch; undefined for what is no instant, or in UTC has no year of four digits
 */
export function instantOf(given: string): number | undefined {
  const text = given.toUpperCase();
  if (!isUtcTime(text.replace(OFFSET, "Z")) || !OFFSET.test(text)) return undefined;
  const at = Date.parse(text);
  return at >= FIRST && at <= LAST ? at : undefined;
}
