/** The guest's page of a key, from data to HTML. */
import { type Html, html } from "../page/html.ts";
import { type Frame, layout, mark, message, type Shown } from "../page/layout.ts";
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
}

export interface DoorView {
  /** Number of the door within its key. */
  readonly id: number;
  readonly name: string;
  /** From this page, or at its panel alone. */
  readonly opens: "slide" | "panel";
  readonly byPin: boolean;
  /** Whether this door was opened as often as it may be, while others of the key still open. */
  readonly usedUp: boolean;
  /** One-time id of the next opening: the same form sent twice is one opening. */
  readonly intent: string;
  readonly directions: DirectionsView | undefined;
}

/** What the host wrote about finding and using the door. */
export interface DirectionsView {
  readonly text: string | null;
  /** Path of the picture. */
  readonly picture: string | undefined;
}

export function keyPage(view: View, page: KeyPage, frame: Frame): string {
  const { m, plural, name } = view.locale;
  const { refusal, doors, host } = page;
  const title = doors.length === 1 ? doors[0]!.name : plural(m.doors, doors.length);
  const rows = rowsOf(view, page);
  return layout(
    view,
    html`<header>
        ${page.logo === undefined ? mark("door") : html`<img class="logo" src="${page.logo}" alt="" />`}
        <p class="host">${host === undefined ? m.invited : m.lends(name(host))}</p>
        <h1><bdi>${title}</bdi></h1>
      </header>
      ${refusal && message(refusal, "h2")} ${page.changesIn !== undefined && changes(page.changesIn)}
      ${doors.length === 1 ? oneDoor(view, page, doors[0]!) : doorList(view, page)}
      ${page.signIn && signInForm(view, page)} ${page.pin !== undefined && pinText(view, page.pin, doors)}
      ${rows.length > 0 && html`<dl>${rows}</dl>`}
      ${page.signedInAs !== undefined && signedIn(view, page.uuid, page.signedInAs)}`,
    frame,
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

/** The page asks for itself again when its time begins or ends; the phone's own clock has no part in it. */
function changes(ms: number): Html {
  const seconds = Math.ceil(ms / 1_000);
  return html`<noscript><meta http-equiv="refresh" content="${seconds}" /></noscript
    ><span hidden data-changes-in="${ms}"></span>`;
}

function oneDoor(view: View, { uuid, refusal }: KeyPage, door: DoorView): Html {
  const opens = refusal === undefined && door.opens === "slide";
  return html`${opens && openForm(view, `/temp-keys/${uuid}/doors/${door.id}/open`, door)} ${directions(view, door)}`;
}

function doorList(view: View, { uuid, doors, refusal }: KeyPage): Html {
  const { m } = view.locale;
  const control = (door: DoorView) => {
    if (door.usedUp) return html`<p>${m.doorUsedUp}</p>`;
    if (door.opens === "panel") return html`<p>${m.opensWithPin}</p>`;
    return openForm(view, `/temp-keys/${uuid}/doors/${door.id}/open`, door);
  };
  const items = doors.map(
    (door) =>
      html`<li>
        <h2><bdi>${door.name}</bdi></h2>
        ${refusal === undefined && control(door)} ${directions(view, door)}
      </li>`,
  );
  return html`<ul class="doors">
    ${items}
  </ul>`;
}

function openForm({ link, locale }: View, path: string, door: DoorView): Html {
  const { m, name } = locale;
  return html`<form
    method="post"
    action="${link(path)}"
    data-slide
    data-asking="${m.asking}"
    data-hint="${m.slideHint}"
    data-lost="${m.lostConnection}"
    data-unheard="${m.noAnswer}"
    data-offline="${m.noConnection}"
  >
    <input type="hidden" name="intent" value="${door.intent}" />
    <div class="track" aria-hidden="true">
      <span class="hint">${m.slideToOpen}</span>
      <span class="thumb">${mark("slide")}</span>
    </div>
    <div class="status"></div>
    <button class="plain">
      <span class="press" aria-hidden="true">${m.open}</span>
      <span class="aside">${m.openDoor(name(door.name))}</span><span class="instead">${m.openWithoutSliding}</span>
    </button>
  </form>`;
}

function directions({ locale: { m, name } }: View, door: DoorView): Html | undefined {
  if (!door.directions) return undefined;
  const { text, picture } = door.directions;
  return html`<details class="arrival">
    <summary>${m.arrival}</summary>
    ${text !== null && html`<p class="note" dir="auto">${text}</p>`}
    ${picture !== undefined && html`<img src="${picture}" alt="${m.pictureOf(name(door.name))}" loading="lazy" />`}
  </details>`;
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
  const half = Math.ceil(pin.length / 2);
  const at = doors.filter(({ byPin }) => byPin).map((door) => name(door.name));
  return html`<section class="pin">
    <h2>${m.pin}</h2>
    <p class="digits" dir="ltr">${pin.slice(0, half)} ${pin.slice(half)}</p>
    <button class="plain" type="button" data-copy="${pin}" data-copied="${m.copied}" hidden>${m.copy}</button>
    <p>${doors.length === 1 ? m.enterPin : m.enterPinAt(list(at))}</p>
  </section>`;
}
