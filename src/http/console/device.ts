/** A browser and its system in words, from how it names itself: enough for a person to know their own again. */
import type { Messages } from "./messages/messages.ts";

/** The first that is found; those that say that they are others too stand before them. */
const BROWSERS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/.*\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b|\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** By their own names, which are the same in every language; undefined where they are not known. */
export function namesIn(userAgent: string) {
  const found = (list: typeof BROWSERS) => list.find(([mark]) => mark.test(userAgent))?.[1];
  return { browser: found(BROWSERS), system: found(SYSTEMS) };
}

export function deviceOf(userAgent: string, { both, someBrowser, program }: Messages["device"]): string {
  const { browser, system } = namesIn(userAgent);
  if (browser === undefined && system === undefined) return program;
  return system === undefined ? browser! : both(browser ?? someBrowser, system);
}
