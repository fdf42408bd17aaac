/** What no text may have, wherever it comes from: not every store can keep it, and no page, file or terminal shows it. */

/** Control characters (Unicode's category Cc), but for tab and for the ends of lines as they are written anywhere. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** @returns what is wrong with the text, to be read after the name of its field; undefined where nothing is */
export function faultOfText(text: string): string | undefined {
  if (!text.isWellFormed()) return "has a lone surrogate, which is no character";
  return CONTROL.test(text) ? "must not have control characters" : undefined;
}
