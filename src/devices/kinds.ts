/**
 * The kinds of driver, each one line. What the command line takes, what CreateLock takes and what `serve` must load is
 * made of it, so a kind that is added here and nowhere else does not compile.
 */
import type { Announcing } from "./announcer.ts";
import type { Telling } from "./bus.ts";
import type { DriverKind } from "./driver.ts";

export const DRIVER_KINDS = ["simulator", "home-assistant", "http-relay", "mqtt", "matter"] as const;
/** The name of one, as hubs and bindings have it. */
export type DriverKindName = (typeof DRIVER_KINDS)[number];

/**
 * What a lock is bound to where nobody says, and all that it can be without a hub being named: its device has the lock's
 * own number.
 */
export const DEFAULT_DRIVER: DriverKindName = "simulator";

/** How each kind is loaded, when the first lock needs it. */
const LOADERS: Readonly<Record<DriverKindName, () => Promise<DriverKind>>> = {
  "home-assistant": async () => (await import("./home-assistant/kind.ts")).homeAssistant,
  simulator: async () => (await import("./simulator/kind.ts")).simulator,
  matter: async () => (await import("./matter/kind.ts")).matter,
  "http-relay": async () => (await import("./http-relay/kind.ts")).httpRelay,
  mqtt: async () => (await import("./mqtt/kind.ts")).mqtt,
};

/** Those that can show doors elsewhere. */
const ANNOUNCING: Readonly<Partial<Record<DriverKindName, () => Promise<Announcing>>>> = {
  mqtt: async () => (await import("./mqtt/announcing.ts")).announcing,
};

/** How hubs of a kind show doors elsewhere; undefined where they cannot, and where there is no such kind. */
export function announcingOf(kind: string): Promise<Announcing> | undefined {
  return isDriverKind(kind) ? ANNOUNCING[kind]?.() : undefined;
}

/** Those that events can go out to. */
const TELLING: Readonly<Partial<Record<DriverKindName, () => Promise<Telling>>>> = {
  mqtt: async () => (await import("./mqtt/telling.ts")).telling,
};

/** How events go out by hubs of a kind; undefined where they cannot, and where there is no such kind. */
export function tellingOf(kind: string): Promise<Telling> | undefined {
  return isDriverKind(kind) ? TELLING[kind]?.() : undefined;
}

/** The code of a kind; a kind that is not used costs nothing. */
export function loadKind(kind: DriverKindName): Promise<DriverKind> {
  return LOADERS[kind]();
}

/** The same by a name that may be none: undefined where there is no such kind. */
export function kindOf(kind: string): Promise<DriverKind> | undefined {
  return isDriverKind(kind) ? loadKind(kind) : undefined;
}

/** Whether a text names a kind of driver that this program has. */
export function isDriverKind(kind: string): kind is DriverKindName {
  return DRIVER_KINDS.some((one) => one === kind);
}
