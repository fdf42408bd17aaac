/** The writing thread: takes batches from `ledger.ts`, commits them, answers. It owns the only writing connection. */
import { parentPort, workerData } from "node:worker_threads";
import type { Command } from "../../domain/command.ts";
import { commitBatch } from "../commit-loop.ts";
import { createCommitStore } from "./commit-store.ts";
import { openForWriting } from "../../database/sqlite/database.ts";

/** What the writing thread is started with; it passes through `workerData`. */
export interface WorkerOptions {
  readonly file: string;
  readonly busyTimeoutMs?: number;
  /** A clock that is not the system's: one Float64 with the time in milliseconds. */
  readonly time?: SharedArrayBuffer;
}

/** To the thread: a batch of commands as JSON text, which crosses several times faster than cloned objects. */
export type WorkerRequest = string | { readonly close: true } | { readonly probe: true };
/** From the thread: once that it is ready, for every batch its replies as JSON text, and what keeps it from writing. */
export type WorkerAnswer = string | { readonly ready: true } | { readonly probed: string | null };

/** How long a probe waits for another process's write lock, in milliseconds: commands wait behind it. */
const PROBE_BUSY_MS = 1_000;
/** Pages of the log that are copied into the file together: fewer take longer in all, and more at once. */
const CHECKPOINT_PAGES = 2_000;

const { file, busyTimeoutMs, time } = workerData as WorkerOptions;
const port = parentPort!;
const db = openForWriting(file, busyTimeoutMs);
const store = createCommitStore(db);
/** How many pages the log has, and how many of them the file has too; copies nothing. */
const logged = db.prepare<[], { log: number; checkpointed: number }>("PRAGMA wal_checkpoint(NOOP)");
const shared = time && new Float64Array(time);
const clock = () => shared?.[0] ?? Date.now();

port.on("message", (request: WorkerRequest) => {
  if (typeof request !== "string") {
    if ("probe" in request) {
      port.postMessage({ probed: whatKeepsFromWriting() } satisfies WorkerAnswer);
      return;
    }
    db.close();
    port.close();
    return;
  }
  // What is thrown here ends the thread, and the ledger tells everybody who waits.
  void commitBatch(store, JSON.parse(request) as Command[], clock).then((replies) => {
    port.postMessage(JSON.stringify(replies) satisfies WorkerAnswer);
    checkpoint();
  });
});

/** After a batch was answered: what came of it is told, and what comes of that is asked, while the log is copied. */
function checkpoint(): void {
  try {
    const { log, checkpointed } = logged.get()!;
    if (log - checkpointed >= CHECKPOINT_PAGES) db.pragma("wal_checkpoint(PASSIVE)");
  } catch {
    // What a log holds is not lost: it is tried again after the next batch.
  }
}

/** A page of the file, and a commit that waits for the disk. The write lock is held before it is read. */
const rewriteVersion = db.transaction(() => {
  db.pragma(`user_version = ${db.pragma("user_version", { simple: true }) as number}`);
});

function whatKeepsFromWriting(): string | null {
  const patience = db.pragma("busy_timeout", { simple: true }) as number;
  try {
    db.pragma(`busy_timeout = ${Math.min(patience, PROBE_BUSY_MS)}`);
    rewriteVersion.immediate();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}

port.postMessage({ ready: true } satisfies WorkerAnswer);
