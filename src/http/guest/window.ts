/** The window of a key in the door's own time, whatever clock and zone the phone has. */
import { isoTime } from "../../domain/ids.ts";
import { type Html, html } from "./html.ts";

/** @param timeZone IANA name */
export function windowText(validFrom: number, validUntil: number, timeZone: string): Html {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const time = (at: number) => html`<time datetime="${isoTime(at)}">${format.format(at)}</time>`;
  return html`<span>${time(validFrom)} <span class="until">until</span> ${time(validUntil)}</span>
    <small>${placeOf(timeZone)} time</small>`;
}

/** `America/Argentina/Buenos_Aires` is Buenos Aires to a person. */
function placeOf(timeZone: string): string {
  return timeZone.split("/").at(-1)!.replaceAll("_", " ");
}
