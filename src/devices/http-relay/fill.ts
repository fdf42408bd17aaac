/** Placeholders in what a hub's owner wrote, and the values of an order in their places, escaped for where they stand. */

/** What may stand in braces, and for what. */
export interface Values {
  readonly orderId: string;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  readonly action: string;
  readonly address: string;
  /** The hub's secret. */
  readonly token: string;
}

const NAMES = ["orderId", "notAfter", "action", "address", "token"] as const satisfies (keyof Values)[];
const PLACEHOLDER = new RegExp(`\\{(${NAMES.join("|")})\\}`, "g");

export type Filling = (text: string, values: Values) => string;

/** The names in braces that mean nothing: a slip that would be sent as it is. */
export function unknownNames(text: string): string[] {
  const names = [...text.matchAll(/\{([A-Za-z]{1,40})\}/g)].map(([, name]) => name!);
  return names.filter((name) => !NAMES.some((one) => one === name));
}

/** Whether a text uses a value. */
export function uses(text: string, name: keyof Values): boolean {
  return text.includes(`{${name}}`);
}

/** In a path, a query, or a form: nothing in a value ends or begins anything. */
export const inUrl: Filling = (text, values) => fill(text, (name) => encodeURIComponent(values[name]));

/** In a header: what is not visible ASCII is encoded as in URLs. */
export const inHeader: Filling = (text, values) =>
  fill(text, (name) => String(values[name]).replaceAll(/[^ -~]+/gu, encodeURIComponent));

export const inPlainText: Filling = (text, values) => fill(text, (name) => String(values[name]));

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

export const inXml: Filling = (text, values) =>
  fill(text, (name) => String(values[name]).replaceAll(/[&<>"']/g, (one) => ENTITIES[one]!));

/** Within a text of JSON as a part of it, elsewhere as a value of its own. */
export const inJson: Filling = (text, values) => {
  let inText = false;
  let filled = "";
  let from = 0;
  const step = /\\.|"|\{(\w+)\}/gs;
  for (const match of text.matchAll(step)) {
    const [found, name] = match;
    if (found === '"') inText = !inText;
    const known = NAMES.find((one) => one === name);
    if (known === undefined) continue;
    const value = values[known];
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

function fill(text: string, valueOf: (name: keyof Values) => string): string {
  return text.replaceAll(PLACEHOLDER, (_, name: keyof Values) => valueOf(name));
}
