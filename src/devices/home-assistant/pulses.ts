/** Relays that were switched on for a door are switched off again: after a while, at a stop, and after a lost connection. */
import { type Clock, pause } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { domainOf } from "./doors.ts";
import type { Keeper } from "./keeper.ts";

/** How long it is tried to switch one off, and how long between two tries, in milliseconds. */
const TRY_FOR_MS = 120_000;
const BETWEEN_MS = 500;
/** How long a stop waits for relays to be off, in milliseconds. */
const STOP_MS = 700;

/** Relays that are on for now. */
export interface Pulses {
  /** Switch a relay off in `ms` milliseconds; a pulse that is under way is prolonged. */
  start(address: string, ms: number): void;
  stop(): Promise<void>;
}

/** Pulses that are ended over whatever connection there is then. */
export function createPulses(keeper: Keeper, clock: Clock, log: Log): Pulses {
  const stopping = new AbortController();
  const given = new AbortController();
  const newest = new Map<string, object>();
  const running = new Set<Promise<void>>();

  async function run(address: string, ms: number, mine: object): Promise<void> {
    await pause(clock, ms, stopping.signal);
    const until = clock.now() + TRY_FOR_MS;
    while (newest.get(address) === mine && !given.signal.aborted) {
      const link = await keeper.again(given.signal);
      if (!link || clock.now() > until) break;
      try {
        await link.ask({
          type: "call_service",
          domain: domainOf(address),
          service: "turn_off",
          target: { entity_id: address },
        });
        newest.delete(address);
      } catch {
        await pause(clock, BETWEEN_MS, given.signal);
      }
    }
    if (newest.get(address) === mine) log.error({ address }, "A relay was switched on and could not be switched off");
  }

  return {
    start(address, ms) {
      const mine = {};
      newest.set(address, mine);
      const one = run(address, ms, mine).finally(() => running.delete(one));
      running.add(one);
    },
    async stop() {
      stopping.abort();
      const enough = pause(clock, STOP_MS, given.signal).then(() => given.abort());
      await Promise.race([Promise.all(running), enough]);
      given.abort();
      await Promise.all([...running, enough]);
    },
  };
}
