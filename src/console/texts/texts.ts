/** Texts in every language of the console. A text that one of them lacks does not compile. */
import type { Language } from "../languages.ts";

type Text = string | ((...values: never[]) => string) | readonly string[] | { readonly [name: string]: Text };
type Texts = Readonly<Record<string, Text>>;
/** The same texts, whatever they say. */
type Translated<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Translated<T[K]> };

/** The one that this program was built in. */
declare const LANGUAGE: Language;

/** What everything is read in. */
export const language: Language = LANGUAGE;
/** What dates and numbers are written as. */
export const LOCALE = language === "en" ? "en-GB" : language;

/** Read everything in another language from now on: its program is loaded, and the server keeps what was chosen. */
export function setLanguage(next: Language): void {
  const here = new URL(location.href);
  here.searchParams.set("lang", next);
  location.replace(here);
}

/** What one reads of a table of texts; in what is built, `one-language.ts` has put it there already. */
export function defineTexts<T extends Texts>(
  table: { readonly en: T } & { readonly [L in Exclude<Language, "en">]: Translated<T> },
): Translated<T> {
  return Object.entries<unknown>(table).find(([name]) => name === language)![1] as Translated<T>;
}
