/** What a spreadsheet is to take for text and never for a formula (OWASP, CSV Injection). */

/** Formulas begin so; with the wide signs, to some spreadsheets. */
const BEGINNING = /^(?=[=+\-@＝＋－＠\t\r\n])/;
/** A spreadsheet that splits at semicolons or tabs, as its language has it, begins cells within ours: quotes do not hold it. */
const WITHIN = /([;\t\r\n]'*)(?=[=+\-@＝＋－＠])/g;
const SHOWN = /([;\t\r\n]'*)'(?=[=+\-@＝＋－＠])/g;

/** The text of a cell, with an apostrophe before whatever a spreadsheet would take for the beginning of a formula. */
export function harmless(text: string): string {
  return text.replace(BEGINNING, "'").replaceAll(WITHIN, "$1'");
}

/** What `harmless` was given, where that began with no formula. */
export function givenText(text: string): string {
  return text.replaceAll(SHOWN, "$1");
}
