/** Values on the command line. Each function names the argument in its UsageError. */
import { instantOf, isUuid } from "../domain/ids.ts";
import { type Arguments, UsageError } from "./command.ts";

export function lockIdOf(args: Arguments): number {
  return wholeNumber(args.operand("lockId"), "<lockId>");
}

export function wholeNumber(text: string, name: string): number {
  const value = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(value)) {
    throw new UsageError(`${name} must be a whole number from 1 to 2^53 - 1; it is ${quote(text)}`);
  }
  return value;
}

export function uuid(text: string, name: string): string {
  if (!isUuid(text)) throw new UsageError(`${name} must be a UUID; it is ${quote(text)}`);
  return text.toLowerCase();
}

/** Text of 1 to `most` characters, none of them a control character. */
export function shortText(text: string, name: string, most: number): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones that are refused
  if (text.length === 0 || text.length > most || /[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed()) {
    throw new UsageError(`${name} must be 1 to ${most} characters`);
  }
  return text;
}

export function optionalText(args: Arguments, option: string, most: number): string | undefined {
  const text = args.option(option);
  return text === undefined ? undefined : shortText(text, `--${option}`, most);
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const MAX_DURATION_MS = 10 * 366 * 86_400_000;

/** `90s`, `30m`, `1h`, `3d`, `2w`; in milliseconds. */
export function duration(text: string, name: string): number {
  const ms = durationMs(text);
  if (ms === undefined) {
    throw new UsageError(`${name} must be a duration of at most 10 years, such as 30m, 2h or 3d; it is ${quote(text)}`);
  }
  return ms;
}

function durationMs(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN);
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

/** An instant in milliseconds: ISO 8601 with its offset from UTC, or a duration from now. */
export function instant(text: string, name: string, now: number): number {
  const ms = durationMs(text);
  if (ms !== undefined) return now + ms;
  const at = instantOf(text);
  if (at === undefined) {
    throw new UsageError(
      `${name} must be a time with its zone, such as 2026-12-25T10:00:00Z or 2026-12-25T12:00+02:00, or a duration from now, such as 2h or 3d; it is ${quote(text)}`,
    );
  }
  return at;
}

/** An option that may be left out. */
export function optionalInstant(args: Arguments, option: string, now: number): number | undefined {
  const text = args.option(option);
  return text === undefined ? undefined : instant(text, `--${option}`, now);
}

export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
