/**
 * Group commit: load the rows that the waiting commands need, decide them one after another in memory, write every
 * event and changed row in one transaction, and only then answer. A refusal or a fault touches only its own command.
 */
import { type Command, decide, needsOf } from "../domain/command.ts";
import type { Decision } from "../domain/decision.ts";
import type { LedgerEvent } from "../domain/events.ts";
import type { Needs } from "../domain/rows.ts";
import { linkOf } from "./chain.ts";
import type { AnsweredEvent, OpeningCommand, Submitted } from "./ledger.ts";
import type { WorkingSet } from "./working-set.ts";

/** What a store does for the loop: one transaction a batch. */
export interface CommitStore {
  /**
   * Take the store's write lock, load what the needs name and point to, let `decideAll` change it, write the
   * changes and commit durably.
   *
   * @throws when nothing of it was committed
   */
  transact(needs: readonly Needs[], decideAll: (rows: WorkingSet) => void): void | Promise<void>;
  /** Whether what `transact` threw is the fault of a command that asked to write what the store cannot hold. */
  isFault(error: unknown): boolean;
}

/** With `fault` and `unavailable` nothing of the command was recorded. */
export type Reply = { readonly answer: Submitted } | { readonly fault: string } | { readonly unavailable: string };

/** A command that failed half-way: what it changed in memory must not be written. */
class HalfDone extends Error {}

/**
 * Decide and commit a batch. `clock` is read once, with the store's write lock held, so that a wait for that lock
 * never lets a decision be made with an old time.
 *
 * A batch that cannot be written because of one of its commands is halved until that one is alone.
 */
export async function commitBatch(
  store: CommitStore,
  commands: readonly Command[],
  clock: () => number,
): Promise<Reply[]> {
  try {
    return await commitTogether(store, commands, clock);
  } catch (error) {
    const half = error instanceof HalfDone;
    if (!half && !store.isFault(error)) return commands.map(() => ({ unavailable: messageOf(error) }));
    if (commands.length === 1) return [{ fault: half ? textOf(error.cause) : textOf(error) }];
    const middle = commands.length >> 1;
    const first = await commitBatch(store, commands.slice(0, middle), clock);
    return [...first, ...(await commitBatch(store, commands.slice(middle), clock))];
  }
}

async function commitTogether(store: CommitStore, commands: readonly Command[], clock: () => number): Promise<Reply[]> {
  let replies: Reply[] = [];
  await store.transact(commands.map(needsOf), (rows) => {
    const now = clock();
    replies = commands.map((command) => decideOne(rows, command, now));
  });
  return replies;
}

/** @throws HalfDone when the fold or the chain failed after the decision */
function decideOne(rows: WorkingSet, command: Command, now: number): Reply {
  let decision: Decision;
  try {
    decision = decide(command, rows, now);
  } catch (error) {
    return { fault: textOf(error) };
  }
  const { events, answer, erasable } = decision;
  try {
    for (const event of events) rows.append(linkOf(event, rows.nextVersion(event.data.lockId), now), now, event);
  } catch (error) {
    throw new HalfDone("A command failed half-way", { cause: error });
  }
  if (!answer.ok) return { answer };
  for (const one of erasable ?? []) rows.keepErasable(one);
  const order = answer.order ?? (isOpening(command) ? rows.order(command.orderId) : undefined);
  return {
    answer: {
      ok: true,
      lockId: answer.lockId,
      version: rows.version(answer.lockId),
      event: answer.event && toldOf(command, answer.event),
      ...(order && { order }),
      ...(answer.pinCandidate !== undefined && { pinCandidate: answer.pinCandidate }),
    },
  };
}

const OPENS: Readonly<Record<OpeningCommand["type"], true>> = { openDoor: true, openLock: true, openWithPin: true };

function isOpening(command: Command): command is OpeningCommand {
  return Object.hasOwn(OPENS, command.type);
}

/** What crosses to the caller costs time at both ends, so only what is read there does. */
function toldOf(command: Command, { type, data }: LedgerEvent): AnsweredEvent {
  switch (command.type) {
    case "openDoor":
    case "openWithPin":
    case "sendOrder":
    case "reportOrder":
    case "expireOrder":
      return { type };
    default:
      return { type, data };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
