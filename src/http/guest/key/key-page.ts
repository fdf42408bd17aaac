/** The guest's page of a key, from data to HTML. */
import type { Contact, WayKind } from "../../../presentation/presentation.ts";
import { helpBlock, pinDigits, pinSentence } from "../door/help.ts";
import { addressLine, arrival, type DirectionsView } from "../door/way.ts";
import { type Html, html } from "../page/html.ts";
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

export interface DoorView {
  /** Number of the door within its key. */
  readonly id: number;
  readonly name: string;
  /** From this page, or at its panel alone. */
  readonly opens: "slide" | "panel";
  readonly kind: WayKind;
  readonly byPin: boolean;
  /** Where this door takes it and the guest may see it. */
  readonly pin: string | undefined;
  /** Whether this door was opened as often as it may be, while others of the key still open. */
  readonly usedUp: boolean;
  /** How often this door opens still; undefined for no limit of its own. */
  readonly usesLeft: number | undefined;
  /** One opening of it is left. */
  readonly isLast: boolean;
  /** Seen a moment ago; with what a hand does. */
  readonly unlockedNow: string | undefined;
  /** It has no connection: since when, in words. Nobody should slide in vain. */
  readonly offline: string | undefined;
  /** One-time id of the next opening: the same form sent twice is one opening. */
  readonly intent: string;
  readonly directions: DirectionsView | undefined;
  /** Whom to ask at this door. */
  readonly contacts: readonly Contact[];
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
      ${page.last !== undefined && html`<p class="last">${page.last}</p>`} ${refusal && message(refusal, "h2")}
      ${page.changesIn !== undefined && askAgain(page.changesIn)}
      ${doors.length === 1 ? oneDoor(view, page, doors[0]!) : doorList(view, page)}
      ${page.signIn && signInForm(view, page)} ${page.help} ${page.pin !== undefined && pinText(view, page.pin, doors)}
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

function oneDoor(view: View, { uuid, refusal }: KeyPage, door: DoorView): Html {
  const opens = refusal === undefined && door.opens === "slide";
  return html`${address(door)} ${opens && control(view, uuid, door)} ${directions(view, door)}`;
}

function doorList(view: View, { uuid, doors, refusal }: KeyPage): Html {
  const { m } = view.locale;
  const controlOf = (door: DoorView) => {
    if (door.usedUp) return html`<p>${m.doorUsedUp}</p>`;
    if (door.opens === "panel")
      return html`<p>${door.pin === undefined ? m.opensWithPin : pinSentence(m.usePin, door.pin)}</p>`;
    const isBeside = door.pin !== undefined && door.offline === undefined;
    return html`${control(view, uuid, door)}
    ${isBeside && html`<p class="or-pin">${pinSentence(m.orUsePin, door.pin!)}</p>`}`;
  };
  const items = doors.map(
    (door) =>
      html`<li>
        <h2><bdi>${door.name}</bdi></h2>
        ${address(door)} ${refusal === undefined && controlOf(door)} ${directions(view, door)}
      </li>`,
  );
  return html`<ul class="doors">
    ${items}
  </ul>`;
}

/** The way to open it, and what is to be known before; where the lock has no connection, what helps. */
function control(view: View, uuid: string, door: DoorView): Html {
  const { m, plural } = view.locale;
  const path = `/temp-keys/${uuid}/doors/${door.id}/open`;
  const { intent, pin, contacts, offline, usesLeft, isLast, unlockedNow } = door;
  if (offline !== undefined) {
    const again = { path, intent, label: m.tryAnyway };
    return html`${message({ title: offline, next: "", tone: "wait" }, "h2")}
    ${helpBlock(view, { again, pin, contacts, first: "pin" })}`;
  }
  return html`${unlockedNow !== undefined && html`<p class="unlocked">${unlockedNow}</p>`}
  ${isLast && html`<p class="last-use">${m.lastUse}</p>`} ${openForm(view, path, door)}
  ${usesLeft !== undefined && html`<p class="left">${plural(m.usesLeft, usesLeft)}</p>`}`;
}

function address({ directions: way }: DoorView): Html | undefined {
  return way && addressLine(way.address);
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
    data-again="${m.againIn("{}")}"
    data-ready="${m.tryAgain}"
  >
    <input type="hidden" name="intent" value="${door.intent}" />
    <div class="track" aria-hidden="true">
      <span class="hint">${door.kind === "lift" ? m.slideToCall : m.slideToOpen}</span>
      <span class="thumb">${mark("slide")}</span>
    </div>
    <div class="status"></div>
    <button class="plain">
      <span class="press" aria-hidden="true">${door.kind === "lift" ? m.callLift : m.open}</span>
      <span class="aside">${m.openDoor(name(door.name))}</span><span class="instead">${m.openWithoutSliding}</span>
    </button>
  </form>`;
}

function directions(view: View, { directions: way }: DoorView): Html | undefined {
  return way && arrival(view, way, false);
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
    <p>${doors.length === 1 ? m.enterPin : m.enterPinAt(list(at))}</p>
  </section>`;
}
