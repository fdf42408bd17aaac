/**
 * How soon a server is ready on one core, and what it takes in memory while nothing happens: built and from the source, in turn.
 * `npm run bench:start` builds it first; BENCH_ROUNDS and BENCH_IDLE_S make it smaller. An empty folder of data, SQLite.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { median, pin, SERVER_CORE } from "./measure.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const IDLE_MS = 1_000 * Number(process.env.BENCH_IDLE_S ?? 10);
const SCRIPTS = { built: "start:built", source: "start" } as const;

interface Start {
  readonly ms: number;
  readonly processorMs: number;
  readonly idleMb: number;
}

/** As `npm run` starts it: the shell becomes the server. */
async function start(script: string, dataDir: string): Promise<Start> {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Readonly<Record<string, string>> };
  const command = scripts[script]!.replace(/^node src\/console\/build\.ts; /, "");
  const from = performance.now();
  const env = { ...process.env, DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "error" };
  const child = spawn("sh", ["-c", command], { env, stdio: ["ignore", "pipe", "inherit"] });
  pin(child.pid!, SERVER_CORE);
  try {
    await once(createInterface({ input: child.stdout }), "line");
    const ms = performance.now() - from;
    const [user, system] = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(11, 13);
    await wait(IDLE_MS);
    const [, kb] = /^Rss: +(\d+)/m.exec(readFileSync(`/proc/${child.pid}/smaps_rollup`, "utf8"))!;
    return { ms, processorMs: (Number(user) + Number(system)) * 10, idleMb: Number(kb) / 1024 };
  } finally {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  }
}

const root = mkdtempSync(join(tmpdir(), "latchstring-start-"));
try {
  const starts: Record<keyof typeof SCRIPTS, Start[]> = { built: [], source: [] };
  // The first makes the data and the cache of compiled code.
  for (let round = 0; round <= ROUNDS; round++)
    for (const name of ["built", "source"] as const) {
      const one = await start(SCRIPTS[name], join(root, name));
      if (round > 0) starts[name].push(one);
    }
  for (const [name, all] of Object.entries(starts)) {
    const of = (what: keyof Start) => {
      const values = all.map((one) => one[what]);
      return `${Math.min(...values).toFixed(0)} (${median(values).toFixed(0)})`;
    };
    console.log(
      `${name}, the least and the median: ready after ${of("ms")} ms, ${of("processorMs")} ms of processor; idle ${of("idleMb")} MB`,
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
