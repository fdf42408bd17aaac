/** A process that serves until it is asked to stop. */
import { once } from "node:events";
import type { Config } from "./config.ts";
import { firstStartNotice } from "./first-start.ts";
import { keepHeapSmall } from "./heap.ts";
import { type Served, type ServeOptions, serve } from "./serve.ts";
import { stopWhenAsked } from "./stopping.ts";

/** How long whatever is left may keep a process that has stopped, in milliseconds. */
const LINGER_MS = 500;

/** Serve until the process is asked to stop. */
export async function serveUntilAsked(config: Config, options: ServeOptions = {}): Promise<void> {
  const signal = stopWhenAsked();
  await untilAsked(signal, async () => {
    const served = await serve(config, { ...options, signal });
    const notice = await firstStartNotice(served.store, served.publicUrl);
    process.stdout.write(`Latchstring listens on ${served.url}\n${notice}`);
    return served;
  });
}

/** Start, wait until it is asked to stop, and stop; not an error where that is asked before it has started. */
export async function untilAsked(signal: AbortSignal, start: () => Promise<Served>): Promise<void> {
  try {
    const served = await start();
    keepHeapSmall();
    if (!signal.aborted) await once(signal, "abort");
    await served.close();
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  }
  // A driver that still waits for its device must not keep the process.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
