/** What goes wrong during a history, and when. */
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "./random.ts";
import type { Servers } from "./servers.ts";

/** Something that happens to the store and is over when it returns. */
export interface StoreFault {
  readonly name: string;
  strike(random: Random): Promise<void>;
}

export interface Chaos {
  readonly servers: Servers;
  readonly storeFaults: readonly StoreFault[];
  readonly setDoorFault: (random: Random) => Promise<string>;
}

/** How long nothing happens between one and the next, in milliseconds. */
const CALM_MS = 300;
/** Longer than what others wait for a lease. */
const PAUSE_MS = 1_200;

/** Strike at random moments for so long, one thing after another. @returns what was done, in order */
export async function strike(chaos: Chaos, random: Random, forMs: number): Promise<string[]> {
  const { servers, storeFaults, setDoorFault } = chaos;
  const done: string[] = [];
  const until = performance.now() + forMs;
  const pauses: Promise<void>[] = [];
  while (performance.now() < until) {
    await delay(random.between(50, 400));
    const one = random.below(servers.count);
    const deed = random.below(10);
    if (deed < 3) {
      done.push(`kill ${one}`);
      await servers.kill(one);
      await delay(random.below(200));
      pauses.push(servers.start(one));
    } else if (deed < 5) {
      const ms = random.between(50, 1_500);
      done.push(`pause ${one} ${ms} ms`);
      pauses.push(servers.pause(one, ms));
    } else if (deed < 7 && storeFaults.length > 0) {
      const fault = random.pick(storeFaults);
      done.push(fault.name);
      await fault.strike(random);
    } else done.push(await setDoorFault(random));
  }
  await Promise.all(pauses);
  return done;
}

/** Kill each process in turn beside a door's fault, let one stand still, and let the store have each of its faults. */
export async function strikeInTurn({ servers, storeFaults, setDoorFault }: Chaos, random: Random): Promise<string[]> {
  const done: string[] = [];
  for (let one = 0; one < servers.count; one++) {
    done.push(await setDoorFault(random));
    await delay(CALM_MS);
    done.push(`kill ${one}`);
    await servers.kill(one);
    await delay(CALM_MS);
    await servers.start(one);
  }
  done.push("pause 0");
  await servers.pause(0, PAUSE_MS);
  for (const fault of storeFaults) {
    await delay(CALM_MS);
    done.push(fault.name);
    await fault.strike(random);
  }
  return done;
}
