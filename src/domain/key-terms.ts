/**
 * The terms of a key: for whom it is, when it opens and how often. All that is done with every term is made of one table,
 * so that a term that is added to `KeyTerms` does not compile until the table says how two of it are the same and how
 * events have it. How bodies over HTTP have it stands in `http/api/keys/key-terms.ts`, keyed by the same type.
 */
import { isoTime } from "./ids.ts";
import type { FieldError } from "./refusals.ts";

/** Whom a key admits: anybody with the link, or the users that it names. */
export type AccessMode = "public" | "user-whitelist";

/** What a key allows; times in milliseconds since the epoch, the window is `validFrom <= now < validUntil`. */
export interface KeyTerms {
  readonly accessMode: AccessMode;
  readonly allowedUserIds: readonly string[];
  readonly validFrom: number;
  readonly validUntil: number;
  /** How many admissions; null for no limit. */
  readonly maxUses: number | null;
  /** How many admissions at each door; null for no limit. */
  readonly maxUsesPerDoor: number | null;
}

/** The name of one term; the tables of terms are keyed by it. */
export type Term = keyof KeyTerms;

/** The same as events have them: instants in ISO 8601, UTC. */
type WrittenTerms = { readonly [T in Term]: T extends "validFrom" | "validUntil" ? string : KeyTerms[T] };

interface TermRule<Value, Written> {
  /** Whether the published payload has it; what is ours beyond that stands in the event's `context`. */
  readonly published: boolean;
  /** What it is where an event does not say; such a value is not written. Undefined where every event says it. */
  readonly absent: Value | undefined;
  same(a: Value, b: Value): boolean;
  write(value: Value): Written;
  read(written: Written): Value;
  /** What is wrong with a value by itself, to be read after its name; undefined where nothing is. */
  fault(value: Value): string | undefined;
}

type TermTable = { readonly [T in Term]: TermRule<KeyTerms[T], WrittenTerms[T]> };

const is = <V>(a: V, b: V) => a === b;
const asItIs = <V>(value: V) => value;
const noFault = () => undefined;

const instant = { absent: undefined, same: is<number>, write: isoTime, read: Date.parse, fault: noFault };
const uses = {
  same: is<number | null>,
  write: asItIs<number | null>,
  read: asItIs<number | null>,
  fault: (count: number | null) =>
    count === null || (Number.isSafeInteger(count) && count > 0) ? undefined : "must be a whole number from 1",
};

const TERMS = {
  accessMode: {
    published: true,
    absent: undefined,
    same: is<AccessMode>,
    write: asItIs<AccessMode>,
    read: asItIs<AccessMode>,
    fault: noFault,
  },
  allowedUserIds: {
    published: true,
    absent: undefined,
    same: sameUsers,
    write: asItIs<readonly string[]>,
    read: asItIs<readonly string[]>,
    fault: ({ length }) => (length > MAX_ALLOWED_USERS ? `must name at most ${MAX_ALLOWED_USERS} users` : undefined),
  },
  validFrom: { published: true, ...instant },
  validUntil: { published: true, ...instant },
  maxUses: { published: true, absent: undefined, ...uses },
  maxUsesPerDoor: { published: false, absent: null, ...uses },
} as const satisfies TermTable;

type PublishedTerm = { [T in Term]: (typeof TERMS)[T]["published"] extends true ? T : never }[Term];
type OwnTerm = Exclude<Term, PublishedTerm>;

/** The terms of a key as the published payload of `TempKeyCreated` has them. */
export type PublishedTerms = Pick<WrittenTerms, PublishedTerm>;
/** Those that are ours beyond it, in the event's `context`. */
export type OwnTerms = Partial<Pick<WrittenTerms, OwnTerm>>;
/** The published changes. */
export type KeyChanges = Partial<PublishedTerms>;

const table: TermTable = TERMS;
const ALL = Object.keys(TERMS) as Term[];
const PUBLISHED = ALL.filter((term): term is PublishedTerm => table[term].published);
const OWN = ALL.filter((term): term is OwnTerm => !table[term].published);

/** An object with a value for each of these terms. */
function ofEach<T extends Term, Of extends { readonly [U in T]?: unknown }>(
  terms: readonly T[],
  valueOf: <U extends T>(term: U) => Of[U],
): Of {
  const made: Partial<Of> = {};
  for (const term of terms) made[term] = valueOf(term);
  return made as Of; // each has one now
}

/** The terms of a key, and nothing else of it. */
export function termsOf(key: KeyTerms): KeyTerms {
  return ofEach<Term, KeyTerms>(ALL, (term) => key[term]);
}

/** Whether two keys allow the same. */
export function sameTerms(a: KeyTerms, b: KeyTerms): boolean {
  const [one, other] = [held(a), held(b)];
  return ALL.every((term) => isSame(term, one, other));
}

function held(terms: KeyTerms): KeyTerms {
  return { ...terms, allowedUserIds: usersHeldTo(terms) };
}

function isSame<T extends Term>(term: T, a: KeyTerms, b: KeyTerms): boolean {
  return table[term].same(a[term], b[term]);
}

