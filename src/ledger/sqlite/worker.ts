/** The writing thread: takes batches from `ledger.ts`, commits them, answers. It owns the only writing connection. */
import { parentPort, workerData } from "node:worker_threads";
import type { Command } from "../../domain/command.ts";
import { commitBatch, type Reply } from "../commit-loop.ts";
import { createCommitStore } from "./commit-store.ts";
import { openForWriting } from "./database.ts";

export interface WorkerOptions {
  readonly file: string;
  readonly busyTimeoutMs?: number;
  /** A clock that is not the system's: one Float64 with the time in milliseconds. */
  readonly time?: SharedArrayBuffer;
}

export type WorkerAnswer = { readonly replies: readonly Reply[] } | { readonly ready: true };

const { file, busyTimeoutMs, time } = workerData as WorkerOptions;
const port = parentPort!;
const db = openForWriting(file, busyTimeoutMs);
const store = createCommitStore(db);
const shared = time && new Float64Array(time);
const clock = () => shared?.[0] ?? Date.now();

port.on("message", (message: { readonly commands: readonly Command[] } | "close") => {
  if (message === "close") {
    db.close();
    port.close();
    return;
  }
  // What is thrown here ends the thread, and the ledger tells everybody who waits.
  void commitBatch(store, message.commands, clock).then((replies) =>
    port.postMessage({ replies } satisfies WorkerAnswer),
  );
});
port.postMessage({ ready: true } satisfies WorkerAnswer);
