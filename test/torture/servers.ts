/** Several server processes on one store. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { PROGRAM } from "../program.ts";

export interface Servers {
  readonly count: number;
  readonly urls: readonly string[];
  /** Start one that was killed; nothing when it runs. */
  start(one: number): Promise<void>;
  kill(one: number): Promise<void>;
  /** Let one stand still for so long. */
  pause(one: number, ms: number): Promise<void>;
  /** Ask all to stop, as an operator does. @returns what each ended with: 0, a signal, or a code and what it said */
  stop(): Promise<readonly (number | string)[]>;
}

interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** The end of what it wrote to its standard error. */
  readonly told: readonly string[];
}

/** How often one is started that ends before it listens: its store is away. */
const STARTS = 40;
const STOP_MS = 60_000;
const TOLD = 50;
/** A test that is ended for taking too long stops nothing, so its servers end by themselves when it is gone. */
const WITH_ITS_PARENT =
  "data:text/javascript,const { ppid } = process; setInterval(() => process.ppid === ppid || process.exit(), 500).unref();";

/** @param program what each of them runs; PROCESS_NAME is its place in `urls` */
export async function startServers(
  count: number,
  env: NodeJS.ProcessEnv,
  program: readonly string[] = [PROGRAM, "serve"],
): Promise<Servers> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const running: (Running | undefined)[] = ports.map(() => undefined);
  const stopping = new AbortController();

  async function start(one: number): Promise<void> {
    for (let tried = 0; tried < STARTS && !running[one] && !stopping.signal.aborted; tried++) {
      const child = spawn(process.execPath, ["--import", WITH_ITS_PARENT, ...program], {
        env: { PROCESS_NAME: `process-${one}`, ...process.env, ...env, PORT: String(ports[one]) },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const told: string[] = [];
      child.stderr!.setEncoding("utf8").on("data", (text: string) => told.push(text) > TOLD && told.shift());
      const ended = once(child, "exit");
      running[one] = { process: child, ended, told };
      const listens = await Promise.race([once(child.stdout!, "data").then(() => true), ended.then(() => false)]);
      if (listens) return;
      if (running[one]?.process === child) running[one] = undefined;
      await delay(250);
    }
    if (!running[one] && !stopping.signal.aborted) throw new Error(`process ${one} did not start in ${STARTS} tries`);
  }

  async function end(one: number, signal: NodeJS.Signals): Promise<void> {
    const it = running[one];
    if (!it) return;
    running[one] = undefined;
    it.process.kill(signal);
    await it.ended;
  }

  await Promise.all(ports.map((_, one) => start(one)));
  return {
    count,
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    start,
    kill: (one) => end(one, "SIGKILL"),
    async pause(one, ms) {
      const it = running[one];
      it?.process.kill("SIGSTOP");
      await delay(ms);
      it?.process.kill("SIGCONT");
    },
    async stop() {
      stopping.abort();
      const late = setTimeout(() => running.forEach((it) => it?.process.kill("SIGKILL")), STOP_MS);
      const ends = await Promise.all(
        running.map(async (it) => {
          it?.process.kill("SIGTERM");
          await it?.ended;
          if (it?.process.exitCode) return `${it.process.exitCode}: ${it.told.join("").trim()}`;
          return it?.process.exitCode ?? it?.process.signalCode ?? "not running";
        }),
      );
      clearTimeout(late);
      return ends;
    },
  };
}
