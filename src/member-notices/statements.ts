/** What is read and written of notices to members, in any store. */
import { scopeName } from "../activity/activity.ts";
import { type Sql, type Statement, statement, type Words } from "../database/sql.ts";
import type { Owners } from "../domain/lock-owners.ts";
import { type Choices, defaultChoices, type NoticeLanguage } from "./choices.ts";
import { type KeptEvent, type Slot, slotOf, type Wanting } from "./fan-out.ts";
import type { Facts } from "./told.ts";

const KEPT = {
  scope: "text",
  kind: "text",
  lock_id: "number",
  at: "number",
  taken_at: "number",
  times: "number",
  facts: "text",
} as const;
const OWNERS = { lock_id: "number", org_id: "text", owner_id: "text" } as const;
const KEY_END = { temp_key: "text", warn_at: "number" } as const;

/** To be told by and by. */
export function keeping(words: Words, kept: readonly KeptEvent[]): Statement[] {
  if (kept.length === 0) return [];
  const rows = kept.map(({ lockId: lock_id, takenAt: taken_at, facts, scope, kind, at, times }) => {
    return { scope, kind, lock_id, at, taken_at, times, facts: JSON.stringify(facts) };
  });
  return [insert(words, "notice_events", KEPT, rows, "")];
}

/** Whose locks are from now on. */
export function owning(words: Words, owners: ReadonlyMap<number, Owners>): Statement[] {
  if (owners.size === 0) return [];
  const rows = Array.from(owners, ([lock_id, { orgId: org_id, ownerId: owner_id }]) => ({ lock_id, org_id, owner_id }));
  const change = "ON CONFLICT (lock_id) DO UPDATE SET org_id = excluded.org_id, owner_id = excluded.owner_id";
  return [insert(words, "notice_locks", OWNERS, rows, change)];
}

/** When the ends of keys are told. */
export function ending(words: Words, ends: ReadonlyMap<string, number | null>): Statement[] {
  const all = [...ends];
  const never = all.flatMap(([uuid, at]) => (at === null ? [uuid] : []));
  const rows = all.flatMap(([temp_key, warn_at]) => (warn_at === null ? [] : [{ temp_key, warn_at }]));
  const change = "ON CONFLICT (temp_key) DO UPDATE SET warn_at = excluded.warn_at";
  return [
    ...(never.length === 0
      ? []
      : [statement(`DELETE FROM notice_key_ends WHERE temp_key IN ${words.elements("$1")}`, JSON.stringify(never))]),
    ...(rows.length === 0 ? [] : [insert(words, "notice_key_ends", KEY_END, rows, change)]),
  ];
}

function insert(
  words: Words,
  table: string,
  columns: Readonly<Record<string, "number" | "text">>,
  rows: readonly object[],
  change: string,
): Statement {
  const names = Object.keys(columns);
  const values = names.map((name) => `r.${name}`).join(", ");
  return statement(
    `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values} FROM ${words.records("$1", columns)} r WHERE true ${change}`,
    JSON.stringify(rows),
  );
}

/** Whose locks were, as far as is known. */
export async function ownersOf(sql: Sql, lockIds: readonly number[]): Promise<ReadonlyMap<number, Owners>> {
  const rows = await sql.read<Owners & { readonly lockId: number }>(
    `SELECT l.lock_id AS "lockId", l.org_id AS "orgId", l.owner_id AS "ownerId"
     FROM ${sql.words.records("$1", { lock_id: "number" })} r JOIN notice_locks l ON l.lock_id = r.lock_id`,
    JSON.stringify(lockIds.map((lock_id) => ({ lock_id }))),
  );
  return new Map(rows.map(({ lockId, orgId, ownerId }) => [lockId, { orgId, ownerId }]));
}

