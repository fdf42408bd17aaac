/** The frame of every page, and the parts that several share. */
import { PREVIEW, SCRIPT, SLIDE, STYLE, WORKER } from "./assets.ts";
import { Html, html } from "../../pages/html.ts";
import type { Messages } from "../messages/messages.ts";
import { languagesByName, nameOf } from "../messages/catalogues.ts";
import { type View, withLanguage } from "./view.ts";
import type { OutcomeText } from "./outcome-texts.ts";

export interface Frame {
  /** For the head: the icon and the preview of a link. */
  readonly head?: Html;
  /** The operator's own colours, as CSS. */
  readonly colours?: string | undefined;
  /** CSS for what is on this page alone. */
  readonly style?: string;
  /** After the page's main part. */
  readonly footer?: Html | undefined;
  /** To be looked at only: nothing in it can be done, and no script runs. */
  readonly isStill?: boolean;
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%231d5c4d'/%3E%3Cpath d='M8 19V6h8v13M6 19h12M13.5 12.5v.01' fill='none' stroke='%23fff' stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E";

export function layout(
  view: View,
  main: Html,
  { head, colours = "", style = "", footer, isStill }: Frame = {},
): string {
  const { locale, nonce } = view;
  const { m } = locale;
  return html`<!doctype html>
    <html lang="${locale.tag}" dir="${locale.dir}" ${corrections(m)}>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no, date=no, address=no" />
      <title>${m.yourKey}</title>
      <meta property="og:title" content="${m.preview.title}" />
      <meta property="og:description" content="${m.preview.next}" />
      <meta property="og:image" content="${view.publicUrl}${PREVIEW.path}" />
      <meta name="twitter:card" content="summary_large_image" />
      <meta name="description" content="${m.preview.next}" />
      <link rel="icon" href="${new Html(ICON)}" />
      ${head}
      <style nonce="${nonce}">
        ${new Html(STYLE + style + colours)}
      </style>
      ${!isStill && scripts(view)} ${isStill ? html`<main inert>${main}</main>` : html`<main>${main}</main>`}
      <footer>${footer} ${!isStill && view.here !== undefined && languages(view, view.here)}</footer>
      <p id="announcements" class="aside" role="status"></p>
    </html> `.text;
}

function scripts(view: View): Html {
  const { nonce } = view;
  return html`<script nonce="${nonce}">
      ${new Html(SLIDE)};
    </script>
    <script
      type="module"
      nonce="${nonce}"
      src="${view.file(SCRIPT.path)}"
      data-worker="${worker(view)}"
      data-scope="${view.file("/temp-keys/")}"
    ></script>`;
}

/** The page's script counts down in the words of CLDR too. */
function corrections({ inHowLong }: Messages): Html | undefined {
  const [wrong, right] = inHowLong ?? [];
  return wrong === undefined || right === undefined ? undefined : html` data-wrong="${wrong}" data-right="${right}"`;
}

function worker(view: View): string {
  return `${view.file(WORKER.path)}?offline=${encodeURIComponent(withLanguage(view.file("/guest/offline"), view.locale.language))}`;
}

/** Works without a script: a list that opens, and a link for each language. */
function languages({ locale }: View, here: string): Html {
  const links = languagesByName()
    .filter((language) => language !== locale.language)
    .map(
      (language) =>
        // On one line: there are many of them.
        html`<li><a href="${withLanguage(here, language)}" lang="${language}">${nameOf(language)}</a></li>`,
    );
  return html`<details class="languages">
    <summary><span class="aside">${locale.m.languages}${locale.m.colon}</span>${nameOf(locale.language)}</summary>
    <ul>
      ${links}
    </ul>
  </details>`;
}

/** OutcomeText, with whatever the page does within them. */
export interface Shown extends Omit<OutcomeText, "next"> {
  readonly next: string | Html;
}

export function message({ title, next, tone }: Shown, level: "h1" | "h2"): Html {
  const heading = level === "h1" ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`;
  return html`<section class="message ${tone}">
    ${mark(tone)}${heading} ${next !== "" && html`<p>${next}</p>`}
  </section>`;
}

/** What stands below the words of a page that only says something. */
interface Below {
  /** To go back to. */
  readonly key?: string | undefined;
  readonly help?: Html | undefined;
}

/** A page that only says something: an unknown link, a refused opening, a fault. */
export function messagePage(view: View, words: Shown, { key, help }: Below = {}, frame: Frame = {}): string {
  return layout(view, html`${message(words, "h1")} ${help} ${key !== undefined && backToKey(view, key)}`, frame);
}

/**
 * Without a script the browser asks again, with one the page's script does.
 *
 * @param from where, as a browser asks for it; left out, where the page is
 */
export function askAgain(ms: number, from?: string): Html {
  const seconds = Math.ceil(ms / 1_000);
  return html`<noscript
      ><meta http-equiv="refresh" content="${seconds}${from !== undefined && `;url=${from}`}" /></noscript
    ><span hidden data-changes-in="${ms}" ${from !== undefined && html`data-from="${from}"`}></span>`;
}

export function backToKey({ link, locale }: View, key: string): Html {
  return html`<p class="back"><a href="${link(`/temp-keys/${key}`)}">${locale.m.backToKey}</a></p>`;
}

const PATHS = {
  door: html`<path d="M5 21V4.5C5 3.7 5.7 3 6.5 3h11c.8 0 1.5.7 1.5 1.5V21M3 21h18M15 12.5v.01" />`,
  slide: html`<path d="m6 6 6 6-6 6m7-12 6 6-6 6" />`,
  good: html`<path d="m5 12.5 4.5 4.5L19 7.5" />`,
  wait: html`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3 2" />`,
  bad: html`<circle cx="12" cy="12" r="9" /><path d="M8 12h8" />`,
  unsure: html`<path d="M9 9.5a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.5M12 18v.01" />`,
} as const;

export function mark(name: keyof typeof PATHS): Html {
  return html`<svg class="mark ${name}" viewBox="0 0 24 24" aria-hidden="true">${PATHS[name]}</svg>`;
}
