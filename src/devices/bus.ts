/**
 * The port to a bus that events go out to, such as a broker: nothing can be opened by it. Which kinds of hub have one stands in
 * `kinds.ts`.
 */
import type { HubOptions } from "./driver.ts";

/** What an organisation's locks tell others by one hub, in one process at a time. */
export interface Bus {
  /**
   * Publish an event of each, those of a lock in this order, and wait for a bus that is away.
   *
   * @returns when the bus has them all
   * @throws Error where it did not take one; some may be there, and all come again
   */
  publish(events: readonly BusEvent[], signal: AbortSignal): Promise<void>;
  /** How locks are now, and no others are to be shown. What the bus keeps already is not said again. Never throws. */
  show(states: ReadonlyMap<number, string>): Promise<void>;
  /** @param forget take back what is shown of locks first, where the hub can be reached within some seconds */
  stop(forget?: "forget"): Promise<void>;
}

/** An event of a lock, as it is published. */
export interface BusEvent {
  readonly lockId: number;
  readonly body: string;
}

/** Whether hubs of a kind are a bus, and of what. */
export interface Telling<Settings = object, Secrets = object> {
  /** What goes out by a hub of this owner; undefined where nothing does. */
  subject(settings: Settings, orgId: string | null): BusSubject | undefined;
  /** The hub's driver must be open in this process all the while. */
  needsDriver(settings: Settings): boolean;
  /** Answers at once and connects in the background. @throws Error for settings that can never work */
  open(hub: Omit<HubOptions<Settings, Secrets>, "observe" | "folder">, subject: BusSubject): Promise<Bus>;
}

/** Whose events, and how they are written. */
export interface BusSubject {
  readonly orgId: string;
  readonly format: "published" | "cloudevents";
}
