/** What a door's entity and the others of its device say, in our words. Pure. */
import type { DoorPosition, LockPosition, Observation, Snapshot } from "../driver.ts";
import { doorKindOf, domainOf, isAssumed, isUnavailable } from "./doors.ts";
import type { Entities, Entity } from "./entities.ts";

/** Entities of the same device that say more of a door; found, or named by hand. */
export interface Companions {
  /** Sensors of the device; which of them tells what is known from their states. */
  readonly sensors: readonly string[];
  readonly battery?: string;
  readonly door?: string;
}

export const NO_COMPANIONS: Companions = { sensors: [] };

const CONTACTS = new Set(["door", "garage_door", "opening"]);

/** How well a state is known. */
export interface Knowledge {
  /** When this was so, by our clock. */
  readonly at: number;
  /** Whether Home Assistant says it now. */
  readonly known: boolean;
  /** Whether Home Assistant has had time to find its devices again since it started. */
  readonly settled: boolean;
}

/** A snapshot of the door at an address, from all that is known of it. */
export function toSnapshot(
  address: string,
  entities: Entities,
  companions: Companions,
  { at, known, settled }: Knowledge,
): Snapshot {
  const entity = entities.get(address);
  const online = known && !isUnavailable(entity);
  const battery = batteryOf(entity, entities, companions);
  const critical = [...sensorsOf(entities, companions, "battery")].some(
    ([id, { state }]) => domainOf(id) === "binary_sensor" && state === "on",
  );
  const door = doorOf(address, entity, entities, companions);
  return {
    state: positionOf(address, entity) ?? "unknown",
    ...(door !== undefined && { door }),
    ...(battery !== undefined && { battery }),
    ...(critical && { batteryCritical: true }),
    online,
    ...(known && !online && settled && { surelyOffline: true }),
    observedAt: at,
    source: !online ? "cached" : entity && isAssumed(entity) ? "assumed" : "device",
  };
}

function positionOf(address: string, entity: Entity | undefined): LockPosition | undefined {
  const positions = doorKindOf(address)?.positions ?? {};
  return entity && Object.hasOwn(positions, entity.state) ? positions[entity.state] : undefined;
}

function batteryOf(entity: Entity | undefined, entities: Entities, companions: Companions): number | undefined {
  for (const [, { state }] of sensorsOf(entities, companions, "battery")) {
    if (/^\d{1,3}(\.\d+)?$/.test(state)) return percent(Number(state));
  }
  const own = entity?.attributes["battery_level"];
  return typeof own === "number" ? percent(own) : undefined;
}

function percent(value: number): number {
  return Math.round(Math.min(100, Math.max(0, value)));
}

function doorOf(
  address: string,
  entity: Entity | undefined,
  entities: Entities,
  companions: Companions,
): DoorPosition | undefined {
  if (domainOf(address) === "cover") {
    if (entity?.state === "closed") return "closed";
    return entity && ["open", "opening", "closing"].includes(entity.state) ? "open" : "unknown";
  }
  const contact = companions.door ?? companions.sensors.find((id) => CONTACTS.has(classOf(entities.get(id))));
  if (contact === undefined) return undefined;
  const state = entities.get(contact)?.state;
  return state === "on" ? "open" : state === "off" ? "closed" : "unknown";
}

function* sensorsOf(entities: Entities, companions: Companions, deviceClass: string): Iterable<[string, Entity]> {
  const named = companions.battery;
  for (const id of named === undefined ? companions.sensors : [named]) {
    const entity = entities.get(id);
    if (entity && (named !== undefined || classOf(entity) === deviceClass)) yield [id, entity];
  }
}

function classOf(entity: Entity | undefined): string {
  return String(entity?.attributes["device_class"] ?? "");
}

type Operation = Extract<Observation, { type: "operation" }>;

/** Who moved the bolt, when it was not an order of ours; undefined when the state does not say that it was moved. */
export function operationOf(
  address: string,
  before: Entity | undefined,
  now: Entity | undefined,
  relocksByItself: boolean,
): Pick<Operation, "action" | "origin"> | undefined {
  const was = sideOf(positionOf(address, before));
  const is = sideOf(positionOf(address, now));
  if (!now || was === undefined || is === undefined || was === is || isAssumed(now)) return undefined;
  return { action: is, origin: originOf(now, is === "locked" && relocksByItself) };
}

function originOf(now: Entity, relocksByItself: boolean): Operation["origin"] {
  if (now.context.userId !== null) return now.context.parentId === null ? "remote" : "auto";
  if (now.context.parentId !== null) return "auto";
  const by = now.attributes["changed_by"];
  const said = typeof by === "string" ? by.toLowerCase() : "";
  if (/key ?pad|pin|code|finger/.test(said)) return "keypad";
  if (/auto|timer|relock/.test(said)) return "auto";
  if (/schedule/.test(said)) return "schedule";
  if (/remote|app|bluetooth|rf/.test(said)) return "remote";
  return relocksByItself && said === "" ? "auto" : "manual";
}

/** On which side of locked a position is; a bolt on its way is still where it was. */
function sideOf(position: LockPosition | undefined): "locked" | "unlocked" | undefined {
  if (position === "locked" || position === "unlocking") return "locked";
  return position === "unlocked" || position === "unlatched" || position === "locking" ? "unlocked" : undefined;
}
