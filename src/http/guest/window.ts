/** Times in the door's own zone, whatever clock and zone the phone has. */
import { isoTime } from "../../domain/ids.ts";
import { type Html, html } from "./html.ts";

/** The window of a key. @param timeZone IANA name */
export function windowText(validFrom: number, validUntil: number, timeZone: string): Html {
  return html`<span
      >${timeText(validFrom, timeZone)} <span class="until">until</span> ${timeText(validUntil, timeZone)}</span
    >
    <small>${zoneName(timeZone)}</small>`;
}

export function timeText(at: number, timeZone: string): Html {
  return html`<time datetime="${isoTime(at)}">${plainTime(at, timeZone)}</time>`;
}

export function plainTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
}

/** `America/Argentina/Buenos_Aires` is Buenos Aires time to a person; zones that are no place have a short name. */
export function zoneName(timeZone: string): string {
  if (timeZone.includes("/") && !timeZone.startsWith("Etc/"))
    return `${timeZone.split("/").at(-1)!.replaceAll("_", " ")} time`;
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "short" }).formatToParts(0);
  return parts.find(({ type }) => type === "timeZoneName")!.value;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** "in 2 hours", rounded down to the largest unit that is whole; "in a moment" under a minute. */
export function timeUntil(ms: number): string {
  const unit = UNITS.find(([, length]) => ms >= length);
  if (!unit) return "in a moment";
  return new Intl.RelativeTimeFormat("en").format(Math.floor(ms / unit[1]), unit[0]);
}
