/** One line of a table as a key: what it asks for, or what is wrong in which column. */
import { canonicalUserId, isoTime } from "../domain/ids.ts";
import { checkDoors, MAX_DOORS, type NewDoor } from "../domain/key-doors.ts";
import { checkTerms, type KeyTerms, MAX_ALLOWED_USERS, type Term } from "../domain/key-terms.ts";
import type { FieldError } from "../domain/refusals.ts";
import { type ColumnName, type LineProblem, NOTIFY_COLUMNS, type ProblemReason } from "./columns.ts";
import type { TableLine } from "./read-table.ts";
import { readTime } from "./read-time.ts";

/** What a line comes to. */
export interface AskedKey {
  readonly terms: KeyTerms;
  readonly doors: readonly NewDoor[];
  readonly description?: string;
  readonly notify?: AskedNotice;
}

/** Whom the key is for. */
export interface AskedNotice {
  readonly email: string;
  readonly language: string;
  /** ISO 8601. */
  readonly at?: string;
}

/** What must be looked up of a line before it is read. */
export interface Mentioned {
  readonly lockIds: readonly number[];
  /** Ids of users as they are compared, and addresses of e-mail. */
  readonly users: readonly string[];
}

/** What was looked up for all lines. */
export interface Known {
  /** The zone of a lock that the caller may manage; undefined for others. */
  timeZone(lockId: number): string | undefined;
  /** The id of a user that exists, by the id or the address; undefined where there is none. */
  userId(mentioned: string): string | undefined;
}

const MAX_DESCRIPTION = 2_000;

/** The locks and users that a line names, as far as they can be read. */
export function mentionedIn({ cells }: TableLine): Mentioned {
  return {
    lockIds: wordsOf(cells.locks, MAX_DOORS).flatMap((word) => lockIdOf(word) ?? []),
    users: wordsOf(cells.users, MAX_ALLOWED_USERS).map(canonicalUserId),
  };
}

/**
 * @param now milliseconds since the epoch
 * @returns the key, or all that is wrong with the line
 */
