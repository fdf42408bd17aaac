/** The ledger on one SQLite file: a bounded queue here, the commit loop in a worker thread, reads on a connection of this thread. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock } from "../../clock.ts";
import type { Command } from "../../domain/command.ts";
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
}

/** Commands in one transaction at the most. */
const MAX_BATCH = 512;
const MAX_QUEUED = 4_096;
/** The thread holds a batch at a time; a small young heap keeps it from growing for no gain. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 };

interface Waiting {
  readonly command: Command;
  readonly resolve: (answer: Submitted) => void;
  readonly reject: (error: Error) => void;
}

export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<Ledger> {
  const { file, clock, maxQueued = MAX_QUEUED, busyTimeoutMs } = options;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const workerData: WorkerOptions = {
    file,
    ...(clock.shared && { time: clock.shared }),
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData, resourceLimits: WORKER_LIMITS });
  await once(worker, "message");
  const reader = await readerOrEnd(file, worker);

  const queue: Waiting[] = [];
  let committing: readonly Waiting[] = [];
  let scheduled = false;
  let closing = false;
  let dead: Error | undefined;
  let idle: (() => void) | undefined;
  let closed: Promise<void> | undefined;

  function send(): void {
    scheduled = false;
    if (committing.length > 0 || queue.length === 0 || dead) return;
    committing = queue.splice(0, MAX_BATCH);
    worker.postMessage(JSON.stringify(committing.map(({ command }) => command)) satisfies WorkerRequest);
  }

  function schedule(): void {
    if (scheduled || committing.length > 0) return;
    scheduled = true;
    // After the I/O of this turn of the event loop, so that requests that arrived together commit together, and those
    // that the answers just given bring in commit with the ones that waited.
    setImmediate(send);
  }

  worker.on("message", (answer: WorkerAnswer & string) => {
    const done = committing;
    committing = [];
    if (queue.length > 0) schedule();
    (JSON.parse(answer) as Reply[]).forEach((reply, i) => {
      if ("answer" in reply) done[i]!.resolve(reply.answer);
      else if ("fault" in reply) done[i]!.reject(new Error(reply.fault));
      else done[i]!.reject(new LedgerUnavailableError(reply.unavailable));
    });
    if (committing.length === 0 && queue.length === 0) idle?.();
  });

  worker.on("error", (error) => {
    dead = new LedgerUnavailableError("The writing thread ended", { cause: error });
    for (const { reject } of [...committing, ...queue.splice(0)]) reject(dead);
    committing = [];
    idle?.();
  });

  async function finish(): Promise<void> {
    closing = true;
    if (!dead && (committing.length > 0 || queue.length > 0)) await new Promise<void>((resolve) => (idle = resolve));
    reader.close();
    if (dead) return;
    const exited = once(worker, "exit");
    worker.postMessage({ close: true } satisfies WorkerRequest);
    await exited;
  }

  return {
    submit(command) {
      if (dead || closing) return Promise.reject(dead ?? new LedgerUnavailableError("The ledger is closed"));
      if (queue.length >= maxQueued)
        return Promise.reject(new LedgerBusyError(`${maxQueued} commands are waiting already`));
      return new Promise((resolve, reject) => {
        queue.push({ command, resolve, reject });
        schedule();
      });
    },
    read: createReads(reader),
    close: () => (closed ??= finish()),
  };
}

async function readerOrEnd(file: string, worker: Worker) {
  try {
    return openForReading(file);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}
