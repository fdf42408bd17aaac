/** Texts as they are looked for. */

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Without case, marks, and other ways of writing the same character. */
export function foldText(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/**
 * As it stands in an order in which `Flat 2` comes before `Flat 10` (natural sort order): each number has before it how long
 * it is, as one character, so that longer ones come later.
 */
export function naturalOrder(text: string): string {
  return foldText(text).replaceAll(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, "");
    return Math.min(number.length, 35).toString(36) + number;
  });
}

/** Each is looked for in everything. */
export const MAX_WORDS = 8;

/** What somebody looks for, as words, all of which must be found. */
export function wordsOf(search: string): readonly string[] {
  return [...new Set(foldText(search).split(/\s+/u))].filter((word) => word !== "");
}
