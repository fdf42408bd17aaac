/** What became of an opening, from data to HTML. */
import { type Html, html } from "../page/html.ts";
import { backToKey, type Frame, layout, message } from "../page/layout.ts";
import type { View } from "../page/view.ts";
import type { OutcomeText } from "../page/outcome-texts.ts";

/** How soon the page is asked for again where it has no script, in seconds. */
const LOOK_AGAIN_S = 2;

export interface ConfirmationPage {
  readonly uuid: string;
  readonly doorName: string;
  readonly words: OutcomeText;
  /** When it came to that. */
  readonly at: Html | undefined;
  /** Whether the lock is still at it: the page then goes on asking, and nobody goes back yet. */
  readonly working: boolean;
}

export function confirmationPage(view: View, page: ConfirmationPage, frame: Frame): string {
  return layout(view, confirmationMain(view, page), frame);
}

/** The main part alone, which the page's script puts in the place of the one before. */
export function confirmationMain(view: View, { uuid, doorName, words, at, working }: ConfirmationPage): Html {
  return html`${message(words, "h1")}
    <p class="where"><bdi>${doorName}</bdi>${at && html`<br />${at}`}</p>
    ${
      working
        ? html`<p class="status" data-live="${view.locale.m.lostConnection}"></p>
            <noscript><meta http-equiv="refresh" content="${LOOK_AGAIN_S}" /></noscript>`
        : backToKey(view, uuid)
    }`;
}
