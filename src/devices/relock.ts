/** After how long a device locks again by itself, where that is known: nobody is told a time that is a guess. */
import { deviceOf, type OfDevice } from "../domain/device.ts";
import { isDriverKind, type DriverKindName } from "./kinds.ts";
import { SIMULATED_RELOCK_MS } from "./simulated.ts";

/** Whether devices of a kind that lock again by themselves do so after the time that they are asked for. */
const KEEPS_TIME: Readonly<Record<DriverKindName, boolean>> = {
  simulator: false,
  "home-assistant": true,
  mqtt: true,
  // An opener of Nuki and a request of one's own have a time of their own.
  "http-relay": false,
  // Says neither that a lock takes a time, nor that it kept it.
  matter: false,
};

/** In milliseconds; undefined where it is not known. */
export function relockMs(of: OfDevice): number | undefined {
  const device = deviceOf(of);
  if (device === null || of.driver === null || !device.relocks || !isDriverKind(of.driver)) return undefined;
  if (of.driver === "simulator") return SIMULATED_RELOCK_MS;
  const { relockAfterS } = device;
  return relockAfterS !== undefined && KEEPS_TIME[of.driver] ? relockAfterS * 1_000 : undefined;
}
