/** Pages of lists that are found by a cursor or by their place, so that one may go on, and jump to the end. */
import Type, { type Static, type TSchema } from "typebox";
import { MAX_WORDS, wordsOf } from "../../reading/fold-text.ts";
import { invalidField } from "../answers/errors.ts";
import { NextCursor } from "./schemas.ts";

const MAX_ROWS = 200;
const ROWS = 50;

export const RowsQuery = {
  limit: Type.Optional(
    Type.String({
      pattern: "^([1-9]\\d?|1\\d\\d|200)$",
      description: `1 to ${MAX_ROWS}; ${ROWS} if left out`,
      examples: ["50"],
    }),
  ),
  offset: Type.Optional(
    Type.String({
      pattern: "^(0|[1-9]\\d{0,8})$",
      description: "Where the page begins, from 0: with the total, any page may be jumped to. Not together with cursor",
      examples: ["150"],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: "nextCursor of the page before, which has the same order: whatever changes between, none is skipped",
      examples: ["WyJmcm9tIiwxNzY2NTg0ODAwMDAwLDQ3MTFd"],
    }),
  ),
};

/** Beside the rows. */
export const RowsAnswer = {
  total: Type.Integer({ minimum: 0, description: "How many there are on all pages", examples: [1] }),
  offset: Type.Integer({ minimum: 0, description: "The place of the first one, from 0", examples: [0] }),
  nextCursor: NextCursor,
};

interface Asked {
  readonly limit?: string;
  readonly offset?: string;
  readonly cursor?: string;
}

/**
 * The page that is asked for.
 *
 * @param shape of what a cursor holds
 * @throws HttpError 400 for a cursor that is none, and for one together with an offset
 */
export async function pageAsked<T extends TSchema>({ limit, offset, cursor }: Asked, shape: T) {
  if (cursor !== undefined && offset !== undefined) throw invalidField("offset", "must not come together with cursor");
  return {
    limit: limit === undefined ? ROWS : Number(limit),
    ...(offset !== undefined && { offset: Number(offset) }),
    ...(cursor !== undefined && { after: await readCursor(cursor, shape) }),
  };
}

/** @param held what it holds is the caller's to read, but not to rely on */
export function writeCursor(held: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(held)).toString("base64url");
}

async function readCursor<T extends TSchema>(cursor: string, shape: T): Promise<Static<T>> {
  // Loaded with the first cursor: it is as much again as what schemas are made with.
  const { default: Value } = await import("typebox/value");
  try {
    const held: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Value.Check(shape, held)) return held;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalidField("cursor", "is no cursor of this list in this order");
}

/** An instant of a query. */
export const Instant = (description: string) =>
  Type.Optional(Type.String({ format: "date-time", description, examples: ["2026-12-24T22:00:00Z"] }));

/** What somebody looks for. */
export const Search = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description, examples: ["anna"] }));

/** @throws HttpError 400 for more words than are looked for */
export function wordsAsked(search: string | undefined): readonly string[] {
  const words = search === undefined ? [] : wordsOf(search);
  if (words.length > MAX_WORDS) throw invalidField("search", `must be at most ${MAX_WORDS} words`);
  return words;
}

/** One of these texts or several, with commas between. */
export function listOf(values: readonly string[], description: string) {
  const one = `(${values.join("|")})`;
  return Type.Optional(
    Type.String({
      pattern: `^${one}(,${one})*$`,
      maxLength: 500,
      description,
      examples: [values.slice(0, 2).join(",")],
    }),
  );
}

/** Numbers of locks, with commas between. */
export const LockIds = (description: string) =>
  Type.Optional(
    Type.String({ pattern: "^[1-9]\\d{0,15}(,[1-9]\\d{0,15}){0,99}$", description, examples: ["123,124"] }),
  );

export function lockIdsOf(text: string): ReadonlySet<number> {
  return new Set(text.split(",").map(Number));
}

/** Where a row stands: what it is sorted by, and a number that no other row has. */
export type Standpoint = readonly [value: number | string, id: number];

/** The page of rows that are all at hand. */
export function pageOfAll<T>(
  all: readonly T[],
  standpoint: (row: T) => Standpoint,
  { descending, limit, offset, after }: { descending: boolean; limit: number; offset?: number; after?: Standpoint },
): { readonly rows: readonly T[]; readonly offset: number; readonly next: Standpoint | undefined } {
  const way = descending ? -1 : 1;
  const compare = (a: Standpoint, b: Standpoint) => way * (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1);
  const placed = all.map((row) => ({ row, at: standpoint(row) })).toSorted((a, b) => compare(a.at, b.at));
  const first = after ? placed.findIndex(({ at }) => compare(at, after) > 0) : (offset ?? 0);
  const begin = first < 0 ? placed.length : first;
  const rows = placed.slice(begin, begin + limit);
  const next = begin + limit < placed.length ? rows.at(-1)?.at : undefined;
  return { rows: rows.map(({ row }) => row), offset: begin, next };
}
