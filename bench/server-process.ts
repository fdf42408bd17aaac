/** The server under test, in a process of its own. */
import { type ChildProcess, fork, type ForkOptions } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ALL_CORES, LOAD_CORE, pin, SERVER_CORE } from "./measure.ts";

export interface Installation {
  readonly dataDir: string;
  /** Without it, the data are in a file of the folder. */
  readonly databaseUrl?: string;
  readonly apiKey: string;
}

export interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  readonly startedInMs: number;
  readonly apiKey: string;
}

/** As in `npm start`. */
const COMPILE_CACHE = "node_modules/.cache/latchstring";

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** @param checkout whose server it is; this one's if left out */
export async function startServer(
  { dataDir, databaseUrl, apiKey }: Installation,
  checkout = join(import.meta.dirname, ".."),
): Promise<Server> {
  const from = performance.now();
  const child = forkOwn(join(checkout, "bench/server.ts"), {
    cwd: checkout,
    env: {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      DATA_DIR: dataDir,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    // As in `npm start`.
    execArgv: ["--preserve-symlinks", "--preserve-symlinks-main", "--max-semi-space-size=4"],
  });
  pin(child.pid!, SERVER_CORE);
  const message = await messageOf<{ url: string }>(child);
  const ready = await fetch(`${message.url}/readyz`);
  if (ready.status !== 200) throw new Error(`not ready: ${ready.status}`);
  pin(child.pid!, SERVER_CORE);
  return { url: message.url, process: child, startedInMs: performance.now() - from, apiKey };
}

/** Start a process that ends with this one at the latest. */
export function forkOwn(script: string, options: ForkOptions & { readonly args?: readonly string[] }): ChildProcess {
  const child = fork(script, options.args ?? [], options);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/**
 * The next message of a process that this one started.
 *
 * @throws Error when the process ends instead
 */
export async function messageOf<Message>(child: ChildProcess): Promise<Message> {
  const waited = new AbortController();
  const { signal } = waited;
  try {
    const ended = once(child, "exit", { signal }).then(([code]: (number | null)[]) => {
      throw new Error(`A process ended early, with ${code ?? "a signal"}`);
    });
    const [message] = await Promise.race([once(child, "message", { signal }), ended]);
    return message as Message;
  } finally {
    waited.abort();
  }
}

export async function stopServer(server: Pick<Server, "process">): Promise<void> {
  server.process.kill("SIGTERM");
  if (server.process.exitCode === null && server.process.signalCode === null) await once(server.process, "exit");
}

/** All processes wherever there is room, or the servers on one core and the load on another. */
export function useCores(cores: "all" | "one", servers: readonly Server[]): void {
  const [ofServer, ofLoad] = cores === "all" ? [ALL_CORES, ALL_CORES] : [SERVER_CORE, LOAD_CORE];
  pin(process.pid, ofLoad);
  for (const server of servers) pin(server.process.pid!, ofServer);
}
