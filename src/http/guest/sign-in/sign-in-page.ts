/** Where the link of a message leads. */
import { SESSION_MS } from "../../../identity/sign-in.ts";
import { html } from "../../pages/html.ts";
import { type Frame, layout, message } from "../page/layout.ts";
import type { View } from "../page/view.ts";

/** @param key the UUID of the key to come back to */
export function redeemPage(view: View, token: string, key: string | undefined, frame: Frame): string {
  const { m, number } = view.locale;
  const words = { title: m.redeem.title, next: m.redeem.next(number(SESSION_MS / 86_400_000)), tone: "wait" } as const;
  return layout(
    view,
    html`${message(words, "h1")}
      <form method="post" action="${view.link("/sign-in")}" class="ask">
        <input type="hidden" name="token" value="${token}" />
        ${key !== undefined && html`<input type="hidden" name="key" value="${key}" />`}
        <button>${m.signIn}</button>
      </form>`,
    frame,
  );
}
