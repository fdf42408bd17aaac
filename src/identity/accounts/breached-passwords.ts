/**
 * Passwords that are tried first by whoever guesses. The list is built in, so nobody outside is asked about a password;
 * it is loaded when the first one is chosen.
 */

/** What a password is about is known to whoever guesses: this program, and the words that are given besides. */
const OURS = ["latchstring"];
/** What is left beside words that anybody knows is to be as long as this. */
const LEAST_OWN = 6;
/** Below that, it is a pattern. */
const LEAST_DISTINCT = 5;
/** A word that is shorter is in too much that has nothing to do with it. */
const LEAST_WORD = 3;

let list: Promise<ReadonlySet<string>> | undefined;

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"]);
}

/**
 * Whether a password is one of the first that are guessed: one of those that people choose most, whatever digits and
 * signs stand around it, in whatever case, with digits for letters, or several times over; one made of few different
 * characters; or one made of what everybody knows of the account.
 *
 * @param known an address, the name of a person or of an organisation
 */
export async function isBreached(password: string, known: readonly string[] = []): Promise<boolean> {
  const listed = await (list ??= load().catch((error: unknown) => {
    list = undefined;
    throw error;
  }));
  const given = password.normalize("NFKC").toLowerCase();
  if (new Set(given).size < LEAST_DISTINCT) return true;
  const words = [...OURS, ...known].flatMap(wordsOf).toSorted((a, b) => b.length - a.length);
  return [given, ...withLetters(given)].some((text) => isGuessed(text, listed) || isMadeOf(words, text, listed));
}

function isGuessed(text: string, listed: ReadonlySet<string>): boolean {
  const core = coreOf(text);
  const forms = [text, core, unit(text), unit(core), text.replaceAll(/[^\p{L}\p{N}]/gu, "")];
  return core === "" || forms.some((form) => listed.has(form)) || isRun(core);
}

/** Once those words are taken out, what is left is too little, or is guessed. */
function isMadeOf(words: readonly string[], text: string, listed: ReadonlySet<string>): boolean {
  const rest = words.reduce((left, word) => left.replaceAll(word, " "), text);
  if (rest === text) return false;
  const own = rest.replaceAll(/[^\p{L}\p{N}]/gu, "");
  return coreOf(own).length < LEAST_OWN || isGuessed(own, listed);
}

/** Without the digits and signs around it. */
function coreOf(text: string): string {
  return text.replaceAll(/^\P{L}+|\P{L}+$/gu, "");
}

const LETTERS: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** With letters where digits and signs stand for them: everywhere, or not at the end, where they are more often themselves. */
function withLetters(text: string): string[] {
  const [, start = "", end = ""] = /^(.*\p{L})?(\P{L}*)$/u.exec(text) ?? [];
  return [inLetters(start) + end, inLetters(text)];
}

function inLetters(text: string): string {
  return text.replaceAll(/[013457@$!]/g, (sign) => LETTERS[sign]!);
}

/** What a text is repetitions of; itself where it is none. */
function unit(text: string): string {
  return /^(.+?)\1+$/u.exec(text)?.[1] ?? text;
}

const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
];
const RUNS = ROWS.flatMap((row) => [row, [...row].toReversed().join("")]);

/** Keys or letters in the order in which they stand. */
function isRun(text: string): boolean {
  return RUNS.some((row) => row.includes(text));
}

function wordsOf(known: string): string[] {
  const text = known.normalize("NFKC").toLowerCase();
  const parts = text.split(/[^\p{L}\p{N}]+/u);
  return [text, parts.join(""), ...parts].filter((word) => word.length >= LEAST_WORD);
}