/** Who may want to be told of these organisations, and of the locks of these people; what they want is looked at later. */
export async function wantingOf(
  sql: Sql,
  of: { readonly orgIds: readonly string[]; readonly ownerIds: readonly string[] },
  language: NoticeLanguage,
): Promise<ReadonlyMap<string, readonly Wanting[]>> {
  const { elements } = sql.words;
  const scopes = [
    ...of.orgIds.map((orgId) => scopeName({ orgId })),
    ...of.ownerIds.map((ownerId) => scopeName({ ownerId })),
  ];
  const [chosen, owners] = await Promise.all([
    sql.read<{ readonly scope: string; readonly userId: string; readonly choices: string }>(
      `SELECT scope, user_id AS "userId", choices FROM notice_choices WHERE scope IN ${elements("$1")}`,
      JSON.stringify(scopes),
    ),
    sql.read<{ readonly orgId: string; readonly userId: string }>(
      `SELECT org_id AS "orgId", user_id AS "userId" FROM members
       WHERE role = 'owner' AND paused = 0 AND org_id IN ${elements("$1")}`,
      JSON.stringify(of.orgIds),
    ),
  ]);
  const wanting = new Map<string, Wanting[]>(scopes.map((scope) => [scope, []]));
  for (const { scope, userId, choices } of chosen)
    wanting.get(scope)!.push({ userId, choices: JSON.parse(choices) as Choices, chosen: true });
  const byDefault = defaultChoices("owner", language);
  const others = [
    ...owners.map(({ orgId, userId }) => ({ scope: scopeName({ orgId }), userId })),
    ...of.ownerIds.map((userId) => ({ scope: scopeName({ ownerId: userId }), userId })),
  ];
  for (const { scope, userId } of others) {
    const all = wanting.get(scope)!;
    if (!all.some((one) => one.userId === userId)) all.push({ userId, choices: byDefault, chosen: false });
  }
  return wanting;
}

interface Mark extends Slot {
  readonly toldAt: number;
}

/** When each of these people was last told of anything in these scopes, by `slotOf`. */
export async function toldAtOf(sql: Sql, scopes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.read<Mark>(
    `SELECT user_id AS "userId", scope, kind, told_at AS "toldAt" FROM notice_marks
     WHERE scope IN ${sql.words.elements("$1")}`,
    JSON.stringify(scopes),
  );
  return new Map(rows.map((row) => [slotOf(row), row.toldAt]));
}

/** Everything up to an event was told. */
export function marking({ userId, scope, kind }: Slot, told: number, now: number): Statement {
  return statement(
    `INSERT INTO notice_marks (user_id, scope, kind, told, told_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (user_id, scope, kind) DO UPDATE SET told = excluded.told, told_at = excluded.told_at`,
    userId,
    scope,
    kind,
    told,
    now,
  );
}

/** An event that was kept, to be told. */
export interface WaitingEvent {
  readonly id: number;
  readonly lockId: number;
  readonly at: number;
  readonly times: number;
  readonly facts: Facts;
}

/** What waits of one lock. */
export interface CountedLock {
  readonly lockId: number;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What waits of one kind for one person. */
export interface Waiting {
  /** The last event's id. */
  readonly upTo: number;
  /** When they were last told of such. */
  readonly toldAt: number | undefined;
  /** Where something happened last, first. */
  readonly locks: readonly CountedLock[];
  /** A bounded number of them, the newest first. */
  readonly events: readonly WaitingEvent[];
}

/** Events that are read one by one. */
const READ = 500;

/** @param since when the first of it was taken @returns undefined where there is nothing */
export async function waitingOf(sql: Sql, slot: Slot, since: number): Promise<Waiting | undefined> {
  const { userId, scope, kind } = slot;
  const [mark] = await sql.read<{ readonly told: number; readonly toldAt: number }>(
    'SELECT told, told_at AS "toldAt" FROM notice_marks WHERE user_id = $1 AND scope = $2 AND kind = $3',
    userId,
    scope,
    kind,
  );
  const WHERE = "WHERE scope = $1 AND kind = $2 AND id > $3 AND taken_at >= $4";
  const values = [scope, kind, mark?.told ?? 0, since] as const;
  const [last] = await sql.read<{ readonly upTo: number | null }>(
    `SELECT max(id) AS "upTo" FROM notice_events ${WHERE}`,
    ...values,
  );
  const upTo = last?.upTo ?? undefined;
  if (upTo === undefined) return undefined;
  const [counted, newest] = await Promise.all([
    sql.read<CountedLock>(
      `SELECT lock_id AS "lockId", CAST(sum(times) AS bigint) AS times, min(at) AS "firstAt", max(at) AS "lastAt"
       FROM notice_events ${WHERE} AND id <= $5 GROUP BY lock_id ORDER BY max(at) DESC`,
      ...values,
      upTo,
    ),
    sql.read<Omit<WaitingEvent, "facts"> & { readonly facts: string }>(
      `SELECT id, lock_id AS "lockId", at, times, facts FROM notice_events ${WHERE} AND id <= $5
       ORDER BY id DESC LIMIT ${READ}`,
      ...values,
      upTo,
    ),
  ]);
  const locks = counted.map((row) => Object.assign(row, { times: Number(row.times) }));
  return {
    upTo,
    toldAt: mark?.toldAt,
    locks,
    events: newest.map((row) => Object.assign(row, { facts: JSON.parse(row.facts) as Facts })),
  };
}
