/** Watches the doors that are bound: their states as they change, who moved them, and what went wrong. */
import { type Clock, pause } from "../../clock.ts";
import type { Observation } from "../driver.ts";
import type { Entities, Entity } from "./entities.ts";
import type { Change, Link } from "./link.ts";
import type { OwnOrders } from "./own-orders.ts";
import { type Companions, type Knowledge, NO_COMPANIONS, operationOf, toSnapshot } from "./snapshot.ts";

/** States of one door are told this often at most, the last of them always, in milliseconds. */
const PACE_MS = 250;
const MAX_WATCHED = 1_000;

/** What doors are watched with. */
export interface WatcherOptions {
  readonly clock: Clock;
  readonly own: OwnOrders;
  observe(observation: Observation): void;
  knowledge(): Knowledge;
  /** @throws HubError */
  companions(link: Link, addresses: readonly string[]): Promise<ReadonlyMap<string, Companions>>;
}

/** The doors that are bound, as they are seen. */
export interface Watcher {
  /** The last that was heard of what is watched. */
  readonly entities: Entities;
  /** Undefined for what is not watched. */
  companionsOf(address: string): Companions | undefined;
  watch(addresses: readonly string[], link: Link | undefined): void;
  up(link: Link): void;
  down(): void;
  stop(): void;
}

/** Watches nothing until `watch`. */
export function createWatcher(options: WatcherOptions): Watcher {
  const { clock, own, observe } = options;
  let addresses: readonly string[] = [];
  let entities: Entities = new Map();
  let companions: ReadonlyMap<string, Companions> = new Map();
  let current = new AbortController();
  const stopping = new AbortController();
  /** Doors whose next state waits for its turn. */
  const paced = new Map<string, { again: boolean }>();

  const companionsOf = (address: string) => companions.get(address) ?? NO_COMPANIONS;

  async function follow(link: Link): Promise<void> {
    current.abort();
    const mine = (current = new AbortController());
    if (addresses.length === 0) return;
    const found = await options.companions(link, addresses);
    if (mine.signal.aborted) return;
    companions = found;
    const ids = new Set(addresses);
    for (const { sensors, battery, door } of found.values()) {
      for (const id of [...sensors, battery, door]) if (id !== undefined) ids.add(id);
    }
    const states = await link.follow([...ids], mine.signal, (now, changes) => {
      for (const change of changes) hear(now, change);
    });
    if (mine.signal.aborted) return;
    const before = entities;
    entities = states;
    // What was moved while nobody looked is a state, but who moved it is not known any more.
    for (const address of addresses) {
      tell(address);
      if (states.get(address)?.state === "jammed" && before.get(address)?.state !== "jammed") alarm(address);
    }
  }

  function hear(states: Entities, { id, before, now }: Change): void {
    entities = states;
    for (const address of addresses) {
      if (address === id) moved(address, before, now);
      else if (isCompanion(companionsOf(address), id)) tell(address);
    }
  }

  function moved(address: string, before: Entity | undefined, now: Entity | undefined): void {
    tell(address);
    if (now?.state === "jammed" && before?.state !== "jammed") alarm(address);
    const operation = operationOf(address, before, now, false);
    if (!now || !operation) return;
    const at = clock.now();
    own.unlessOurs(address, now, operation.action === "unlocked", (relocks) => {
      const operation = operationOf(address, before, now, relocks);
      if (operation) observe({ address, at, type: "operation", ...operation });
    });
  }

  function alarm(address: string): void {
    observe({ address, at: clock.now(), type: "alarm", alarm: "jammed" });
  }

  /** Tell the state now, or when the door's turn comes again. */
  function tell(address: string): void {
    const turn = paced.get(address);
    if (turn) {
      turn.again = true;
      return;
    }
    paced.set(address, { again: false });
    void pause(clock, PACE_MS, stopping.signal).then(() => {
      const { again } = paced.get(address) ?? { again: false };
      paced.delete(address);
      if (again && !stopping.signal.aborted && addresses.includes(address)) tell(address);
    });
    const knowledge = options.knowledge();
    const snapshot = toSnapshot(address, entities, companionsOf(address), knowledge);
    observe({ address, at: knowledge.at, type: "state", snapshot });
  }

  return {
    get entities() {
      return entities;
    },
    companionsOf: (address) => companions.get(address),
    watch(wanted, link) {
      addresses = [...new Set(wanted)].slice(0, MAX_WATCHED);
      if (link) this.up(link);
      else addresses.forEach(tell);
    },
    up(link) {
      // A connection that ends meanwhile is followed by another.
      follow(link).catch(() => {});
    },
    down() {
      current.abort();
      addresses.forEach(tell);
    },
    stop() {
      stopping.abort();
      current.abort();
    },
  };
}

function isCompanion({ sensors, battery, door }: Companions, id: string): boolean {
  return id === battery || id === door || sensors.includes(id);
}
