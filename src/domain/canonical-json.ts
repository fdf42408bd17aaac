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

/** A member of an object, with what its text begins with where it is the first one, and where it is a later one. */
interface Member {
  readonly name: string;
  readonly first: string;
  readonly later: string;
}

/** Objects with the same names in the same order. */
interface Shape {
  readonly names: readonly string[];
  /** By UTF-16 code units of their names. */
  readonly members: readonly Member[];
}

/** Shapes that were met, by how many names they have: events have few of them, and sorting is what takes longest. */
const shapes = new Map<number, Shape[]>();
const MAX_SHAPES = 16;
const MAX_NAMES = 32;
const MAX_NAME_LENGTH = 32;

function membersOf(names: readonly string[]): readonly Member[] {
  const alike = shapes.get(names.length) ?? [];
  for (const shape of alike) if (hasNames(shape, names)) return shape.members;
  const members = names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, first: `{${quote(name)}:`, later: `,${quote(name)}:` }));
  if (names.length <= MAX_NAMES && names.every(({ length }) => length <= MAX_NAME_LENGTH)) {
    if (alike.length >= MAX_SHAPES) alike.length = 0;
    alike.push({ names, members });
    shapes.set(names.length, alike);
  }
  return members;
}

function hasNames(shape: Shape, names: readonly string[]): boolean {
  for (let i = 0; i < names.length; i++) if (shape.names[i] !== names[i]) return false;
  return true;
}

function writeArray(items: readonly Json[]): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) text += (i === 0 ? "" : ",") + write(items[i] ?? null);
  return `${text}]`;
}

function writeObject(object: JsonObject): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError("not JSON: an object of a class");
  let text = "";
  for (const { name, first, later } of membersOf(Object.keys(object))) {
    const member = object[name];
    if (member !== undefined) text += (text === "" ? first : later) + write(member);
  }
  return text === "" ? "{}" : `${text}}`;
}
