/** Several doors of a key: steps of a way with their controls, or, where they are many, rows that open in place. */
import { pinSentence } from "../door/help.ts";
import { type Html, html } from "../../pages/html.ts";
import type { View } from "../page/view.ts";
import { address, control, directions, type DoorView } from "./door-control.ts";

/** As many as are seen with their controls, and as are found without looking for them. */
const MAX_STEPS = 4;
const MAX_UNFILTERED = 8;

export interface DoorList {
  readonly uuid: string;
  readonly doors: readonly DoorView[];
  /** Whether any of them opens now. */
  readonly opens: boolean;
}

export function areMany({ length }: readonly DoorView[]): boolean {
  return length > MAX_STEPS;
}

export function doorList(view: View, list: DoorList): Html {
  const { doors } = list;
  if (areMany(doors))
    return html`${doors.length > MAX_UNFILTERED && filter(view)}
      <ol class="doors rows">
        ${doors.map((door) => row(view, list, door))}
      </ol>`;
  return html`<ol class="doors">
    ${doors.map((door) => step(view, list, door))}
  </ol>`;
}

function step(view: View, { uuid, opens }: DoorList, door: DoorView): Html {
  return html`<li id="door-${door.id}">
    <h2><bdi>${door.name}</bdi></h2>
    ${address(door)} ${opens && (closed(view, door) ?? openWith(view, uuid, door))} ${directions(view, door)}
  </li>`;
}

/** One of them is open at a time; what became of an opening is told in its row. */
function row(view: View, { uuid, opens }: DoorList, door: DoorView): Html {
  const shut = closed(view, { ...door, pin: undefined });
  const way = html`${address(door)} ${directions(view, door)}`;
  const name = html`<h2><bdi>${door.name}</bdi></h2>`;
  const isOpened = opens && shut === undefined;
  if (!isOpened && !door.directions)
    return html`<li id="door-${door.id}"><div class="row">${name} ${opens && shut}</div></li>`;
  return html`<li id="door-${door.id}">
    <details name="doors">
      <summary class="row">${name} <span class="state">${opens ? (shut ?? view.locale.m.open) : ""}</span></summary>
      ${isOpened && openWith(view, uuid, door)} ${way}
    </details>
  </li>`;
}

/** Why it does not open from here; undefined where it does. */
function closed({ locale: { m } }: View, { usedUp, opens, pin }: DoorView): Html | undefined {
  if (usedUp) return html`<p>${m.doorUsedUp}</p>`;
  if (opens === "panel") return html`<p>${pin === undefined ? m.opensWithPin : pinSentence(m.usePin, pin)}</p>`;
  return undefined;
}

function openWith(view: View, uuid: string, door: DoorView): Html {
  const isBeside = door.pin !== undefined && door.offline === undefined;
  return html`${control(view, uuid, door)}
  ${isBeside && html`<p class="or-pin">${pinSentence(view.locale.m.orUsePin, door.pin!)}</p>`}`;
}

/** After the door before it was opened. */
export function nextStep(view: View, uuid: string, door: DoorView): Html {
  const { m, name } = view.locale;
  return html`<section class="next">
    <h2>${m.next(name(door.name))}</h2>
    ${address(door)} ${openWith(view, uuid, door)} ${directions(view, door)}
  </section>`;
}

/** Works with a script only, and is seen only then. */
function filter({ locale: { m } }: View): Html {
  const { findDoor } = m;
  return html`<p class="filter">
    <input type="search" aria-label="${findDoor}" placeholder="${findDoor}" autocomplete="off" data-filter />
  </p>`;
}
