/** What a load costs the server: its processor, and how long its event loop kept others waiting. */
import { readFileSync } from "node:fs";
import type { Load } from "./load.ts";
import { median } from "./measure.ts";
import { messageOf, type Server } from "./server-process.ts";

/** To the server under test: measure from now on, or say what was measured. */
export type AskedOfServer = { readonly measure: "begin" | "end" };

/** How late the event loop was, in milliseconds. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

export interface Measured extends Load {
  /** µs for each answer, of all the server's threads; undefined where nothing tells. */
  readonly processor: number | undefined;
  /** Undefined for a server of another checkout, which is not asked. */
  readonly loop: LoopDelay | undefined;
}

/** @param isOwn whether the server is of this checkout */
export async function measured(server: Server, run: () => Promise<Load>, isOwn = true): Promise<Measured> {
  const { process: child } = server;
  const ask = (measure: "begin" | "end") => {
    const answer = messageOf<{ readonly loop: LoopDelay }>(child);
    child.send({ measure } satisfies AskedOfServer);
    return answer;
  };
  if (isOwn) await ask("begin");
  const before = processorOf(child.pid!);
  const load = await run();
  const after = processorOf(child.pid!);
  const loop = isOwn ? (await ask("end")).loop : undefined;
  const used = before !== undefined && after !== undefined ? (after - before) / load.answers : undefined;
  return { ...load, processor: used, loop };
}

/** Of 10 ms, as Linux counts for every program (proc_pid_stat(5)). */
const TICK_US = 10_000;

/** µs that a process used so far. */
function processorOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    return (user! + system!) * TICK_US;
  } catch {
    return undefined; // no Linux
  }
}

export interface LoadRow {
  readonly load: string;
  readonly rate: number;
  readonly µs: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly "loop p99"?: number;
  readonly "loop max"?: number;
}

/** Medians of the rounds, but the longest that the event loop was late in any of them. */
export function loadRow(name: string, all: readonly Measured[]): LoadRow {
  const of = (value: (one: Measured) => number) => Number(median(all.map(value)).toFixed(1));
  return {
    load: name,
    rate: Math.round(of(({ rate }) => rate)),
    µs: of(({ processor = Number.NaN }) => processor),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    "loop p99": of(({ loop }) => loop?.p99 ?? Number.NaN),
    "loop max": Number(Math.max(...all.map(({ loop }) => loop?.max ?? Number.NaN)).toFixed(1)),
  };
}

/** What a process has in memory, in MB. */
export function residentMb({ process: { pid } }: Server): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1000;
}
