/** Drivers without hubs, each loaded when it is first asked for. */
import type { LockDriver } from "../driver.ts";
import type { DriverRegistry } from "../registry.ts";

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
