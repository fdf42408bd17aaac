/** Running an import: every line by itself, some at a time. */
import { setImmediate as turn } from "node:timers/promises";
import { type Actor, isEntitled } from "../../../domain/actor.ts";
import type { CreateKey } from "../../../domain/create-key.ts";
import { isoTime } from "../../../domain/ids.ts";
import { checkNamedUsers } from "../../../domain/key-terms.ts";
import { StoreUnavailableError } from "../../../database/unavailable.ts";
import { canonicalEmail } from "../../../identity/email.ts";
import type { LineProblem } from "../../../key-imports/columns.ts";
import { uuidsOf } from "../../../key-imports/key-imports.ts";
import { type AskedKey, columnsOf, type Known, mentionedIn, readLine } from "../../../key-imports/read-line.ts";
import type { TableLine } from "../../../key-imports/read-table.ts";
import { LedgerBusyError } from "../../../ledger/ledger.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { RouteDeps } from "../../app.ts";
import { callerId } from "../../callers/auth.ts";
import { knownUsers } from "./known-users.ts";
import { makeKey } from "./make-key.ts";
import { readRecipient, recipientOf } from "./notify.ts";

export const OUTCOMES = ["created", "already-there", "good", "refused", "not-tried"] as const;

interface RunLine {
  readonly line: number;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly uuid: string | null;
  readonly url: string | null;
  readonly pin: string | null;
  readonly problems: LineProblem[];
  readonly cells: TableLine["cells"];
}