/** The terms of a key as the event that makes it has them. */
export function writeTerms(terms: KeyTerms): { readonly data: PublishedTerms; readonly context: OwnTerms } {
  const write = <T extends Term>(term: T) => table[term].write(terms[term]);
  const stated = OWN.filter((term) => terms[term] !== table[term].absent);
  return {
    data: ofEach<PublishedTerm, PublishedTerms>(PUBLISHED, write),
    context: ofEach<OwnTerm, OwnTerms>(stated, write),
  };
}

/** @throws Error for an event that does not say a term that every event says */
export function readTerms(data: Partial<WrittenTerms>, context: Partial<WrittenTerms>): KeyTerms {
  return ofEach<Term, KeyTerms>(ALL, (term) => {
    const { absent, read, published } = table[term];
    const value = (published ? data : context)[term];
    if (value !== undefined) return read(value);
    if (absent === undefined) throw new Error(`an event without ${term}`);
    return absent;
  });
}

/** What of the terms that are asked for is not so already, as an event has it. */
export function changesOf(key: KeyTerms, asked: Partial<KeyTerms>) {
  const terms = { ...key, ...asked };
  const changed = <T extends Term>(term: T) => asked[term] !== undefined && !isSame(term, key, terms);
  const write = <T extends Term>(term: T) => table[term].write(terms[term]);
  return {
    changes: ofEach<PublishedTerm, KeyChanges>(PUBLISHED.filter(changed), write),
    ownChanges: ofEach<OwnTerm, OwnTerms>(OWN.filter(changed), write),
  };
}

/** What is not written stays. */
export function termsAfter(key: KeyTerms, written: Partial<WrittenTerms>): KeyTerms {
  return ofEach<Term, KeyTerms>(ALL, (term) => {
    const value = written[term];
    return value === undefined ? key[term] : table[term].read(value);
  });
}

function sameUsers(a: readonly string[], b: readonly string[]): boolean {
  const users = new Set(a);
  return users.size === new Set(b).size && b.every((user) => users.has(user));
}

// ---- the rules for terms

export const MAX_SPAN_MS = 5 * 366 * 24 * 3_600_000;
export const MAX_ALLOWED_USERS = 1_000;

/** All that is wrong with a key's terms, one entry a field; parts that could not be read are left out by the caller. */
export function checkTerms(terms: Partial<KeyTerms>, now: number): FieldError[] {
  const errors: FieldError[] = [];
  const { validFrom, validUntil, accessMode, allowedUserIds } = terms;
  if (validUntil !== undefined) {
    if (validFrom !== undefined && validUntil <= validFrom) {
      errors.push({ field: "validUntil", message: "must be later than validFrom" });
    } else if (validUntil <= now) {
      errors.push({ field: "validUntil", message: "must be in the future" });
    } else if (validFrom !== undefined && validUntil - validFrom > MAX_SPAN_MS) {
      errors.push({ field: "validUntil", message: "must be at most 5 years after validFrom" });
    }
  }
  if (accessMode === "user-whitelist" && allowedUserIds?.length === 0) {
    errors.push({ field: "allowedUserIds", message: "must name at least one user when accessMode is user-whitelist" });
  }
  for (const term of ALL) {
    const message = faultOf(term, terms);
    if (message !== undefined) errors.push({ field: term, message });
  }
  return errors;
}

function faultOf<T extends Term>(term: T, terms: Partial<KeyTerms>): string | undefined {
  const value = terms[term];
  return value === undefined ? undefined : table[term].fault(value);
}

/**
 * For whom a key is asked to be, so that it is never more open than that: named users without a mode are those that it is
 * for, and one for everybody has no list, which would be read as if it held somebody back.
 */
export function accessAsked(asked: Partial<Pick<KeyTerms, "accessMode" | "allowedUserIds">>): typeof asked {
  const { accessMode, allowedUserIds } = asked;
  if (accessMode === "public") return { accessMode, allowedUserIds: [] };
  return accessMode === undefined && allowedUserIds ? { accessMode: "user-whitelist", allowedUserIds } : asked;
}

/** Who a key lets in by name: whoever is on the list of a key for everybody is not held to it. */
export function usersHeldTo({ accessMode, allowedUserIds }: KeyTerms): readonly string[] {
  return accessMode === "public" ? [] : allowedUserIds;
}

/**
 * Who is not a user and yet may use the key: whoever made themselves known under such an id would be let in.
 *
 * @param knownUsers of those who may be named the ones that exist; undefined where not all that exist are known
 */
export function checkNamedUsers(
  { accessMode, allowedUserIds }: Pick<KeyTerms, "accessMode" | "allowedUserIds">,
  knownUsers: readonly string[] | undefined,
): FieldError[] {
  if (accessMode !== "user-whitelist" || knownUsers === undefined) return [];
  const known = new Set(knownUsers);
  return allowedUserIds.flatMap((id, i) =>
    known.has(id) ? [] : [{ field: `allowedUserIds[${i}]`, message: "must be the id of a user that exists" }],
  );
}
