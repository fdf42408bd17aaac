/** Placeholders in a request that somebody wrote, and values in their places, escaped for where they stand. */

/** What may stand in braces, by its name. */
export type FillingValues = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{(\w+)\}/g;

/** Fills a text in. */
export type Filling = (text: string, values: FillingValues) => string;

/** The names in braces that mean nothing: a slip that would be sent as it is. */
export function unknownNamesIn(text: string, known: readonly string[]): string[] {
  const names = [...text.matchAll(/\{([A-Za-z]{1,40})\}/g)].map(([, name]) => name!);
  return names.filter((name) => !known.includes(name));
}

/** In a path, a query, or a form: nothing in a value ends or begins anything. */
export const inUrl: Filling = (text, values) => fill(text, values, encodeURIComponent);

/** In a header: what is not visible ASCII is encoded as in URLs. */
export const inHeader: Filling = (text, values) =>
  fill(text, values, (value) => value.replaceAll(/[^ -~]+/gu, encodeURIComponent));

export const inPlainText: Filling = (text, values) => fill(text, values, (value) => value);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

export const inXml: Filling = (text, values) =>
  fill(text, values, (value) => value.replaceAll(/[&<>"']/g, (one) => ENTITIES[one]!));

/** Within a text of JSON as a part of it, elsewhere as a value of its own. */
export const inJson: Filling = (text, values) => {
  let inText = false;
  let filled = "";
  let from = 0;
  const step = /\\.|"|\{(\w+)\}/gs;
  for (const match of text.matchAll(step)) {
    const [found, name] = match;
    if (found === '"') inText = !inText;
    if (name === undefined || !Object.hasOwn(values, name)) continue;
    const value = values[name]!;
    filled +=
      text.slice(from, match.index) + (inText ? JSON.stringify(String(value)).slice(1, -1) : JSON.stringify(value));
    from = match.index + found.length;
  }
  return filled + text.slice(from);
};

/** How a body of this type is filled in. */
export function fillingOf(contentType: string): Filling {
  const type = contentType.split(";")[0]!.trim().toLowerCase();
  if (/[/+]json$/.test(type)) return inJson;
  if (/[/+]xml$/.test(type)) return inXml;
  return type === "application/x-www-form-urlencoded" ? inUrl : inPlainText;
}

function fill(text: string, values: FillingValues, escape: (value: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? escape(String(values[name])) : whole,
  );
}
