/** Keys of the keyboard that lead somewhere. Those of a single letter can be turned off, and never fire where one writes. */
import { signal } from "../signals.ts";

const KEPT = "latchstring-shortcuts";
/** How long a `g` waits for its letter, in milliseconds. */
const SECOND_MS = 1_500;

/** What a shortcut does. */
export type Shortcut = { readonly go: string } | "palette" | "help" | "search";

/** After `g`. Letters stand for the English names; the table that `?` opens has them all. */
export const GOES: Readonly<Record<string, string>> = {
  t: "/",
  d: "/doors",
  k: "/keys",
  l: "/timeline",
  a: "/activity",
  i: "/import",
  h: "/hubs",
  m: "/members",
  p: "/api-keys",
  b: "/brand",
  s: "/sign-in",
};

/** Whether single letters do something (WCAG 2.2, 2.1.4); kept in this browser. */
export const areLettersOn = signal(true);

/** Turn those of a single letter on or off. */
export function setLetters(areOn: boolean): void {
  localStorage.setItem(KEPT, areOn ? "on" : "off");
  areLettersOn.value = areOn;
}

/** What of a press is looked at. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Where one writes, or a dialog is open. */
  readonly isTaken: boolean;
  readonly at: number;
}

/** Reads presses one after another; undefined for one that is no shortcut. */
export function readPresses(areOn: () => boolean): (press: Press) => Shortcut | undefined {
  let goAt = -Infinity;
  return ({ key, ctrlKey, metaKey, altKey, isTaken, at }) => {
    const wasGo = at - goAt < SECOND_MS;
    goAt = -Infinity;
    if (altKey) return undefined;
    if (ctrlKey || metaKey) return key.toLowerCase() === "k" && ctrlKey !== metaKey ? "palette" : undefined;
    if (isTaken || !areOn()) return undefined;
    if (wasGo) return GOES[key] === undefined ? undefined : { go: GOES[key] };
    switch (key) {
      case "g":
        goAt = at;
        return undefined;
      case "n":
        return { go: "/keys/new" };
      case "/":
        return "search";
      case "?":
        return "help";
      default:
        return undefined;
    }
  };
}

const WRITING = "input, select, textarea, [contenteditable], [role=listbox], [role=combobox]";

/** Called once. @param does what one asked for @returns what ends it */
export function listenForShortcuts(does: (shortcut: Shortcut) => void): () => void {
  areLettersOn.value = localStorage.getItem(KEPT) !== "off";
  const read = readPresses(() => areLettersOn.value);
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const { target } = event;
    const isWriting = target instanceof Element && target.closest(WRITING) !== null;
    const isTaken = isWriting || document.querySelector("dialog[open]") !== null;
    const { key, ctrlKey, metaKey, altKey } = event;
    const shortcut = read({ key, ctrlKey, metaKey, altKey, isTaken, at: event.timeStamp });
    if (shortcut === undefined) return;
    event.preventDefault();
    does(shortcut);
  };
  addEventListener("keydown", listen);
  return () => removeEventListener("keydown", listen);
}