interface Run {
  readonly actor: Actor;
  readonly importId: string;
  readonly dryRun: boolean;
  /** Lines of the table, by where they begin; the others are left alone. */
  readonly firstLine?: number;
  readonly lastLine?: number;
  /** Whether the actor may go on: a run is long, and whoever lost the right to it meanwhile makes no more keys. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** Lines that are at work together, so that their commits are shared; locks that are read at once. */
const LINES_AT_ONCE = 16;
const LOCKS_AT_ONCE = 1_000;
/** Each is looked up by itself. */
const MAX_ADDRESSES = 5_000;

/** @returns what became of each line, in their order; never throws for one of them */
export async function runImport(
  whole: readonly TableLine[],
  { actor, importId, dryRun, firstLine = 1, lastLine = Infinity, mayGoOn }: Run,
  deps: RouteDeps,
): Promise<RunLine[]> {
  const isAsked = ({ line }: TableLine) => line >= firstLine && line <= lastLine;
  const table = whole.filter(isAsked);
  const known = await lookUp(table, actor, deps);
  // Lines with the same content are told apart by their order in the whole table.
  const ofWhole = dryRun
    ? []
    : uuidsOf(whole, await deps.keyImports.secret(callerId(actor), importId, deps.clock.now()));
  const uuids = ofWhole.filter((_, i) => isAsked(whole[i]!));
  const lines: RunLine[] = [];
  /** The store is not to be had, or the actor may not go on. */
  let isOver = false;

  async function run(i: number): Promise<void> {
    // A dry run waits for nothing but memory: others get their turn.
    if (dryRun && i % LINES_AT_ONCE === 0) await turn();
    const told = { ...table[i]!, uuid: null, url: null, pin: null, problems: [] };
    try {
      if (i > 0 && i % LINES_AT_ONCE === 0 && !isOver) isOver = !(await mayGoOn());
      if (isOver) return void (lines[i] = { ...told, outcome: "not-tried" });
      lines[i] = dryRun ? await tryLine(i) : await makeLine(i, uuids[i]!);
    } catch (error) {
      if (!(error instanceof StoreUnavailableError || error instanceof LedgerBusyError || isPassing(error)))
        throw error;
      // Whether it was made is not known; by the same UUID it is made once.
      isOver = true;
      lines[i] = { ...told, outcome: "not-tried" };
    }
  }

  async function tryLine(i: number): Promise<RunLine> {
    const asked = await readChecked(i);
    const problems = isProblems(asked) ? [...asked] : [];
    const outcome = problems.length > 0 ? "refused" : "good";
    return { ...table[i]!, outcome, uuid: null, url: null, pin: null, problems };
  }

  /** A key that is there was good when it was made, whatever the time is now. */
  async function makeLine(i: number, tempKeyUuid: string): Promise<RunLine> {
    const refused = (problems: readonly LineProblem[]): RunLine => ({
      ...table[i]!,
      outcome: "refused",
      uuid: null,
      url: null,
      pin: null,
      problems: [...problems],
    });
    const before = await deps.ledger.read.tempKey(tempKeyUuid);
    const asked = before ? readLine(table[i]!, known, before.state.createdAt) : await readChecked(i);
    if (isProblems(asked)) return refused(asked);
    const { terms, doors, description, notify } = asked;
    // Whose key is there already was told when it was made.
    const sent = before || !notify ? {} : { notify };
    const recipient = await recipientOf({ ...sent, validFrom: isoTime(terms.validFrom) }, tempKeyUuid, deps);
    const command: CreateKey = {
      type: "createKey",
      actor,
      tempKeyUuid,
      doors,
      ...terms,
      ...(await knownUsers(deps, terms)),
      ...(description !== undefined && { description }),
      ...(recipient !== undefined && { recipient }),
    };
    try {
      const { uuid, url, pin } = await makeKey(deps, command, false);
      return { ...table[i]!, outcome: before ? "already-there" : "created", uuid, url, pin, problems: [] };
    } catch (error) {
      if (!(error instanceof HttpError) || isPassing(error)) throw error;
      const { details = [], message } = error;
      return refused(details.length > 0 ? columnsOf(details) : [{ column: "locks", message, reason: "rule" }]);
    }
  }

  async function readChecked(i: number): Promise<AskedKey | readonly LineProblem[]> {
    const asked = readLine(table[i]!, known, deps.clock.now());
    if (isProblems(asked)) return asked;
    const { knownUsers: users } = await knownUsers(deps, asked.terms);
    const unknown = checkNamedUsers(asked.terms, users);
    const { notify, terms } = asked;
    const recipient = notify && readRecipient(notify, terms.validFrom, deps.recipients);
    const wrong = recipient && "errors" in recipient ? recipient.errors : [];
    const found = [...unknown, ...wrong];
    return found.length > 0 ? columnsOf(found) : asked;
  }

  let next = 0;
  async function work(): Promise<void> {
    for (let i = next++; i < table.length; i = next++) await run(i);
  }
  await Promise.all(Array.from({ length: dryRun ? 1 : LINES_AT_ONCE }, work));
  // What is made of them is as much work again.
  await turn();
  return lines;
}

function isProblems(asked: AskedKey | readonly LineProblem[]): asked is readonly LineProblem[] {
  return Array.isArray(asked);
}

/** Worth asking again: no PIN was free, or too much waits. */
function isPassing(error: unknown): boolean {
  return error instanceof HttpError && error.status === 503;
}

async function lookUp(table: readonly TableLine[], actor: Actor, deps: RouteDeps): Promise<Known> {
  const { ledger, directory, config } = deps;
  const mentioned = table.map(mentionedIn);
  const lockIds = [...new Set(mentioned.flatMap((one) => one.lockIds))];
  const zones = new Map<number, string>();
  for (let first = 0; first < lockIds.length; first += LOCKS_AT_ONCE) {
    const locks = await ledger.read.locks(lockIds.slice(first, first + LOCKS_AT_ONCE));
    for (const [lockId, { state }] of locks) if (isEntitled(actor, state)) zones.set(lockId, state.timeZone);
  }
  const named = [...new Set(mentioned.flatMap(({ users }) => users))];
  const addresses = named.filter((one) => one.includes("@"));
  if (addresses.length > MAX_ADDRESSES)
    throw invalidField("csv", `names more than ${MAX_ADDRESSES} people by their addresses; import it in parts`);
  const users = new Map<string, string>();
  const ids = named.filter((one) => !one.includes("@"));
  // Of an issuer elsewhere not all users are known here.
  const there = config.auth.kind === "external" ? ids : await directory.users(ids);
  for (const id of there) users.set(id, id);
  for (const address of addresses) {
    const email = canonicalEmail(address);
    const user = email === undefined ? undefined : await directory.userByEmail(email);
    if (user) users.set(address, user.userId);
  }
  return { timeZone: (lockId) => zones.get(lockId), userId: (one) => users.get(one) };
}
