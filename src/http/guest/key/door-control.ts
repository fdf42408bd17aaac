/** One door of a key, and what opens it. */
import type { Contact, WayKind } from "../../../presentation/presentation.ts";
import { helpBlock } from "../door/help.ts";
import { addressLine, arrival, type DirectionsView } from "../door/way.ts";
import { type Html, html } from "../../pages/html.ts";
import { mark, message } from "../page/layout.ts";
import type { View } from "../page/view.ts";

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
  /** Somebody with this key got in already, and knows the way. */
  readonly wasOpened: boolean;
  /** One opening of it is left. */
  readonly isLast: boolean;
  /** Seen a moment ago; with what a hand does. */
  readonly unlockedNow: { readonly text: string; readonly forMs: number } | undefined;
  /** It has no connection: since when, in words. Nobody should slide in vain. */
  readonly offline: string | undefined;
  /** One-time id of the next opening: the same form sent twice is one opening. */
  readonly intent: string;
  readonly directions: DirectionsView | undefined;
  /** Whom to ask at this door. */
  readonly contacts: readonly Contact[];
}

/** The way to open it, and what is to be known before; where the lock has no connection, what helps. */
export function control(view: View, uuid: string, door: DoorView): Html {
  const { m, plural } = view.locale;
  const path = `/temp-keys/${uuid}/doors/${door.id}/open`;
  const { intent, pin, contacts, offline, usesLeft, isLast, unlockedNow } = door;
  if (offline !== undefined) {
    const again = { path, intent, label: m.tryAnyway };
    return html`${message({ title: offline, next: "", tone: "wait" }, "h2")}
    ${helpBlock(view, { again, pin, contacts, first: "pin" })}`;
  }
  return html`${unlockedNow && html`<p class="unlocked" data-gone-in="${unlockedNow.forMs}">${unlockedNow.text}</p>`}
  ${isLast && html`<p class="last-use">${m.lastUse}</p>`} ${openForm(view, path, door)}
  ${usesLeft !== undefined && html`<p class="left">${plural(m.usesLeft, usesLeft)}</p>`}`;
}

export function address({ directions: way }: DoorView): Html | undefined {
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

export function directions(view: View, { directions: way, wasOpened }: DoorView): Html | undefined {
  return way && arrival(view, way, !wasOpened);
}
