/** The ledger on one SQLite file: a bounded queue here, the commit loop in a worker thread, reads on a connection of this thread. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock } from "../../clock.ts";
import type { Command } from "../../domain/command.ts";
import { MAX_DOORS } from "../../domain/key-management.ts";
import { MAX_ALLOWED_USERS } from "../../domain/temp-key.ts";
import { type Ledger, LedgerBusyError, LedgerUnavailableError, type Submitted } from "../ledger.ts";
import type { Reply } from "../commit-loop.ts";
import { openForReading } from "./database.ts";
import { createReads } from "./reads.ts";
import type { WorkerAnswer, WorkerOptions, WorkerRequest } from "./worker.ts";

export interface SqliteLedgerOptions {
  readonly file: string;
  readonly clock: Clock;
  /** Commands that may wait; past it `submit` throws `LedgerBusyError`. */
  readonly maxQueued?: number;
  /** How long another process may hold the file's write lock before `submit` throws; 5 s if left out. */
  readonly busyTimeoutMs?: number;
  /** Memory of the writing thread, in MiB. */
  readonly heapMb?: number;
}

/** Commands in one transaction at the most. */
const MAX_BATCH = 512;
/** What they may weigh together, unless one does alone; a unit is some 50 bytes of events. */
const MAX_BATCH_WEIGHT = 60_000;
const MAX_QUEUED = 4_096;
const MAX_QUEUED_WEIGHT = 2_000_000;
/** How long after it ended the writing thread is started again, in milliseconds. */
const RESTART_MS = 500;
/** The thread holds a batch at a time; a small young heap keeps it from growing for no gain. */
const YOUNG_HEAP_MB = 12;
const HEAP_MB = 256;

interface Waiting {
  readonly command: Command;
  readonly weight: number;
  readonly resolve: (answer: Submitted) => void;
  readonly reject: (error: Error) => void;
}

export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<Ledger> {
  const { file, clock, maxQueued = MAX_QUEUED, heapMb = HEAP_MB, busyTimeoutMs } = options;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const workerData: WorkerOptions = {
    file,
    ...(clock.shared && { time: clock.shared }),
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  };
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_HEAP_MB, maxOldGenerationSizeMb: heapMb };
  const newWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { workerData, resourceLimits });
  let worker = newWorker();
  await once(worker, "message");
  const reader = await readerOrEnd(file, worker);

  const queue: Waiting[] = [];
  let queuedWeight = 0;
  let committing: readonly Waiting[] = [];
  let scheduled = false;
  let closing = false;
  /** Why nothing can be written now; the thread is started again. */
  let dead: Error | undefined;
  let restart: NodeJS.Timeout | undefined;
  let idle: (() => void) | undefined;
  let closed: Promise<void> | undefined;

  function send(): void {
    scheduled = false;
    if (committing.length > 0 || queue.length === 0 || dead) return;
    committing = queue.splice(0, batchOf(queue));
    for (const { weight } of committing) queuedWeight -= weight;
    worker.postMessage(JSON.stringify(committing.map(({ command }) => command)) satisfies WorkerRequest);
  }

  function schedule(): void {
    if (scheduled || committing.length > 0) return;
    scheduled = true;
    // After the I/O of this turn of the event loop, so that requests that arrived together commit together, and those
    // that the answers just given bring in commit with the ones that waited.
    setImmediate(send);
  }

  function listen(): void {
    worker.on("message", onAnswer);
    worker.on("error", onEnd);
  }
  listen();

  function onAnswer(answer: WorkerAnswer): void {
    if (typeof answer !== "string") {
      dead = undefined; // it was started again
      return;
    }
    const done = committing;
    committing = [];
    if (queue.length > 0) schedule();
    (JSON.parse(answer) as Reply[]).forEach((reply, i) => {
      if ("answer" in reply) done[i]!.resolve(reply.answer);
      else if ("fault" in reply) done[i]!.reject(new Error(reply.fault));
      else done[i]!.reject(new LedgerUnavailableError(reply.unavailable));
    });
    if (committing.length === 0 && queue.length === 0) idle?.();
  }

  function onEnd(error: unknown): void {
    dead = new LedgerUnavailableError("The writing thread ended", { cause: error });
    for (const { reject } of [...committing, ...queue.splice(0)]) reject(dead);
    committing = [];
    queuedWeight = 0;
    idle?.();
    if (!closing) restart = setTimeout(startAgain, RESTART_MS).unref();
  }

  function startAgain(): void {
    worker = newWorker();
    listen();
  }

  async function finish(): Promise<void> {
    closing = true;
    if (!dead && (committing.length > 0 || queue.length > 0)) await new Promise<void>((resolve) => (idle = resolve));
    reader.close();
    clearTimeout(restart);
    if (dead) {
      await worker.terminate();
      return;
    }
    const exited = once(worker, "exit");
    worker.postMessage({ close: true } satisfies WorkerRequest);
    await exited;
  }

  return {
    submit(command) {
      if (dead || closing) return Promise.reject(dead ?? new LedgerUnavailableError("The ledger is closed"));
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
    read: createReads(reader),
    close: () => (closed ??= finish()),
  };
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

async function readerOrEnd(file: string, worker: Worker) {
  try {
    return openForReading(file);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}
