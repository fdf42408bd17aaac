/** What orders ask for the drivers of their hubs. */
import type { LockDriver } from "./driver.ts";

/** Drivers by hub. */
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
