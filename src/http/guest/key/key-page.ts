/** The guest's page of a key, from data to HTML. */
import { pinDigits } from "../door/help.ts";
import { address, control, directions, type DoorView } from "./door-control.ts";
import { areMany, doorList } from "./door-list.ts";
import { ROWS_STYLE } from "../page/assets.ts";
import { type Html, html } from "../../pages/html.ts";
import { askAgain, type Frame, layout, mark, message, type Shown } from "../page/layout.ts";
import type { View } from "../page/view.ts";

export interface KeyPage {
  readonly uuid: string;
  /** Whoever lends it, where that has a name. */
  readonly host: string | undefined;
  /** Where the host's picture of itself is. */
  readonly logo: string | undefined;
  readonly doors: readonly DoorView[];
  readonly window: Html | undefined;
  /** How many openings are left; undefined for no limit. */
  readonly usesLeft: number | undefined;
  readonly note: string | null;
  readonly contact: Html | undefined;
  /** Why it does not open now; undefined when it does. */
  readonly refusal: Shown | undefined;
  /** How long until the page says something else by itself, in milliseconds; undefined where nothing is near. */
  readonly changesIn: number | undefined;
  readonly pin: string | undefined;
  /** The address of whoever is signed in by a cookie, for a key of named users. */
  readonly signedInAs: string | undefined;
  /** Whether to offer to sign in. */
  readonly signIn: boolean;
  /** What helps where it does not open. */
  readonly help: Html | undefined;
  /** One line of an opening that is no news any more. */
  readonly last?: string | undefined;
}

export function keyPage(view: View, page: KeyPage, frame: Frame): string {
  const { m, plural, name } = view.locale;
  const { refusal, doors, host } = page;
  const title = doors.length === 1 ? doors[0]!.name : plural(m.doors, doors.length);
  const rows = rowsOf(view, page);
  const isSteps = doors.length > 1 && !areMany(doors);
  const list = doorList(view, { uuid: page.uuid, doors, opens: refusal === undefined });
  return layout(
    view,
    html`<header>
        ${page.logo === undefined ? mark("door") : html`<img class="logo" src="${page.logo}" alt="" />`}
        <p class="host">${host === undefined ? m.invited : m.lends(name(host))}</p>
        <h1><bdi>${title}</bdi></h1>
      </header>
      ${page.last !== undefined && html`<p class="last">${page.last}</p>`} ${refusal && message(refusal, "h2")}
      ${page.changesIn !== undefined && askAgain(page.changesIn)}
      ${doors.length === 1 && oneDoor(view, page, doors[0]!)} ${isSteps && list}
      ${page.signIn && signInForm(view, page)} ${page.help} ${page.pin !== undefined && pinText(view, page.pin, doors)}
      ${rows.length > 0 && html`<dl>${rows}</dl>`} ${areMany(doors) && list}
      ${page.signedInAs !== undefined && signedIn(view, page.uuid, page.signedInAs)}`,
    areMany(doors) ? { ...frame, style: ROWS_STYLE } : frame,
  );
}

function rowsOf({ locale: { m, plural } }: View, { usesLeft, note, window, contact }: KeyPage): Html[] {
  return [
    ...(window ? [row(m.when, window)] : []),
    ...(usesLeft === undefined ? [] : [row(m.uses, html`${plural(m.usesLeft, usesLeft)}`)]),
    ...(note === null ? [] : [row(m.note, html`<span class="note" dir="auto">${note}</span>`)]),
    ...(contact ? [row(m.contact, contact)] : []),
  ];
}

function row(label: string, value: Html): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

function oneDoor(view: View, { uuid, refusal }: KeyPage, door: DoorView): Html {
  const opens = refusal === undefined && door.opens === "slide";
  return html`${address(door)} ${opens && control(view, uuid, door)} ${directions(view, door)}`;
}

function signInForm({ link, locale: { m } }: View, { uuid, signedInAs }: KeyPage): Html {
  return html`<form method="post" action="${link(`/temp-keys/${uuid}/sign-in`)}" class="ask">
    <label for="email">${signedInAs === undefined ? m.email : m.anotherEmail}</label>
    <input id="email" name="email" type="email" autocomplete="email" maxlength="254" dir="ltr" required />
    <button>${m.sendLink}</button>
  </form>`;
}

function signedIn({ link, locale: { m, name } }: View, uuid: string, email: string): Html {
  return html`<form method="post" action="${link(`/temp-keys/${uuid}/sign-out`)}" class="signed-in">
    <p>${m.signedInAs(name(email))}</p>
    <button class="plain">${m.signOut}</button>
  </form>`;
}

/** In groups, as it is read out. */
function pinText({ locale: { m, name, list } }: View, pin: string, doors: readonly DoorView[]): Html {
  const at = doors.filter(({ byPin }) => byPin).map((door) => name(door.name));
  return html`<section class="pin">
    <h2>${m.pin}</h2>
    <p class="digits">${pinDigits(pin)}</p>
    <button class="plain" type="button" data-copy="${pin}" data-copied="${m.copied}" hidden>${m.copy}</button>
    <p>${doors.length === 1 || areMany(doors) ? m.enterPin : m.enterPinAt(list(at))}</p>
  </section>`;
}
