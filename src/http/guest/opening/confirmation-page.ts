/** What became of an opening, from data to HTML. */
import { type Html, html } from "../../pages/html.ts";
import { askAgain, backToKey, type Frame, layout, message } from "../page/layout.ts";
import type { View } from "../page/view.ts";
import type { Outcome } from "../page/outcome-texts.ts";

/** How soon the page is asked for again where it has no script, in seconds. */
const LOOK_AGAIN_S = 2;

export interface ConfirmationPage {
  readonly uuid: string;
  /** Path of this page. */
  readonly here: string;
  /** Undefined for whom it is not for. */
  readonly doorName: string | undefined;
  readonly outcome: Outcome;
  /** When it came to that. */
  readonly at: Html | undefined;
  /** Whether the lock is still at it: the page then goes on asking, and nobody goes back yet. */
  readonly working: boolean;
  readonly help: Html | undefined;
  /** The door that comes next on the way, with its control. */
  readonly next: Html | undefined;
}

export function confirmationPage(view: View, page: ConfirmationPage, frame: Frame): string {
  return layout(view, confirmationMain(view, page), frame);
}

/** The main part alone, which the page's script puts in the place of the one before. */
export function confirmationMain(view: View, page: ConfirmationPage): Html {
  const { uuid, doorName, outcome, at, working, help, next } = page;
  return html`${message(outcome, "h1")} ${outcome.moves && moving(outcome.title, outcome.moves)}
    <p class="where">${doorName !== undefined && html`<bdi>${doorName}</bdi><br />`}${at}</p>
    ${
      working
        ? html`<p class="status" data-live="${view.locale.m.lostConnection}"></p>
            <noscript><meta http-equiv="refresh" content="${LOOK_AGAIN_S}" /></noscript>`
        : html`${help} ${next} ${outcome.changesIn !== undefined && askAgain(outcome.changesIn, view.link(page.here))}
          ${backToKey(view, uuid)}`
    }`;
}

/** Nobody reports how far it is, so it is drawn from its time, and never to the end. */
function moving(title: string, { forMs, sinceMs }: { readonly forMs: number; readonly sinceMs: number }): Html {
  return html`<progress class="moves" max="${forMs}" value="${sinceMs}" aria-label="${title}" data-moves></progress>`;
}
