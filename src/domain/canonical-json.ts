type Json = null | boolean | number | string | readonly Json[] | JsonObject;

interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/**
 * JSON text that two programs agree on to the byte (RFC 8785): names sorted by UTF-16 code units, no spaces,
 * `undefined` members left out. It is what the ledger hashes. A lone surrogate is written as its escape, so the text
 * is always well-formed.
 *
 * @throws TypeError for what JSON cannot hold: such numbers, functions, dates and other objects of a class
 */
export function canonicalJson(value: unknown): string {
  return write(value as Json);
}

function write(value: Json): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return Array.isArray(value) ? writeArray(value) : writeObject(value as JsonObject);
    default:
      throw new TypeError(`not JSON: ${typeof value}`);
  }
}

/** Text without anything to escape, which is nearly all there is, takes half the time. */
const PLAIN = /^[\w .:/@+-]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** The same names, by UTF-16 code units. An event has a dozen names at the most, which the runtime's sort takes longer for. */
function sorted(names: string[]): string[] {
  if (names.length > MANY) return names.toSorted();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let at = i;
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!;
    names[at] = name;
  }
  return names;
}

const MANY = 32;

function writeArray(items: readonly Json[]): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) text += (i === 0 ? "" : ",") + write(items[i] ?? null);
  return `${text}]`;
}

function writeObject(object: JsonObject): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError("not JSON: an object of a class");
  let text = "";
  for (const name of sorted(Object.keys(object))) {
    const member = object[name];
    if (member !== undefined) text += `${text === "" ? "" : ","}${quote(name)}:${write(member)}`;
  }
  return `{${text}}`;
}
