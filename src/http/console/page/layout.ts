/** The frame of the console's pages. */
import { FRAME_STYLE, styleOf } from "../../pages/style.ts";
import { Html, html } from "../../pages/html.ts";
import { LANGUAGES, messagesIn, type View } from "./view.ts";

const STYLE = FRAME_STYLE + styleOf(new URL("console.css", import.meta.url));

/** Beside the title of the window; HTML already. */
export const ICON = new Html(
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%231d5c4d'/%3E%3Cpath d='M8 19V6h8v13M6 19h12M13.5 12.5v.01' fill='none' stroke='%23fff' stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E",
);

const MARK = html`<svg class="mark door" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M5 21V4.5C5 3.7 5.7 3 6.5 3h11c.8 0 1.5.7 1.5 1.5V21M3 21h18M15 12.5v.01" />
</svg>`;

export interface Page {
  readonly title: string;
  /** Before the title of the window: what is wrong, so that it is the first that is heard. */
  readonly wrong?: string | undefined;
  readonly main: Html;
  /** A script of ours, which the page can do without. */
  readonly script?: string | undefined;
}

export function layout(view: View, { title, wrong, main, script }: Page): string {
  const { language, nonce } = view;
  return html`<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${wrong !== undefined && `${wrong}: `}${title} · Latchstring</title>
      <link rel="icon" href="${ICON}" />
      <style nonce="${nonce}">
        ${new Html(STYLE)}
      </style>
      ${script !== undefined && html`<script type="module" nonce="${nonce}" src="${view.file(script)}"></script>`}
      <main>
        ${MARK}
        <h1>${title}</h1>
        ${main}
      </main>
      <footer>${languages(view)}</footer>
    </html> `.text;
}

function languages(view: View): Html {
  const links = LANGUAGES.filter((one) => one !== view.language).flatMap((one) => {
    const href = view.inLanguage(one);
    return href === undefined
      ? []
      : [html`<a href="${href}" lang="${one}" hreflang="${one}">${messagesIn(one).language}</a>`];
  });
  return html`${links}`;
}

/** A page that only says something. */
export function messagePage(
  view: View,
  { title, next }: { readonly title: string; readonly next: string },
  more?: Html,
): string {
  return layout(view, {
    title,
    main: html`<p>${next}</p>
      ${more}`,
  });
}

/** For links that were used or are too old: whoever used one has an account now. */
export function badLinkPage(view: View): string {
  return messagePage(view, view.m.badLink, backToSignIn(view));
}

export function backToSignIn({ m, link }: View): Html {
  return html`<p><a href="${link("/account/sign-in")}">${m.backToSignIn}</a></p>`;
}
