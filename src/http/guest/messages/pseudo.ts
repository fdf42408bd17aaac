/** English that is longer by half and has accents: what is not translated, or does not fit, is seen at once. */
import type { Messages } from "./messages.ts";

const ACCENTED: Readonly<Record<string, string>> = { a: "á", e: "ë", i: "ï", o: "ö", u: "ü", n: "ñ", c: "ç", y: "ý" };

function stretch(text: string): string {
  const accented = text.replaceAll(/\{n\}|[aeiouncy]/g, (part) => ACCENTED[part] ?? part);
  return `[${accented} ${"~".repeat(Math.ceil(text.length / 2))}]`;
}

function stretchAll(value: unknown): unknown {
  if (typeof value === "string") return stretch(value);
  if (typeof value === "function")
    return (...given: string[]) => {
      const text = stretch(String(value(...given.map((_, i) => `\uE000${i}`))));
      return text.replaceAll(/\uE000(\d)/g, (_, i: string) => given[Number(i)]!);
    };
  return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, stretchAll(one)]));
}

export function pseudo(messages: Messages): Messages {
  const { avoids, formats, ...texts } = messages;
  return { ...(stretchAll(texts) as Messages), avoids, ...(formats && { formats }) };
}
