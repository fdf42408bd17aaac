/**
 * The port to whoever shows doors elsewhere, such as a Home Assistant behind a broker: the other way round than a driver,
 * nothing can be opened by it. Which kinds of hub have one stands in `kinds.ts`.
 */
import type { HubOptions, Snapshot } from "./driver.ts";

/** Shows doors at one hub, in one process at a time. */
export interface Announcer {
  /**
   * These doors are so now, and no others are to be shown. What is shown already is not said again; what cannot be said
   * now is said when it can; a door that is the same object as before is so still. Never throws, never waits.
   */
  announce(doors: readonly AnnouncedDoor[]): void;
  /**
   * Stop. What is shown stays there, and is known to be of before.
   *
   * @param forget take everything back first, where the hub can be reached within some seconds
   */
  stop(forget?: "forget"): Promise<void>;
}

/** Whether hubs of a kind show doors, and how. */
export interface Announcing<Settings = object, Secrets = object> {
  isOn(settings: Settings): boolean;
  /** The hub's driver must be open in this process all the while. */
  needsDriver(settings: Settings): boolean;
  /** Answers at once and connects in the background. @throws Error for settings that can never work */
  open(hub: Omit<HubOptions<Settings, Secrets>, "observe" | "folder">): Promise<Announcer>;
}

/** What is told of a door: never what opens it. Times are in milliseconds since the epoch. */
export interface AnnouncedDoor {
  readonly lockId: number;
  readonly name: string | null;
  /** What was last seen of its device; left out while nothing was. */
  readonly snapshot?: Snapshot;
  /** The last opening that the record has; left out where it has none, or none for long. */
  readonly opening?: AnnouncedOpening;
  /** The keys that open it now. */
  readonly keys: AnnouncedKeys;
}

/** An opening as its door's owner reads it. */
export interface AnnouncedOpening {
  readonly at: number;
  /** Whose key it was, in its maker's words; null where it has none, and where no key was used. */
  readonly key: string | null;
  readonly withKey: boolean;
  /** Whether anything says that the bolt moved. */
  readonly confirmed: boolean;
}

/** The keys that open a door at this moment. */
export interface AnnouncedKeys {
  readonly count: number;
  /** The door has so many keys that not all were counted. */
  readonly more: boolean;
  /** Some of them, those that end first. */
  readonly some: readonly { readonly description: string | null; readonly until: number }[];
}
