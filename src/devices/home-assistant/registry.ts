/** What Home Assistant knows of entities beside their states: devices, areas, names. A pure join of its lists. */
import { type Companions, NO_COMPANIONS } from "./snapshot.ts";
import { domainOf } from "./doors.ts";
import { fields } from "./entities.ts";

/** Sensors of one device that are looked at. */
const MAX_SENSORS = 32;

/** What Home Assistant knows of an entity beside its state. */
export interface Registry {
  /** The entities of the same device that may say more of a door. */
  companionsOf(address: string, named: DeviceSettings | undefined): Companions;
  /** Where an entity is: its own area, or its device's. */
  areaOf(address: string): string | undefined;
  /** Maker and model of its device. */
  modelOf(address: string): string | undefined;
  /** People do not want to see it. */
  isHidden(address: string): boolean;
}

/** What people say of a device that Home Assistant does not. */
export interface DeviceSettings {
  readonly pulseMs?: number;
  readonly battery?: string;
  readonly door?: string;
}

interface Listed {
  readonly deviceId: string | undefined;
  readonly areaId: string | undefined;
  readonly hidden: boolean;
}

/** @param answers what `config/entity_registry/list_for_display`, `config/device_registry/list` and `config/area_registry/list` say */
export function readRegistry(answers: { entities: unknown; devices: unknown; areas: unknown }): Registry {
  const entities = new Map<string, Listed>();
  const sensors = new Map<string, string[]>();
  for (const one of list(fields(answers.entities)["entities"])) {
    const { ei: id, di, ai, hb } = one;
    if (typeof id !== "string") continue;
    const listed = { deviceId: text(di), areaId: text(ai), hidden: hb === true };
    entities.set(id, listed);
    if (listed.deviceId === undefined || !["sensor", "binary_sensor"].includes(domainOf(id))) continue;
    const siblings = sensors.get(listed.deviceId) ?? [];
    if (siblings.length < MAX_SENSORS) siblings.push(id);
    sensors.set(listed.deviceId, siblings);
  }
  const devices = new Map(list(answers.devices).map((one) => [text(one["id"]), one]));
  const areas = new Map(list(answers.areas).map((one) => [text(one["area_id"]), text(one["name"])]));
  const deviceOf = (address: string) => devices.get(entities.get(address)?.deviceId) ?? {};
  return {
    companionsOf(address, named) {
      const deviceId = entities.get(address)?.deviceId;
      return {
        ...NO_COMPANIONS,
        ...(deviceId !== undefined && { sensors: sensors.get(deviceId)?.toSorted() ?? [] }),
        ...(named?.battery !== undefined && { battery: named.battery }),
        ...(named?.door !== undefined && { door: named.door }),
      };
    },
    areaOf: (address) => areas.get(entities.get(address)?.areaId ?? text(deviceOf(address)["area_id"])),
    modelOf(address) {
      const { manufacturer, model } = deviceOf(address);
      const words = [text(manufacturer), text(model)].filter((word) => word !== undefined);
      return words.length > 0 ? words.join(" ") : undefined;
    },
    isHidden: (address) => entities.get(address)?.hidden ?? false,
  };
}

function list(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

/** A name or an id, no longer than a line. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 200) : undefined;
}
