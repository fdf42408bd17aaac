/** Several of our processes on one PostgreSQL: whether two are slower than one, and what a death does to the other. */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { installOnPostgres } from "../install.ts";
import { type Load, load } from "../load.ts";
import { LOAD_CORE, pin, report, row, SERVER_CORE } from "../measure.ts";
import { create, makeKeys, opening } from "../requests.ts";
import { type Server, startServer, stopServer } from "../server-process.ts";
import { type Part, perSecond, ratio, runRounds, type Setup } from "./part.ts";

/** Of the parts that kill a process. */
const KILLS = 3;

export async function twoProcesses({ root, postgres, size, rounds }: Setup): Promise<Part> {
  const databaseUrl = await postgres.createDatabase();
  const installed = await installOnPostgres(databaseUrl, join(root, "two-a"), size.locks);
  const servers = [await startServer(installed), await startServer({ ...installed, dataDir: join(root, "two-b") })];
  // Each of two has as many as one has elsewhere: with fewer, commits are smaller, and their own cost is what counts.
  const all = { ...size, connections: 2 * size.connections };

  async function two(): Promise<{ rate: number; p99: number }> {
    const loads = await Promise.all(servers.map((server) => create(server, size)));
    return { rate: loads.reduce((sum, { rate }) => sum + rate, 0), p99: Math.max(...loads.map(({ p99 }) => p99)) };
  }

  async function oneRound() {
    const figures = { one: await create(servers[0]!, all), two: await two() };
    for (const { process: child } of servers) pin(child.pid!, `${SERVER_CORE},${LOAD_CORE}`);
    const free = { oneFree: await create(servers[0]!, all), twoFree: await two() };
    for (const { process: child } of servers) pin(child.pid!, SERVER_CORE);
    return { ...figures, ...free };
  }

  try {
    const counted = await runRounds("processes", rounds, oneRound);
    const what = "creates of two processes ÷ of one, on one PostgreSQL";
    return {
      rows: [
        row(
          `${what}, all of ours on one core`,
          ratio(counted, (r) => r.two.rate / r.one.rate),
          ">=",
          0.9,
        ),
        row(
          `${what}, ours on both cores`,
          ratio(counted, (r) => r.twoFree.rate / r.oneFree.rate),
          ">=",
          0.9,
        ),
      ],
      notes: [
        `One process made ${perSecond(ratio(counted, (r) => r.one.rate))} keys, two on the same core ${perSecond(ratio(counted, (r) => r.two.rate))}; on both cores one made ${perSecond(ratio(counted, (r) => r.oneFree.rate))}, two ${perSecond(ratio(counted, (r) => r.twoFree.rate))}.`,
      ],
      rounds: counted,
    };
  } finally {
    for (const server of servers) await stopServer(server);
  }
}

/** Two processes let guests in; in the middle one is killed, and guests of the other one are timed. */
export async function killOne({ root, postgres, size }: Setup): Promise<Part> {
  const databaseUrl = await postgres.createDatabase();
  const installed = await installOnPostgres(databaseUrl, join(root, "kill-a"), size.locks);
  const survivor = await startServer(installed);
  const keys = await makeKeys(survivor, 4 * size.locks, size.locks);
  const connections = size.connections / 2;
  const guests = (server: Server, seconds: number) =>
    load({ url: server.url, seconds, connections, expect: 303, tolerant: true, next: opening(keys) });

  async function oneRound(): Promise<{ all: Load; after: Load }> {
    const victim = await startServer({ ...installed, dataDir: join(root, "kill-b") });
    const [seconds, killAfter] = [2 * size.seconds, size.seconds];
    await guests(victim, 1);
    const all = guests(survivor, seconds);
    const doomed = guests(victim, killAfter + 1);
    await wait(killAfter * 1_000);
    victim.process.kill("SIGKILL");
    // From this moment on, on connections of their own: the worst of what the others see is in it.
    const after = guests(survivor, killAfter);
    await once(victim.process, "exit");
    await doomed;
    return { all: await all, after: await after };
  }

  try {
    const counted: Awaited<ReturnType<typeof oneRound>>[] = [];
    for (let round = 1; round <= KILLS; round++) {
      const figures = await oneRound();
      report(`kill ${round} of ${KILLS}`, figures);
      counted.push(figures);
    }
    const worst = (of: (load: Load) => number) =>
      Math.max(...counted.flatMap(({ all, after }) => [of(all), of(after)]));
    const others = counted.reduce((sum, { all, after }) => sum + all.others + after.others, 0);
    return {
      rows: [
        row(
          "admission p99 while another process is killed, s, the worst of the kills",
          worst((l) => l.p99) / 1_000,
          "<=",
          1,
        ),
      ],
      notes: [
        `Of ${KILLS} kills the slowest admission in the other process took ${worst((l) => l.max)} ms; ${others} of its answers were no admission.`,
      ],
      rounds: counted,
    };
  } finally {
    await stopServer(survivor);
  }
}
