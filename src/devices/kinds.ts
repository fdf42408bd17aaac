/**
 * The kinds of driver, each one line. What the command line takes, what CreateLock takes and what `serve` must load is
 * made of it, so a kind that is added here and nowhere else does not compile.
 */
import type { LockDriver } from "./driver.ts";

export const DRIVER_KINDS = ["simulator"] as const;
export type DriverKind = (typeof DRIVER_KINDS)[number];

/** What a lock is bound to where nobody says. */
export const DEFAULT_DRIVER: DriverKind = "simulator";

/** How each kind is loaded, when the first lock needs it. */
export type DriverLoaders = Readonly<Record<DriverKind, () => Promise<LockDriver>>>;

export function isDriverKind(kind: string): kind is DriverKind {
  return DRIVER_KINDS.some((one) => one === kind);
}
