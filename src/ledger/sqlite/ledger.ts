/** The ledger on one SQLite file: a bounded queue here, the commit loop in a worker thread, reads on a connection of this thread. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { StoreUnavailableError, withStoreErrors } from "../../database/unavailable.ts";
import type { Clock } from "../../clock.ts";
import type { Command } from "../../domain/command.ts";
import type { Reply } from "../commit-loop.ts";
import { type Ledger } from "../ledger.ts";
import { createQueue } from "../queue.ts";
import { openForReading } from "../../database/sqlite/database.ts";
import { storeErrorOf } from "../../database/sqlite/errors.ts";
import { createReads } from "./reads.ts";
import type { WorkerAnswer, WorkerOptions, WorkerRequest } from "./worker.ts";

/** Where the file is, and bounds that only tests change. */
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

/** One is decided and written, and the next one is there when it ends. */
const MAX_IN_FLIGHT = 2;
/** With fewer commands the next batch waits: every commit has a cost of its own. */
const MIN_CONCURRENT = 32;
/** How long after it ended the writing thread is started again, in milliseconds. */
const RESTART_MS = 500;
/** The thread holds a batch or two; a small young heap keeps it from growing for no gain. */
const YOUNG_HEAP_MB = 12;
const HEAP_MB = 256;

interface Committing {
  readonly resolve: (replies: readonly Reply[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The ledger on a SQLite file, which is made when it is not there.
 *
 * @throws Error when a newer program wrote the file
 */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<Ledger> {
  const { file, clock, maxQueued, heapMb = HEAP_MB, busyTimeoutMs } = options;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const workerData: WorkerOptions = {
    file,
    ...(clock.shared && { time: clock.shared }),
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  };
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_HEAP_MB, maxOldGenerationSizeMb: heapMb };
  const newWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { workerData, resourceLimits });
  let worker = newWorker();
  await untilReady(worker);
  const reader = await readerOrEnd(file, worker);

  /** In the order in which the thread was given them, which is that of its answers. */
  const committing: Committing[] = [];
  let probing: PromiseWithResolvers<void> | undefined;
  let closing = false;
  /** Why nothing can be written now; the thread is started again. */
  let dead: Error | undefined;
  let restart: NodeJS.Timeout | undefined;
  let closed: Promise<void> | undefined;

  const queue = createQueue({
    ...(maxQueued !== undefined && { maxQueued }),
    maxInFlight: MAX_IN_FLIGHT,
    minConcurrent: MIN_CONCURRENT,
    commit(commands: readonly Command[]) {
      if (dead) return Promise.reject(dead);
      return new Promise((resolve, reject) => {
        committing.push({ resolve, reject });
        worker.postMessage(JSON.stringify(commands) satisfies WorkerRequest);
      });
    },
  });

  function listen(): void {
    worker.on("message", onAnswer);
    worker.on("error", onEnd);
  }
  listen();

  function onAnswer(answer: WorkerAnswer): void {
    if (typeof answer !== "string") {
      if ("probed" in answer) endProbe(answer.probed);
      else if ("ready" in answer) dead = undefined; // it was started again
      return;
    }
    committing.shift()!.resolve(JSON.parse(answer) as Reply[]);
  }

  function onEnd(error: unknown): void {
    dead = new StoreUnavailableError("The writing thread ended", { cause: error });
    for (const { reject } of committing.splice(0)) reject(dead);
    endProbe(dead.message);
    queue.reject(dead);
    if (!closing) restart = setTimeout(startAgain, RESTART_MS).unref();
  }

  function probe(): Promise<void> {
    if (dead || closing) return Promise.reject(dead ?? new StoreUnavailableError("The ledger is closed"));
    if (!probing) {
      probing = Promise.withResolvers();
      worker.postMessage({ probe: true } satisfies WorkerRequest);
    }
    return probing.promise;
  }

  function endProbe(problem: string | null): void {
    if (problem === null) probing?.resolve();
    else probing?.reject(new StoreUnavailableError(`The store cannot be written: ${problem}`));
    probing = undefined;
  }

  function startAgain(): void {
    worker = newWorker();
    listen();
  }

  async function finish(): Promise<void> {
    closing = true;
    await queue.close();
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
    submit: (command) => (dead && !closing ? Promise.reject(dead) : queue.submit(command)),
    read: withStoreErrors(createReads(reader), storeErrorOf),
    probe,
    close: () => (closed ??= finish()),
  };
}

/** Node posts messages of its own through the thread's port where it watches files. */
async function untilReady(worker: Worker): Promise<void> {
  for (;;) {
    const [answer] = (await once(worker, "message")) as [WorkerAnswer];
    if (typeof answer !== "string" && "ready" in answer) return;
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
