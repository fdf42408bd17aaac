/** Texts in every language of the console. A text that one of them lacks does not compile. */
import { signal } from "@preact/signals";

const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];
type Text = string | ((...values: never[]) => string) | readonly string[] | { readonly [name: string]: Text };
type Texts = Readonly<Record<string, Text>>;
/** The same texts, whatever they say. */
type Translated<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Translated<T[K]> };

const KEPT = "latchstring-language";

export const language = signal<Language>(firstLanguage());

function known(name: string | null): Language | undefined {
  return LANGUAGES.find((one) => one === name);
}

/** As a page before this one was read, as it was chosen here once, or as the browser asks for it. */
function firstLanguage(): Language {
  const asked = known(new URLSearchParams(location.search).get("lang"));
  if (asked) localStorage.setItem(KEPT, asked);
  return asked ?? known(localStorage.getItem(KEPT)) ?? known(document.documentElement.lang) ?? "en";
}

/** Read everything in another language from now on; kept in this browser. */
export function setLanguage(next: Language): void {
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
  language.value = next;
}

/** What reads texts in the language that is chosen when it is read. Values are given to texts that are functions. */
export function defineTexts<T extends Texts>(table: { readonly en: T; readonly de: Translated<T> }): Translated<T> {
  return new Proxy({} as Translated<T>, { get: (_, name) => Reflect.get(table[language.value], name) });
}
