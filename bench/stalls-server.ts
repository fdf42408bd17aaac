/** The server for `stalls.ts`, which says how long its event loop was blocked, and how long a small command had to wait. */
import { setTimeout as wait } from "node:timers/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { loadConfig } from "../src/config.ts";
import type { Command } from "../src/domain/command.ts";
import { keepHeapSmall } from "../src/heap.ts";
import { serve } from "../src/serve.ts";

/** What it is asked for: to begin measuring, to do something in the process itself, to say what was measured. */
export type Asked = { readonly begin: Command } | { readonly command: Command } | { readonly end: true };
/** What was measured, in milliseconds. */
export interface Blocked {
  readonly loop: number;
  /** The same, of the processor alone: whatever else the machine does adds nothing to it. */
  readonly processor: number;
  readonly command: number;
}

const RESOLUTION_MS = 1;
const EVERY_MS = 3;
const { url, ledger, close } = await serve(
  loadConfig({ RATE_LIMIT: "off", LOG_LEVEL: "error", PORT: "0", ...process.env }),
);
keepHeapSmall();
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let busiest = 0;
let last = process.threadCpuUsage();
const ticking = setInterval(() => {
  const { user, system } = process.threadCpuUsage(last);
  last = process.threadCpuUsage();
  busiest = Math.max(busiest, (user + system) / 1_000);
}, RESOLUTION_MS);
const measuring = { now: false };
let longest = 0;
let measured: Promise<void> = Promise.resolve();

async function measure(command: Command): Promise<void> {
  while (measuring.now) {
    const from = performance.now();
    await ledger.submit(command).catch(() => {}); // stopping
    longest = Math.max(longest, performance.now() - from);
    await wait(EVERY_MS);
  }
}

process.on("message", (asked: Asked) => void answer(asked));
async function answer(asked: Asked): Promise<void> {
  if ("begin" in asked) {
    longest = busiest = 0;
    measuring.now = true;
    measured = measure(asked.begin);
    delay.enable();
    delay.reset();
    process.send!({});
  } else if ("command" in asked) process.send!(await ledger.submit(asked.command));
  else {
    measuring.now = false;
    delay.disable();
    await measured;
    process.send!({
      loop: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
      processor: busiest,
      command: longest,
    } satisfies Blocked);
  }
}

process.send!({ url });
process.once("SIGTERM", () => clearInterval(ticking));
process.once("SIGTERM", () => void close().then(() => process.exit()));
