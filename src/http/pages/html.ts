/** HTML text by template: whatever is put in is escaped, unless it is HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | undefined | false | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Of each template its own text, without the indentation that is for those who read the source. */
const written = new WeakMap<TemplateStringsArray, readonly string[]>();

function unindented(strings: TemplateStringsArray): readonly string[] {
  const texts = strings.map((text) => text.replaceAll(/\n\s+/g, "\n"));
  written.set(strings, texts);
  return texts;
}

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const texts = written.get(strings) ?? unindented(strings);
  return new Html(texts.reduce((text, string, i) => text + string + (i < parts.length ? escaped(parts[i]) : ""), ""));
}

function escaped(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map((one) => one.text).join("");
  return String(part).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}
