/**
 * Watching by asking: all devices that are watched, every 30 seconds at most, less often while the hub does not answer.
 * What changed is observed, and nothing twice.
 */
import { type Clock, pause } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { OutboundError } from "../../outbound/outbound-error.ts";
import type { Observation, Snapshot } from "../driver.ts";
import { type DeviceState, NOT_KNOWN, ProfileError } from "./profile.ts";

/** Between two rounds, in milliseconds. */
export const EVERY_MS = 30_000;
const MAX_EVERY_MS = 600_000;
const MAX_WATCHED = 1_000;

/** What is asked again and again, and who is told. */
export interface WatchOptions {
  readonly hubId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly stopping: AbortController;
  states(addresses: readonly string[]): Promise<ReadonlyMap<string, DeviceState>>;
  observe(observation: Observation): void;
}

/** The states of relays as they were last read. */
export interface Watch {
  watched(): readonly string[];
  set(addresses: readonly string[]): void;
  /** Look at one device now, after an order; nothing where it is not watched. */
  look(address: string): void;
  /** After `stopping` was aborted. */
  ended(): Promise<void>;
}

/** Watches until it is stopped. */
export function createWatch({ hubId, clock, log, stopping, states, observe }: WatchOptions): Watch {
  let watched: readonly string[] = [];
  /** What was observed last, without its time. */
  const known = new Map<string, string>();
  const underway = new Set<Promise<void>>();
  let round = new AbortController();
  let unreachable = false;

  async function goRound(signal: AbortSignal): Promise<void> {
    let every = EVERY_MS;
    while (!signal.aborted) {
      every = (await lookAt(watched, signal)) ? EVERY_MS : Math.min(every * 2, MAX_EVERY_MS);
      if (!signal.aborted) await pause(clock, every, signal);
    }
  }

  /** @returns whether the hub answered */
  async function lookAt(addresses: readonly string[], signal: AbortSignal): Promise<boolean> {
    let all: ReadonlyMap<string, DeviceState> = new Map();
    let answered = true;
    try {
      all = await states(addresses);
    } catch (error) {
      if (!(error instanceof OutboundError || error instanceof ProfileError))
        log.error({ err: error, hubId }, "A relay could not be watched");
      answered = false;
    }
    if (signal.aborted) return answered;
    if (answered === unreachable)
      log.info({ hubId, answered }, answered ? "A relay answers again" : "A relay does not answer");
    unreachable = !answered;
    for (const address of addresses) tell(address, all.get(address) ?? NOT_KNOWN);
    return answered;
  }

  function tell(address: string, state: DeviceState): void {
    const text = JSON.stringify(state);
    if (known.get(address) === text) return;
    known.set(address, text);
    const at = clock.now();
    const snapshot: Snapshot = { ...state, observedAt: at };
    observe({ address, at, type: "state", snapshot });
  }

  function run(work: Promise<void>): void {
    underway.add(work);
    void work.finally(() => underway.delete(work));
  }

  return {
    watched: () => watched,
    set(addresses) {
      watched = [...new Set(addresses)].slice(0, MAX_WATCHED);
      known.clear();
      round.abort();
      if (watched.length === 0 || stopping.signal.aborted) return;
      round = new AbortController();
      run(goRound(AbortSignal.any([round.signal, stopping.signal])));
    },
    look(address) {
      if (!watched.includes(address) || stopping.signal.aborted) return;
      run(lookAt([address], AbortSignal.any([round.signal, stopping.signal])).then(() => {}));
    },
    async ended() {
      await Promise.allSettled(underway);
    },
  };
}
