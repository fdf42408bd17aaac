/** Ways in beside the password, as they stand on the pages that ask who somebody is. */
import type { ProviderOnPage } from "../../identity/accounts/providers.ts";
import type { RouteDeps } from "../app.ts";
import { type Html, html } from "../pages/html.ts";
import { PASSKEY_SCRIPT } from "./page/assets.ts";
import type { View } from "./page/view.ts";

/** What a page is for. */
export interface Asking {
  readonly purpose: "sign-in" | "prove";
  /** Where to go on to, as `ownPath` gives it. */
  readonly next: string | undefined;
  /** Only for those that are theirs: whoever proves who they are is known. */
  readonly providers?: readonly ProviderOnPage[];
  readonly hasPasskeys?: boolean;
}

/** The script that a page with passkeys loads. */
export function passkeyScript({ ways }: RouteDeps): string | undefined {
  return ways.passkeys.offered() ? PASSKEY_SCRIPT : undefined;
}

/** A button for a passkey and one for each provider; undefined where there is neither. */
export async function waysOnPage(view: View, deps: RouteDeps, asking: Asking): Promise<Html | undefined> {
  const { purpose, next } = asking;
  const providers = asking.providers ?? (await deps.providers.list());
  const isOffered = deps.ways.passkeys.offered() && asking.hasPasskeys !== false;
  const passkey = isOffered && passkeyButton(view, purpose, next);
  const buttons = providers.map((one) => providerButton(view, one, purpose, next));
  if (!passkey && buttons.length === 0) return undefined;
  return html`<section class="ways">${passkey}${buttons}</section>`;
}

function passkeyButton(view: View, purpose: Asking["purpose"], next: string | undefined): Html {
  const of = purpose === "sign-in" ? "passkey" : "proof";
  const { withPasskey, passkeyFailed } = view.m.ways;
  return html`<button
      type="button"
      class="plain"
      hidden
      data-passkey="${purpose === "sign-in" ? "offered" : "asked"}"
      data-ask="${view.file(`/session/${of}/options`)}"
      data-tell="${view.file(`/session/${of}`)}"
      ${next !== undefined && html`data-next="${next}"`}
    >
      ${withPasskey}
    </button>
    <p id="passkey-problem" class="problem" role="alert" hidden>${passkeyFailed}</p>`;
}

/** @param purpose "link" adds the way to whoever is signed in */
export function providerButton(
  view: View,
  { id, name, away }: ProviderOnPage,
  purpose: Asking["purpose"] | "link",
  next?: string,
): Html {
  const { ways } = view.m;
  if (away) return html`<p class="hint">${ways.providerAway(name)}</p>`;
  return html`<form method="post" action="${view.link(`/account/with/${id}`)}">
    ${purpose !== "sign-in" && html`<input type="hidden" name="purpose" value="${purpose}" />`}
    ${next !== undefined && html`<input type="hidden" name="next" value="${next}" />`}
    <button class="plain">${purpose === "link" ? ways.page.link(name) : ways.withProvider(name)}</button>
  </form>`;
}

/** What somebody can do who cannot sign in with what is above. */
export function otherWays(view: View, { letters }: RouteDeps): Html {
  const { ways } = view.m;
  return html`<p class="others">
    ${letters.canSend && html`<a href="${view.link("/account/link")}">${ways.byMail}</a>`}
    <a href="${view.link("/account/reset")}">${ways.forgotten}</a>
    <a href="${view.link("/account/recovery")}">${ways.byCode}</a>
  </p>`;
}
