/** Tells what was seen of devices: repeats once, and a flood by its last state. */
import { type Clock, pause } from "../../clock.ts";
import type { Observation, Snapshot } from "../driver.ts";

/** One state of a device in so many milliseconds; the last one is told when they are over. */
const STATE_EVERY_MS = 200;
/** The same event again within so many milliseconds is a repeat. */
const REPEAT_MS = 2_000;

type Event = Exclude<Observation, { readonly type: "state" }>;

/** Tells of the devices that are watched, and of no others. */
export interface Observer {
  watch(addresses: readonly string[]): void;
  watches(address: string): boolean;
  /** Something of the device may have changed. */
  changed(address: string): void;
  event(event: Event): void;
  stop(): void;
}

interface Told {
  told?: string;
  toldAt?: number;
  waits: boolean;
  readonly events: Map<string, number>;
}

/** Whom an observer tells, and whom it asks. */
export interface ObserverOptions {
  readonly clock: Clock;
  observe(observation: Observation): void;
  snapshot(address: string): Snapshot;
}

/** An observer that watches nothing yet. */
export function createObserver({ clock, observe, snapshot }: ObserverOptions): Observer {
  let watched = new Map<string, Told>();
  const stopping = new AbortController();

  function tell(address: string, told: Told): void {
    const now = snapshot(address);
    const text = JSON.stringify({ ...now, observedAt: 0 });
    if (text === told.told) return;
    told.told = text;
    told.toldAt = clock.now();
    observe({ address, at: told.toldAt, type: "state", snapshot: now });
  }

  async function tellLater(address: string, told: Told, ms: number): Promise<void> {
    told.waits = true;
    await pause(clock, ms, stopping.signal);
    told.waits = false;
    if (!stopping.signal.aborted && watched.get(address) === told) tell(address, told);
  }

  return {
    watch(addresses) {
      const before = watched;
      watched = new Map(
        addresses.map((address) => [address, before.get(address) ?? { waits: false, events: new Map() }]),
      );
      for (const [address, told] of watched) if (!before.has(address)) tell(address, told);
    },
    watches: (address) => watched.has(address),
    changed(address) {
      const told = watched.get(address);
      if (!told || told.waits || stopping.signal.aborted) return;
      const wait = (told.toldAt ?? -Infinity) + STATE_EVERY_MS - clock.now();
      if (wait > 0) void tellLater(address, told, wait);
      else tell(address, told);
    },
    event(event) {
      const told = watched.get(event.address);
      if (!told) return;
      const key = event.type === "alarm" ? event.alarm : `${event.action} ${event.origin}`;
      const last = told.events.get(key);
      if (last !== undefined && event.at - last < REPEAT_MS) return;
      told.events.set(key, event.at);
      observe(event);
    },
    stop: () => stopping.abort(),
  };
}
