/** Texts as they are looked for. */

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Without case, marks, and other ways of writing the same character. */
export function foldText(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Each is looked for in everything. */
export const MAX_WORDS = 8;

/** What somebody looks for, as words, all of which must be found. */
export function wordsOf(search: string): readonly string[] {
  return [...new Set(foldText(search).split(/\s+/u))].filter((word) => word !== "");
}
