/** One history: many clients, several processes, and everything that can go wrong, from one seed. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { parseFault, setFault } from "../../src/devices/simulator/faults.ts";
import { openStore } from "../../src/store/open.ts";
import { request, startServer } from "../harness.ts";
import { type StoreFault, strike } from "./chaos.ts";
import { beClient } from "./clients.ts";
import { emptyHistory } from "./history.ts";
import { type Checked, checkStore } from "./model.ts";
import { randomOf } from "./random.ts";
import { startServers } from "./servers.ts";

/** A store of one history's own. */
export interface Ground {
  readonly dataDir: string;
  /** Environment variables that say where the store is. */
  readonly env: Readonly<Record<string, string>>;
  readonly faults: readonly StoreFault[];
  close(): Promise<void>;
}

export interface Told extends Checked {
  readonly seed: number;
  readonly answers: ReadonlyMap<string, number>;
  readonly chaos: readonly string[];
}

const LOCKS = 3;
const PROCESSES = 3;
const CLIENTS = 8;
/** Clients that hardly rest keep every processor busy for as long as a history takes. */
const REST_MS = 10;
/** How long the clients and the faults are at it, and how long all may take to be well again. */
const HISTORY_MS = 2_500;
const HEAL_MS = 20_000;
/** A slow machine gets longer, until so much was asked that there is something to look at. */
const ENOUGH_OPENINGS = 40;
const ENOUGH_MS = 30_000;
/** In which whoever revokes paused keys has looked again, once the store can be written. */
const REVOKED_MS = 2_000;
/** Past every deadline and the time in which an outcome may come. */
const MUCH_LATER_MS = 60_000;

const DOOR_FAULTS = ["none", "none", "offline", "late:150", "lost-ack", "jam", "duplicate"];

export async function torture(
  seed: number,
  openGround: () => Promise<Ground>,
  { strikes = strike, restMs = REST_MS } = {},
): Promise<Told> {
  const ground = await openGround();
  try {
    const env = {
      DATA_DIR: ground.dataDir,
      RATE_LIMIT: "off",
      SIMULATOR_TRAVEL_MS: "20",
      LOG_LEVEL: "silent",
      ...ground.env,
    };
    const apiKey = await prepare(ground);
    const simulator = join(ground.dataDir, "simulator");
    const servers = await startServers(PROCESSES, env);
    const history = emptyHistory();
    const stop = new AbortController();
    const place = { urls: servers.urls, apiKey, locks: LOCKS, restMs };
    const clients = Array.from({ length: CLIENTS }, (_, i) =>
      beClient(place, history, randomOf(seed, `client ${i}`), stop.signal),
    );
    const random = randomOf(seed, "chaos");
    const setDoorFault = async (one: typeof random) => {
      const [lockId, fault] = [1 + one.below(LOCKS), one.pick(DOOR_FAULTS)];
      await setFault(simulator, lockId, parseFault(fault));
      return `door ${lockId} ${fault}`;
    };
    const chaos = await strikes({ servers, storeFaults: ground.faults, setDoorFault }, random, HISTORY_MS);
    const admitted = () => history.answers.get("open 303") ?? 0;
    for (const until = Date.now() + ENOUGH_MS; admitted() < ENOUGH_OPENINGS && Date.now() < until;) await delay(50);
    stop.abort();
    await Promise.all(clients);
    for (const url of servers.urls) if (!(await heals(url))) history.wrong.push(`${url} did not get well again`);
    // What came due while nothing could be written is written down now.
    await delay(REVOKED_MS);
    const ends = await servers.stop();
    if (ends.some((end) => end !== 0)) history.wrong.push(`the processes ended with ${ends.join(", ")}`);

    const now = Date.now() + MUCH_LATER_MS;
    const shared = new SharedArrayBuffer(8);
    new Float64Array(shared)[0] = now;
    const store = await openStore(loadConfig(env), { ...systemClock, now: () => now, shared });
    const checked = await checkStore(store, simulator, history, LOCKS, now);
    await store.close();
    return { seed, ...checked, answers: history.answers, chaos };
  } finally {
    await ground.close();
  }
}

async function prepare({ dataDir, env }: Ground): Promise<string> {
  const server = await startServer({ dataDir, env });
  const { apiKey } = await server.organization("acme");
  for (let lockId = 1; lockId <= LOCKS; lockId++) await server.lock(lockId, { orgId: "acme" });
  await server.close();
  return apiKey;
}

async function heals(url: string): Promise<boolean> {
  for (const until = Date.now() + HEAL_MS; Date.now() < until; await delay(50)) {
    try {
      if ((await request(url, "GET", "/readyz")).status === 200) return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return false;
}
