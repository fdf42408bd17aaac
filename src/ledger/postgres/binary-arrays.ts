/**
 * Arrays as the server itself keeps them, so that nothing is quoted here and read letter by letter there: what
 * `array_recv` takes of a parameter in binary format (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */

/** How the elements of one type are written. */
interface ElementType {
  /** Its number in `pg_type`, the same in every server. */
  readonly oid: number;
  size(value: never): number;
  /** @returns how many bytes */
  write(value: never, to: Buffer, at: number): number;
}

const TYPES: Readonly<Record<string, ElementType>> = {
  bigint: {
    oid: 20,
    size: () => 8,
    write(value: number, to, at) {
      to.writeInt32BE(Math.floor(value / 2 ** 32), at);
      to.writeUInt32BE(value >>> 0, at + 4);
      return 8;
    },
  },
  boolean: {
    oid: 16,
    size: () => 1,
    write(value: boolean, to, at) {
      to[at] = Number(value);
      return 1;
    },
  },
  bytea: {
    oid: 17,
    size: (value: Uint8Array) => value.length,
    write(value: Uint8Array, to, at) {
      to.set(value, at);
      return value.length;
    },
  },
  text: {
    oid: 25,
    size: (value: string) => Buffer.byteLength(value),
    write: (value: string, to, at) => to.write(value, at),
  },
};

/** A parameter that a statement's text casts to an array. */
const PARAMETER = /\$(\d+)::(\w+)\[\]/g;
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;
/** Instead of a length. */
const NULL = -1;

/** The types of the elements of a statement's parameters, all of which are arrays. */
export function elementTypes(text: string): readonly ElementType[] {
  const types: ElementType[] = [];
  for (const [, n, name] of text.matchAll(PARAMETER)) types[Number(n) - 1] = TYPES[name!]!;
  return types;
}

/** @returns the values as they are where one is no integer: the server says what is wrong with it */
export function binaryArray(type: ElementType, values: readonly unknown[]): Buffer | readonly unknown[] {
  if (type === TYPES["bigint"] && !values.every((value) => value === null || Number.isSafeInteger(value)))
    return values;
  let size = HEAD_BYTES;
  for (const value of values) size += LENGTH_BYTES + (value === null ? 0 : type.size(value as never));
  const bytes = Buffer.allocUnsafe(size);
  // One dimension; nulls may be among them; the type; how many; the number of the first.
  [1, 1, type.oid, values.length, 1].forEach((word, i) => bytes.writeInt32BE(word, 4 * i));
  let at = HEAD_BYTES;
  for (const value of values) {
    const length = value === null ? NULL : type.write(value as never, bytes, at + LENGTH_BYTES);
    bytes.writeInt32BE(length, at);
    at += LENGTH_BYTES + Math.max(0, length);
  }
  return bytes;
}
