/** The writing thread: takes batches from `ledger.ts`, commits them, answers. It owns the only writing connection. */
import { parentPort, workerData } from "node:worker_threads";
import type { Command } from "../../domain/command.ts";
import { commitBatch } from "../commit-loop.ts";
import { createCommitStore } from "./commit-store.ts";
import { openForWriting } from "./database.ts";

export interface WorkerOptions {
  readonly file: string;
  readonly busyTimeoutMs?: number;
  /** A clock that is not the system's: one Float64 with the time in milliseconds. */
  readonly time?: SharedArrayBuffer;
}

/** To the thread: a batch of commands as JSON text, which crosses several times faster than cloned objects. */
export type WorkerRequest = string | { readonly close: true };
/** From the thread: once that it is ready, then for every batch its replies as JSON text. */
export type WorkerAnswer = string | { readonly ready: true };

const { file, busyTimeoutMs, time } = workerData as WorkerOptions;
const port = parentPort!;
const db = openForWriting(file, busyTimeoutMs);
const store = createCommitStore(db);
const shared = time && new Float64Array(time);
const clock = () => shared?.[0] ?? Date.now();

port.on("message", (request: WorkerRequest) => {
  if (typeof request !== "string") {
    db.close();
    port.close();
    return;
  }
  // What is thrown here ends the thread, and the ledger tells everybody who waits.
  void commitBatch(store, JSON.parse(request) as Command[], clock).then((replies) =>
    port.postMessage(JSON.stringify(replies) satisfies WorkerAnswer),
  );
});
port.postMessage({ ready: true } satisfies WorkerAnswer);
