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
