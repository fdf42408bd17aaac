/** Which drivers this server has. One is loaded when the first lock needs it, so an unused one costs nothing. */
import type { LockDriver } from "./driver.ts";

/** Drivers by kind, loaded when first used. */
export interface DriverRegistry {
  /**
   * The driver of a hub; undefined when there is no such hub, or its driver cannot be opened now.
   *
   * @throws what loading it threw; the next call tries again
   */
  get(hubId: string): Promise<LockDriver | undefined>;
  /** Of the hubs that one process at a time may hold, those that this one holds now: only it carries their orders. */
  readonly held: ReadonlySet<string>;
  /** Stop every driver that was loaded. */
  stop(): Promise<void>;
}

/** Loads each driver once; one that fails to load is tried again at its next use. */
export function createDrivers(loaders: Readonly<Record<string, () => Promise<LockDriver>>>): DriverRegistry {
  const loaded = new Map<string, Promise<LockDriver>>();
  let stopped = false;
  return {
    async get(hubId) {
      if (stopped || !Object.hasOwn(loaders, hubId)) return undefined;
      const known = loaded.get(hubId);
      if (known) return known;
      const loading = loaders[hubId]!();
      loaded.set(hubId, loading);
      try {
        return await loading;
      } catch (error) {
        loaded.delete(hubId);
        throw error;
      }
    },
    held: new Set(),
    async stop() {
      stopped = true;
      const drivers = await Promise.allSettled(loaded.values());
      await Promise.all(drivers.flatMap((one) => (one.status === "fulfilled" ? one.value.stop() : [])));
    },
  };
}
