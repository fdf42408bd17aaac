/** Which drivers this server has. One is loaded when the first lock needs it, so an unused one costs nothing. */
import type { LockDriver } from "./driver.ts";

export interface DriverRegistry {
  /**
   * The driver of a kind; undefined when no kind is bound or this server has none of it.
   *
   * @throws what loading it threw; the next call tries again
   */
  get(kind: string | null): Promise<LockDriver | undefined>;
  /** Stop every driver that was loaded. */
  stop(): Promise<void>;
}

export function createDrivers(loaders: Readonly<Record<string, () => Promise<LockDriver>>>): DriverRegistry {
  const loaded = new Map<string, Promise<LockDriver>>();
  let stopped = false;
  return {
    async get(kind) {
      if (kind === null || stopped || !Object.hasOwn(loaders, kind)) return undefined;
      const known = loaded.get(kind);
      if (known) return known;
      const loading = loaders[kind]!();
      loaded.set(kind, loading);
      try {
        return await loading;
      } catch (error) {
        loaded.delete(kind);
        throw error;
      }
    },
    async stop() {
      stopped = true;
      const drivers = await Promise.allSettled(loaded.values());
      await Promise.all(drivers.flatMap((one) => (one.status === "fulfilled" ? one.value.stop() : [])));
    },
  };
}
