/** The bounded queue before a store: commands wait in it and leave in batches, each of which is one commit. */
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Command } from "../domain/command.ts";
import { MAX_DOORS } from "../domain/key-doors.ts";
import { MAX_ALLOWED_USERS } from "../domain/key-terms.ts";
import type { Reply } from "./commit-loop.ts";
import { LedgerBusyError, type Submitted } from "./ledger.ts";

/** How much may wait, how much is committed at a time, and by what. */
export interface QueueOptions {
  /** Commands that may wait; past it `submit` throws `LedgerBusyError`. */
  readonly maxQueued?: number;
  /** Batches that may be under way at once. */
  readonly maxInFlight: number;
  /**
   * With how many commands a batch goes beside one that is under way. Fewer wait for its end, or 20 ms: every commit has
   * a cost of its own, so fewer of them get more done.
   */
  readonly minConcurrent?: number;
  /** Commit a batch; when it throws, every command of it is answered with that error. */
  commit(commands: readonly Command[]): Promise<readonly Reply[]>;
}

/** Commands wait here for the batch that commits them. */
export interface CommandQueue {
  submit(command: Command): Promise<Submitted>;
  /** Answer everything that waits, and is not under way, with this error. */
  reject(error: Error): void;
  /** Take nothing more; resolves when everything taken was answered. */
  close(): Promise<void>;
}

interface Waiting {
  readonly command: Command;
  readonly weight: number;
  readonly resolve: (answer: Submitted) => void;
  readonly reject: (error: unknown) => void;
}

/** Commands in one transaction at the most. */
const MAX_BATCH = 512;
/** What they may weigh together, unless one does alone; a unit is some 50 bytes of events. */
const MAX_BATCH_WEIGHT = 60_000;
/** How long commands that are too few wait for a batch that is under way, in milliseconds. */
const CONCURRENT_AFTER_MS = 20;
const MAX_QUEUED = 4_096;
const MAX_QUEUED_WEIGHT = 2_000_000;

/**
 * A queue whose `submit` rejects with `LedgerBusyError` when it is full and `StoreUnavailableError` once it is
 * closed.
 */
export function createQueue(options: QueueOptions): CommandQueue {
  const { maxQueued = MAX_QUEUED, maxInFlight, minConcurrent = 1, commit } = options;
  const queue: Waiting[] = [];
  let queuedWeight = 0;
  let inFlight = 0;
  let scheduled = false;
  let closing = false;
  let idle: (() => void) | undefined;
  let waitingForMore: NodeJS.Timeout | undefined;

  function schedule(): void {
    if (scheduled || inFlight >= maxInFlight || queue.length === 0) return;
    if (inFlight > 0 && queue.length < minConcurrent) waitingForMore ??= setTimeout(sendSoon, CONCURRENT_AFTER_MS);
    else sendSoon();
  }

  function sendSoon(): void {
    clearTimeout(waitingForMore);
    waitingForMore = undefined;
    if (scheduled || inFlight >= maxInFlight) return;
    scheduled = true;
    // After the I/O of this turn of the event loop, so that requests that arrived together commit together, and those
    // that the answers just given bring in commit with the ones that waited.
    setImmediate(send);
  }

  function send(): void {
    scheduled = false;
    if (queue.length === 0) return;
    const batch = queue.splice(0, batchOf(queue));
    for (const { weight } of batch) queuedWeight -= weight;
    inFlight++;
    const replied = commit(batch.map(({ command }) => command));
    void replied.then(
      (replies) => end(batch, (waiting, i) => answer(waiting, replies[i]!)),
      (error: unknown) => end(batch, (waiting) => waiting.reject(error)),
    );
    schedule();
  }

  function end(batch: readonly Waiting[], tell: (waiting: Waiting, i: number) => void): void {
    inFlight--;
    batch.forEach(tell);
    schedule();
    if (inFlight === 0 && queue.length === 0) idle?.();
  }

  return {
    submit(command) {
      if (closing) return Promise.reject(new StoreUnavailableError("The ledger is closed"));
      if (queue.length >= maxQueued)
        return Promise.reject(new LedgerBusyError(`${maxQueued} commands are waiting already`));
      const weight = weightOf(command);
      if (queuedWeight > 0 && queuedWeight + weight > MAX_QUEUED_WEIGHT)
        return Promise.reject(new LedgerBusyError("What is waiting already weighs too much"));
      queuedWeight += weight;
      return new Promise((resolve, reject) => {
        queue.push({ command, weight, resolve, reject });
        schedule();
      });
    },
    reject(error) {
      queuedWeight = 0;
      for (const waiting of queue.splice(0)) waiting.reject(error);
      if (inFlight === 0) idle?.();
    },
    async close() {
      closing = true;
      if (inFlight > 0 || queue.length > 0) await new Promise<void>((resolve) => (idle = resolve));
    },
  };
}

function answer({ resolve, reject }: Waiting, reply: Reply): void {
  if ("answer" in reply) resolve(reply.answer);
  else if ("fault" in reply) reject(new Error(reply.fault));
  else reject(new StoreUnavailableError(reply.unavailable));
}

/** How many of the first commands go into one transaction. */
function batchOf(queue: readonly Waiting[]): number {
  let weight = 0;
  const end = queue.findIndex(
    (waiting, i) => i > 0 && (weight += waiting.weight) + queue[0]!.weight > MAX_BATCH_WEIGHT,
  );
  return Math.min(end < 0 ? queue.length : end, MAX_BATCH);
}

/** Roughly how much is written for a command: a key's list of users stands in an event of each of its doors. */
function weightOf(command: Command): number {
  switch (command.type) {
    case "createKey":
      return command.doors.length * (1 + command.allowedUserIds.length);
    case "createTempKey":
      return 1 + command.allowedUserIds.length;
    case "updateTempKey":
    case "changeKey": {
      const { allowedUserIds } = command;
      const added = command.type === "changeKey" ? (command.addDoors?.length ?? 0) : 0;
      return MAX_DOORS * (1 + (allowedUserIds?.length ?? 0)) + added * MAX_ALLOWED_USERS;
    }
    case "deleteTempKey":
    case "revokeKey":
      return MAX_DOORS;
    default:
      return 1;
  }
}
