/**
 * The languages that a guest may read: a file beside this one each, named by its tag (BCP 47). The server has no other list
 * of them; the console's (`console/ui/guest-languages.ts`) is kept by a test. A file is loaded when somebody reads it, so
 * that a start takes no longer for all the others.
 */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { Messages } from "./messages.ts";
import { pseudo } from "./pseudo.ts";

/** For tests: English with accents, longer by half. It is never offered. */
export const PSEUDO = "en-XA";

const CATALOGUE = /^([a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)\.[jt]s$/;
const files = new Map(
  readdirSync(import.meta.dirname).flatMap((file): [string, string][] => {
    const language = CATALOGUE.exec(file)?.[1];
    return language === undefined ? [] : [[language, file]];
  }),
);
const loaded = new Map<string, Messages>();
const load = createRequire(import.meta.url);

/** Those that are offered. */
export const LANGUAGES: readonly string[] = [...files.keys()];

/** @param language one of `LANGUAGES`, or `PSEUDO` */
export function messagesIn(language: string): Messages {
  let messages = loaded.get(language);
  if (!messages) {
    messages = language === PSEUDO ? pseudo(messagesIn("en")) : read(language);
    loaded.set(language, messages);
  }
  return messages;
}

function read(language: string): Messages {
  const file = files.get(language);
  if (file === undefined) throw new TypeError(`nobody has translated into ${language}`);
  // What a file exports is `Messages`, by the compiler; a test keeps it at one export.
  const [messages]: Messages[] = Object.values(load(`./${file}`));
  if (!messages) throw new TypeError(`${file} exports nothing`);
  return messages;
}

const names = new Map<string, string>();

/** The name of a language for itself. @param language any tag */
export function nameOf(language: string): string {
  let name = names.get(language);
  if (name === undefined) {
    const text = new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
    name = text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);
    names.set(language, name);
  }
  return name;
}

let sorted: readonly string[] | undefined;

/** `LANGUAGES` in the order of their names, as in a list to choose from. */
export function languagesByName(): readonly string[] {
  const { compare } = new Intl.Collator("en");
  return (sorted ??= LANGUAGES.toSorted((one, other) => compare(nameOf(one), nameOf(other))));
}
