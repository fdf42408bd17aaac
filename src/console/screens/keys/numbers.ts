/** Numbers of keys, as each language says them. */
import { LOCALE } from "../../texts/texts.ts";

/** With marks between its thousands. */
export const number = (n: number) => n.toLocaleString(LOCALE);
export const keysEn = (n: number) => (n === 1 ? "1 key" : `${number(n)} keys`);
export const keysDe = (n: number) => (n === 1 ? "1 Schlüssel" : `${number(n)} Schlüssel`);
