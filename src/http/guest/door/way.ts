/** What the host wrote about finding and using a door. */
import type { DirectionsRecord } from "../../../presentation/presentation.ts";
import { directionsPicturePath } from "../key/pictures.ts";
import { type Html, html } from "../../pages/html.ts";
import type { View } from "../page/view.ts";

export interface DirectionsView {
  readonly doorName: string;
  readonly text: string | null;
  /** Path of the picture. */
  readonly picture: string | undefined;
  readonly address: string | null;
}

/** Undefined where nothing was written. */
export function directionsView(
  view: View,
  uuid: string,
  door: { readonly id: number; readonly name: string },
  { text, picture, address }: DirectionsRecord,
): DirectionsView | undefined {
  if (text === null && picture === null && address === null) return undefined;
  const path = picture === null ? undefined : view.file(directionsPicturePath(uuid, door.id, picture));
  return { doorName: door.name, text, picture: path, address };
}

/** Open, because whoever reads it did not get in. */
export function wayIn(view: View, way: DirectionsView): Html {
  return html`${addressLine(way.address)} ${arrival(view, way, true)}`;
}

/** A line that leads to a map; other apps take such a link as well as the browser does. */
export function addressLine(address: string | null): Html | undefined {
  if (address === null) return undefined;
  const href = `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(address)}`;
  return html`<p class="address">
    <a href="${href}" rel="noopener noreferrer" target="_blank"><bdi>${address}</bdi></a>
  </p>`;
}

export function arrival(
  { locale: { m, name } }: View,
  { text, picture, doorName }: DirectionsView,
  isOpen: boolean,
): Html | undefined {
  if (text === null && picture === undefined) return undefined;
  return html`<details class="arrival" ${isOpen && html`open`}>
    <summary>${m.arrival}</summary>
    ${text !== null && html`<p class="note" dir="auto">${text}</p>`}
    ${picture !== undefined && html`<img src="${picture}" alt="${m.pictureOf(name(doorName))}" loading="lazy" />`}
  </details>`;
}
