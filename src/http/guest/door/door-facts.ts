/**
 * What is known of a door beside its key: how it is found and used, and what was last seen of its device. Pages claim
 * nothing of a lock that is not here or on the record.
 */
import type { Snapshot } from "../../../devices/driver.ts";
import { SIMULATOR_HUB } from "../../../devices/hubs/hub.ts";
import { deviceOf } from "../../../domain/device.ts";
import type { LockRecord } from "../../../ledger/ledger.ts";
import type { DirectionsRecord } from "../../../presentation/presentation.ts";
import type { RouteDeps } from "../../app.ts";

export interface DoorFacts {
  readonly way: DirectionsRecord;
  /** Since when its device has no connection, in milliseconds since the epoch; undefined while nothing says so. */
  readonly offlineSince: number | undefined;
  /** For how long it may be said that its bolt is free, which was seen a moment ago, in milliseconds. */
  readonly unlockedFor: number | undefined;
  /** When the door itself was last seen to be open; undefined where it was not, or has no contact. */
  readonly openAt: number | undefined;
  /** Whether the door has a contact, so that it may yet say that it opens. */
  readonly hasContact: boolean;
}

/** What was seen longer ago is no longer what is, in milliseconds. */
const FRESH_MS = 10_000;
/** The same of what locks again by itself, in milliseconds. */
const BRIEFLY_MS = 3_000;
/** A device that is away for less may only start anew, in milliseconds. */
const OFFLINE_MS = 60_000;
/** How long the simulator may take, in milliseconds. */
const SIMULATOR_MS = 1_000;

type Deps = Pick<RouteDeps, "presentation" | "deviceStates" | "openHubs" | "clock">;

/** Of each of these locks, in their order. */
export async function factsOf(locks: readonly LockRecord[], deps: Deps): Promise<readonly DoorFacts[]> {
  const lockIds = locks.map(({ state }) => state.lockId);
  const [ways, seen] = await Promise.all([
    deps.presentation.directionsOfLocks(lockIds),
    deps.deviceStates.states(lockIds),
  ]);
  const states = new Map(seen.map((state) => [state.lockId, state]));
  return Promise.all(
    locks.map(async ({ state }) => {
      const device = deviceOf(state);
      const kept = states.get(state.lockId);
      const isOfDevice = kept?.hubId === device?.hubId && kept?.address === device?.address;
      // Simulated doors are here, and not observed.
      const isSimulated = device?.hubId === SIMULATOR_HUB;
      const snapshot = isSimulated ? await simulated(device.address, deps) : isOfDevice ? kept?.snapshot : undefined;
      const relocks = device?.relocks === true;
      return seenOf(ways.get(state.lockId)!, state.health?.offline?.since, { snapshot, relocks }, deps.clock.now());
    }),
  );
}

function seenOf(
  way: DirectionsRecord,
  recorded: number | undefined,
  { snapshot, relocks }: { readonly snapshot: Snapshot | undefined; readonly relocks: boolean },
  now: number,
): DoorFacts {
  const said = snapshot?.online && snapshot.source === "device" ? snapshot : undefined;
  const isFresh = said !== undefined && now - said.observedAt < FRESH_MS;
  const isFree = isFresh && (said.state === "unlocked" || said.state === "unlatched");
  return {
    way,
    offlineSince: offlineSince(recorded, snapshot, now),
    unlockedFor: isFree ? (relocks ? BRIEFLY_MS : said.observedAt + FRESH_MS - now) : undefined,
    openAt: said?.door === "open" ? said.observedAt : undefined,
    hasContact: said?.door !== undefined && said.door !== "unknown",
  };
}

/** By the record, which is told after a minute, and by what was seen; whichever of them is newer is right. */
function offlineSince(recorded: number | undefined, snapshot: Snapshot | undefined, now: number): number | undefined {
  if (snapshot?.online && (recorded === undefined || snapshot.observedAt > recorded)) return undefined;
  const seen = snapshot && !snapshot.online && now - snapshot.observedAt > OFFLINE_MS ? snapshot.observedAt : undefined;
  if (recorded === undefined || seen === undefined) return recorded ?? seen;
  return Math.min(recorded, seen);
}

async function simulated(address: string, { openHubs }: Deps): Promise<Snapshot | undefined> {
  const driver = await openHubs.get(SIMULATOR_HUB);
  return driver?.snapshot(address, AbortSignal.timeout(SIMULATOR_MS)).catch(() => undefined);
}