export function readLine(line: TableLine, known: Known, now: number): AskedKey | readonly LineProblem[] {
  const { cells } = line;
  const problems: LineProblem[] = [];
  const report = (column: ColumnName, reason: ProblemReason, message: string, value?: string) =>
    void problems.push({ column, message, reason, ...(value !== undefined && { value: value.slice(0, 60) }) });

  const lockIds: number[] = [];
  const zones = new Set<string>();
  const named = wordsOf(cells.locks, MAX_DOORS + 1);
  // More is not read, nor told of: it would be as much again as the table.
  for (const word of named.slice(0, MAX_DOORS)) {
    const lockId = lockIdOf(word);
    const zone = lockId === undefined ? undefined : known.timeZone(lockId);
    if (lockId === undefined)
      report(
        "locks",
        "no-lock-number",
        `must be numbers of locks with spaces between them; one is ${quoted(word)}`,
        word,
      );
    else if (zone === undefined) report("locks", "unknown-lock", `names a lock that is not found: ${lockId}`, word);
    else {
      lockIds.push(lockId);
      zones.add(zone);
    }
  }
  if (cells.locks === "") report("locks", "missing", "is required");
  if (named.length > MAX_DOORS) report("locks", "too-many", `must be at most ${MAX_DOORS} locks`, String(MAX_DOORS));

  const [zone, ...others] = zones;
  const window: { validFrom?: number; validUntil?: number; notifyAt?: number } = {};
  for (const column of ["validFrom", "validUntil", ...(cells.notifyAt ? (["notifyAt"] as const) : [])] as const) {
    // Without a lock nobody knows by which clock it is meant; what is wrong with the lock is told already.
    const read = readTime(cells[column], zone === undefined ? "UTC" : others.length > 0 ? undefined : zone);
    if ("at" in read) window[column] = read.at;
    else report(column, read.reason, read.problem, read.value);
  }

  const [email, language] = [cells.notifyEmail, cells.notifyLanguage];
  if (email === "" && NOTIFY_COLUMNS.some((name) => cells[name] !== ""))
    report("notifyEmail", "missing", "is required where notifyLanguage or notifyAt is given");
  if (email !== "" && language === "") report("notifyLanguage", "missing", "is required with notifyEmail");

  const method = cells.accessMethod.toLowerCase() || "key";
  const isMethod = method === "key" || method === "code" || method === "both";
  if (!isMethod)
    report(
      "accessMethod",
      "no-method",
      `must be key, code or both; it is ${quoted(cells.accessMethod)}`,
      cells.accessMethod,
    );
  const description = cells.description;
  if (description.length > MAX_DESCRIPTION)
    report("description", "too-long", `must be at most ${MAX_DESCRIPTION} characters`, String(MAX_DESCRIPTION));

  const users: string[] = [];
  const words = wordsOf(cells.users, MAX_ALLOWED_USERS + 1);
  if (words.length > MAX_ALLOWED_USERS)
    report("users", "too-many", `must name at most ${MAX_ALLOWED_USERS} users`, String(MAX_ALLOWED_USERS));
  else
    for (const word of words) {
      const userId = known.userId(canonicalUserId(word));
      if (userId === undefined) report("users", "unknown-user", `names nobody who is known: ${quoted(word)}`, word);
      else users.push(userId);
    }

  const doors = lockIds.map((lockId) => ({ lockId, method: isMethod ? method : "key" }) as const);
  const terms = {
    accessMode: words.length > 0 ? ("user-whitelist" as const) : ("public" as const),
    allowedUserIds: [...new Set(users)],
    maxUses: usesIn(cells.maxUses),
    maxUsesPerDoor: usesIn(cells.maxUsesPerDoor),
  };
  const told = new Set(problems.map(({ column }) => column));
  const found = [...checkTerms({ ...window, ...terms }, now), ...checkDoors(doors, terms.accessMode)];
  for (const { column, message } of columnsOf(found)) if (!told.has(column)) report(column, "rule", message);
  if (problems.length > 0) return problems;
  // What could not be read left a problem.
  const { validFrom, validUntil, notifyAt } = window as typeof window & { validFrom: number; validUntil: number };
  const at = notifyAt === undefined ? {} : { at: isoTime(notifyAt) };
  return {
    terms: { ...terms, validFrom, validUntil },
    doors,
    ...(description !== "" && { description }),
    ...(email !== "" && { notify: { email, language, ...at } }),
  };
}

/** The column that says each term. */
const OF_TERM: Readonly<Record<Term, ColumnName>> = {
  accessMode: "users",
  allowedUserIds: "users",
  validFrom: "validFrom",
  validUntil: "validUntil",
  maxUses: "maxUses",
  maxUsesPerDoor: "maxUsesPerDoor",
};

const OF_FIELD: Readonly<Record<string, ColumnName>> = {
  ...OF_TERM,
  description: "description",
  "notify.email": "notifyEmail",
  "notify.channel": "notifyEmail",
  "notify.language": "notifyLanguage",
  "notify.at": "notifyAt",
};

/** What the rules find wrong with a key, by the column that says it. */
export function columnsOf(errors: readonly FieldError[]): readonly LineProblem[] {
  return errors.map(({ field, message }) => {
    const [name = ""] = field.split("[");
    const column = field.endsWith(".accessMethod") ? "accessMethod" : (OF_FIELD[name] ?? "locks");
    return { column, message, reason: "rule" as const };
  });
}

function wordsOf(cell: string, most: number): string[] {
  return cell.split(/\s+/).filter(Boolean).slice(0, most);
}

function lockIdOf(word: string): number | undefined {
  const lockId = Number(word);
  return /^[1-9]\d{0,15}$/.test(word) && Number.isSafeInteger(lockId) ? lockId : undefined;
}

/** What is no whole number is told by the rules for terms. */
function usesIn(cell: string): number | null {
  if (cell === "") return null;
  return /^\d{1,16}$/.test(cell) ? Number(cell) : Number.NaN;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
