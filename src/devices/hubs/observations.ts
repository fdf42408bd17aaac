/**
 * What a hub's driver sees on its way to whoever keeps it: so many a second, and of what is said again meanwhile only the
 * last. A flood of one device waits behind the others of its hub, and costs no other hub anything.
 */
import { type Clock, pause } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { Observation } from "../driver.ts";

/** Keeps what was seen. */
export type Observed = (observation: Observation) => Promise<void>;

/** Where a driver leaves what it sees. */
export interface ObservationLine {
  /** Never throws, never waits. */
  add(observation: Observation): void;
  stop(): void;
}

const A_SECOND = 50;
const SECOND_MS = 1_000;
/** A state of each of 1,000 devices, and as many operations and alarms. */
const MAX_WAITING = 4_000;

/** @param observed is given one after the other, and may throw */
export function lineUp({ clock, log }: { clock: Clock; log: Log }, observed: Observed): ObservationLine {
  const waiting = new Map<string, Observation>();
  const stopping = new AbortController();
  let second = -Infinity;
  let count = 0;
  let dropped = 0;
  let running = false;

  async function run(): Promise<void> {
    running = true;
    for (const [name, observation] of waiting) {
      if (stopping.signal.aborted) break;
      const now = clock.now();
      if (now - second >= SECOND_MS) [second, count] = [now, 0];
      if (count >= A_SECOND) {
        await pause(clock, second + SECOND_MS - now, stopping.signal);
        [second, count] = [clock.now(), 0];
        if (stopping.signal.aborted) break;
      }
      count++;
      // The last one that came in the meantime.
      const last = waiting.get(name) ?? observation;
      waiting.delete(name);
      try {
        await observed(last);
      } catch (error) {
        log.warn({ err: error, address: last.address, type: last.type }, "What a device said could not be kept");
      }
    }
    running = false;
    if (dropped > 0) log.warn({ dropped }, "A hub said more than is kept");
    dropped = 0;
  }

  return {
    add(observation) {
      if (stopping.signal.aborted) return;
      const name = nameOf(observation);
      if (waiting.size >= MAX_WAITING && !waiting.has(name)) {
        dropped++;
        return;
      }
      waiting.set(name, observation);
      if (!running) void run();
    },
    stop() {
      stopping.abort();
      waiting.clear();
    },
  };
}

/** The same for what need not be told twice. */
function nameOf(observation: Observation): string {
  const { type, address } = observation;
  if (type === "state") return `state ${address}`;
  if (type === "alarm") return `${observation.alarm} ${address}`;
  return `${observation.action} ${observation.origin} ${address}`;
}
