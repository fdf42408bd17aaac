/** The guest's pages, from data to HTML. */
import { SCRIPT, STYLE } from "./assets.ts";
import { type Html, html } from "./html.ts";
import { SIGN_IN, type Words } from "./words.ts";

export interface KeyPage {
  readonly uuid: string;
  /** Whoever lends it, where that has a name. */
  readonly host: string | undefined;
  readonly doors: readonly DoorView[];
  readonly window: Html | undefined;
  /** How many openings are left; undefined for no limit. */
  readonly usesLeft: number | undefined;
  readonly note: string | null;
  /** Why it does not open now; undefined when it does. */
  readonly refusal: Words | undefined;
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
}

export function keyPage(page: KeyPage): string {
  const { refusal, usesLeft, note, window, doors } = page;
  const left = usesLeft === undefined ? undefined : `${usesLeft} ${usesLeft === 1 ? "opening" : "openings"} left`;
  const rows = [
    ...(window ? [row("When", window)] : []),
    ...(left === undefined ? [] : [row("Uses", html`${left}`)]),
    ...(note === null ? [] : [row("Note", html`<span class="note">${note}</span>`)]),
  ];
  const title = doors.length === 1 ? doors[0]!.name : `${doors.length} doors`;
  return layout(
    title,
    html`<header>
        ${mark("door")}
        <p class="host">${page.host === undefined ? "You are invited" : `${page.host} lends you`}</p>
        <h1>${title}</h1>
      </header>
      ${refusal && message(refusal, "h2")} ${doors.length === 1 ? !refusal && oneDoor(page, doors[0]!) : doorList(page)}
      ${page.signIn && signInForm(page)} ${page.pin !== undefined && pinText(page.pin, doors)}
      ${rows.length > 0 && html`<dl>${rows}</dl>`}
      ${page.signedInAs !== undefined && signedIn(page.uuid, page.signedInAs)}`,
  );
}

function row(name: string, value: Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function oneDoor({ uuid }: KeyPage, door: DoorView): Html | false {
  return door.opens === "slide" && openForm(`/temp-keys/${uuid}/open`, door);
}

function doorList({ uuid, doors, refusal }: KeyPage): Html {
  const items = doors.map(
    (door) =>
      html`<li>
        <h2>${door.name}</h2>
        ${
          refusal === undefined &&
          (door.usedUp
            ? html`<p>Opened as often as it may be.</p>`
            : door.opens === "slide"
              ? openForm(`/temp-keys/${uuid}/doors/${door.id}/open`, door)
              : html`<p>Opens with the PIN.</p>`)
        }
      </li>`,
  );
  return html`<ul class="doors">
    ${items}
  </ul>`;
}

function openForm(action: string, { intent, name }: DoorView): Html {
  return html`<form method="post" action="${action}" data-slide>
    <input type="hidden" name="intent" value="${intent}" />
    <div class="track">
      <span class="hint" aria-hidden="true">Slide to open</span>
      <button class="thumb" aria-label="Open ${name}">${mark("key")}<span class="word">Open</span></button>
    </div>
    <button class="plain" aria-label="Open without sliding: ${name}" hidden>Open without sliding</button>
    <p class="status" role="status"></p>
  </form>`;
}

function signInForm({ uuid, signedInAs }: KeyPage): Html {
  return html`<form method="post" action="/temp-keys/${uuid}/sign-in" class="ask">
    <label for="email">${signedInAs === undefined ? "Your e-mail address" : "Another e-mail address"}</label>
    <input id="email" name="email" type="email" autocomplete="email" maxlength="254" required />
    <button>Send me a link</button>
  </form>`;
}

function signedIn(uuid: string, email: string): Html {
  return html`<form method="post" action="/temp-keys/${uuid}/sign-out" class="signed-in">
    <p>Signed in as ${email}</p>
    <button class="plain">Sign out</button>
  </form>`;
}

/** Where the link of a message leads. @param key the UUID of the key to come back to */
export function redeemPage(token: string, key: string | undefined): string {
  return layout(
    SIGN_IN.redeem.title,
    html`${message(SIGN_IN.redeem, "h1")}
      <form method="post" action="/sign-in" class="ask">
        <input type="hidden" name="token" value="${token}" />
        ${key !== undefined && html`<input type="hidden" name="key" value="${key}" />`}
        <button>Sign in</button>
      </form>`,
  );
}

/** In groups, as it is read out. */
function pinText(pin: string, doors: readonly DoorView[]): Html {
  const half = Math.ceil(pin.length / 2);
  const at = doors.filter(({ byPin }) => byPin).map(({ name }) => name);
  const where = doors.length === 1 ? "the panel" : `the panel: ${at.join(", ")}`;
  return html`<section class="pin">
    <h2>PIN</h2>
    <p class="digits">${pin.slice(0, half)} ${pin.slice(half)}</p>
    <p>Enter it at ${where}.</p>
  </section>`;
}

export interface ConfirmationPage {
  readonly uuid: string;
  readonly doorName: string;
  readonly words: Words;
  /** When it came to that. */
  readonly at: Html | undefined;
  /** Whether the key may be tried again. */
  readonly back: boolean;
}

export function confirmationPage({ uuid, doorName, words, at, back }: ConfirmationPage): string {
  return layout(
    words.title,
    html`${message(words, "h1")}
      <p class="where">${doorName}${at && html`<br />${at}`}</p>
      ${back && html`<p class="back"><a href="/temp-keys/${uuid}">Back to the key</a></p>`}`,
  );
}

/** A page that only says something: an unknown link, a refused opening, a fault. */
export function messagePage(words: Words, back?: string): string {
  const link = back !== undefined && html`<p class="back"><a href="/temp-keys/${back}">Back to the key</a></p>`;
  return layout(words.title, html`${message(words, "h1")}${link}`);
}

function message({ title, next, tone }: Words, level: "h1" | "h2"): Html {
  const heading = level === "h1" ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`;
  return html`<section class="message ${tone}" role="status">
    ${mark(tone)}${heading}
    <p>${next}</p>
  </section>`;
}

const PATHS = {
  door: html`<path d="M5 21V4.5C5 3.7 5.7 3 6.5 3h11c.8 0 1.5.7 1.5 1.5V21M3 21h18M15 12.5v.01" />`,
  key: html`<path
    d="M14.5 9.5a4.5 4.5 0 1 0-4.2 4.5L12 15.7V18h2.3v2.3H19V17l-4.8-4.8c.2-.8.3-1.8.3-2.7ZM8.5 8.5v.01"
  />`,
  good: html`<path d="m5 12.5 4.5 4.5L19 7.5" />`,
  wait: html`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3 2" />`,
  bad: html`<circle cx="12" cy="12" r="9" /><path d="M8 12h8" />`,
  unsure: html`<path d="M9 9.5a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.5M12 18v.01" />`,
} as const;

function mark(name: keyof typeof PATHS): Html {
  return html`<svg class="mark ${name}" viewBox="0 0 24 24" aria-hidden="true">${PATHS[name]}</svg>`;
}

function layout(title: string, main: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex, nofollow" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="${STYLE.path}" />
      <script type="module" src="${SCRIPT.path}"></script>
      <main>${main}</main>
    </html> `.text;
}
