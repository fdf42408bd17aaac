/** The doors that could be bound, made of Home Assistant's lists. Pure. */
import type { FoundDevice } from "../driver.ts";
import { asksForCode, DOOR_KINDS, doorKindOf, domainOf } from "./doors.ts";
import type { Entity } from "./entities.ts";
import { fields } from "./entities.ts";
import type { DeviceSettings, Registry } from "./registry.ts";
import { type Knowledge, toSnapshot } from "./snapshot.ts";

const MAX_FOUND = 1_000;
/** Covers that nobody walks through. */
const NO_DOORS = new Set(["awning", "blind", "curtain", "damper", "shade", "shutter", "window"]);

/** @param answer what `get_states` says */
export function readStates(answer: unknown): ReadonlyMap<string, Entity> {
  const entities = new Map<string, Entity>();
  for (const one of Array.isArray(answer) ? answer : []) {
    const { entity_id: id, state, attributes } = fields(one);
    if (typeof id !== "string" || typeof state !== "string") continue;
    const context = { id: "", parentId: null, userId: null };
    entities.set(id, { state, attributes: fields(attributes), context, changed: 0 });
  }
  return entities;
}

/** What doors are found in. */
export interface Found {
  readonly states: ReadonlyMap<string, Entity>;
  readonly registry: Registry;
  readonly devices: Readonly<Record<string, DeviceSettings>>;
  readonly knowledge: Knowledge;
  hasCode(address: string): boolean;
}

/** Locks first, then what is less surely a door. */
export function findDoors({ states, registry, devices, knowledge, hasCode }: Found): readonly FoundDevice[] {
  const order = Object.keys(DOOR_KINDS);
  const rank = (address: string) => order.indexOf(domainOf(address));
  const found: FoundDevice[] = [];
  for (const [address, entity] of [...states].toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const kind = doorKindOf(address);
    if (!kind || registry.isHidden(address) || found.length >= MAX_FOUND) continue;
    if (domainOf(address) === "cover" && NO_DOORS.has(String(entity.attributes["device_class"]))) continue;
    const actions = kind.actions(entity);
    if (actions.length === 0) continue;
    const area = registry.areaOf(address);
    const name = entity.attributes["friendly_name"];
    const model = registry.modelOf(address);
    const needsCode = asksForCode(entity) && !hasCode(address);
    found.push({
      address,
      name: typeof name === "string" && name !== "" ? name.slice(0, 200) : address,
      kind: `${domainOf(address)}${model === undefined ? "" : `, ${model}`}${needsCode ? ", unsupported: asks for a code that the hub does not have" : ""}`,
      ...(area !== undefined && { area }),
      actions,
      ...(kind.pulse && { relocks: true }),
      snapshot: toSnapshot(address, states, registry.companionsOf(address, devices[address]), knowledge),
    });
  }
  return found;
}
