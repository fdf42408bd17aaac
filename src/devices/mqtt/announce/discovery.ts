/**
 * Doors in the words of Home Assistant's MQTT discovery: a device each, all of whose entities read one retained topic, so
 * that they change together. https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
 */
import { isoTime } from "../../../domain/ids.ts";
import type { AnnouncedDoor } from "../../announcer.ts";
import type { LockPosition } from "../../driver.ts";
import type { Bases } from "../settings.ts";

/** Texts are cut to so many characters. */
const MAX_NAME = 120;
const MAX_DESCRIPTION = 80;

/** Where doors of a hub are told, and in what words. */
export interface Discovery {
  /** Whether we are there: `online` or `offline`. */
  readonly statusTopic: string;
  /** What a connection begins with hearing: all that was told before. */
  readonly filters: readonly string[];
  configTopic(lockId: number): string;
  stateTopic(lockId: number): string;
  /** The lock that a topic is about, and which of the two it is; undefined for any other topic. */
  read(topic: string): { readonly lockId: number; readonly part: "config" | "state" } | undefined;
  config(door: AnnouncedDoor): string;
  state(door: AnnouncedDoor): string;
}

/** @param names whether descriptions of keys are told */
export function discoveryOf(hubId: string, bases: Bases, names: boolean): Discovery {
  const node = `${bases.latchstring.replaceAll(/[^a-zA-Z0-9_-]/g, "_")}_${hubId}`;
  const configs = `${bases["home-assistant"]}/device/${node}/`;
  const states = `${bases.latchstring}/home-assistant/${hubId}/`;
  const statusTopic = `${states}status`;
  const stateTopic = (lockId: number) => `${states}${lockId}`;
  return {
    statusTopic,
    filters: [`${configs}+/config`, `${states}+`],
    configTopic: (lockId) => `${configs}${lockId}/config`,
    stateTopic,
    read(topic) {
      const isConfig = topic.startsWith(configs) && topic.endsWith("/config");
      if (!isConfig && !topic.startsWith(states)) return undefined;
      const id = isConfig ? topic.slice(configs.length, -"/config".length) : topic.slice(states.length);
      return /^[1-9]\d{0,15}$/.test(id) ? { lockId: Number(id), part: isConfig ? "config" : "state" } : undefined;
    },
    config: (door) => JSON.stringify(configOf(door, `${node}_${door.lockId}`, stateTopic(door.lockId), statusTopic)),
    state: (door) => JSON.stringify(stateOf(door, names)),
  };
}

const POSITIONS: readonly LockPosition[] = [
  "locked",
  "unlocked",
  "unlatched",
  "locking",
  "unlocking",
  "not_fully_locked",
  "jammed",
];

function configOf(door: AnnouncedDoor, id: string, stateTopic: string, statusTopic: string) {
  const { snapshot } = door;
  /** What is left out was never told by this device; Home Assistant removes what it had before. */
  const component = (name: string, platform: string, is: object | undefined) => ({
    [name]: is ? { platform, unique_id: `${id}_${name}`, ...is } : { platform },
  });
  return {
    device: { identifiers: [id], name: nameOf(door), manufacturer: "Latchstring", model: "Door" },
    origin: { name: "Latchstring" },
    state_topic: stateTopic,
    availability_topic: statusTopic,
    qos: 1,
    components: {
      ...component("lock", "sensor", {
        name: "Lock",
        icon: "mdi:lock",
        device_class: "enum",
        options: POSITIONS,
        value_template: "{{ value_json.lock }}",
      }),
      ...component(
        "door",
        "binary_sensor",
        snapshot?.door === undefined
          ? undefined
          : { name: "Door", device_class: "door", ...onOff("{{ value_json.door }}") },
      ),
      ...component(
        "battery",
        "sensor",
        snapshot?.battery === undefined
          ? undefined
          : {
              name: "Battery",
              device_class: "battery",
              state_class: "measurement",
              unit_of_measurement: "%",
              entity_category: "diagnostic",
              value_template: "{{ value_json.battery }}",
            },
      ),
      ...component(
        "battery_low",
        "binary_sensor",
        snapshot?.batteryCritical === undefined
          ? undefined
          : {
              name: "Battery low",
              device_class: "battery",
              entity_category: "diagnostic",
              ...onOff("{{ value_json.battery_low }}"),
            },
      ),
      ...component("reachable", "binary_sensor", {
        name: "Reachable",
        device_class: "connectivity",
        entity_category: "diagnostic",
        ...onOff("{{ value_json.reachable }}"),
      }),
      ...component("last_opening", "sensor", {
        name: "Last opening",
        icon: "mdi:door-open",
        device_class: "timestamp",
        value_template: "{{ value_json.last_opening }}",
        ...attributes(stateTopic, "opening"),
      }),
      ...component("keys", "sensor", {
        name: "Keys that open now",
        icon: "mdi:key-variant",
        state_class: "measurement",
        value_template: "{{ value_json.open_keys }}",
        ...attributes(stateTopic, "who"),
      }),
    },
  };
}

function onOff(template: string) {
  return { payload_on: "on", payload_off: "off", value_template: template };
}

function attributes(topic: string, member: string) {
  return { json_attributes_topic: topic, json_attributes_template: `{{ value_json.${member} | tojson }}` };
}

/**
 * What is not known is null, which Home Assistant shows as unknown. No member is called like a method of Python's
 * dictionaries, such as `keys` or `items`: a template would find that in its place.
 */
function stateOf({ snapshot, opening, keys }: AnnouncedDoor, names: boolean) {
  const isSeen = snapshot?.online === true && snapshot.source !== "assumed";
  return {
    lock: isSeen && snapshot.state !== "unknown" ? snapshot.state : null,
    door: isSeen && snapshot.door !== "unknown" ? flag(snapshot.door && snapshot.door !== "closed") : null,
    battery: snapshot?.battery === undefined ? null : Math.round(snapshot.battery),
    battery_low: flag(snapshot?.batteryCritical),
    reachable: flag(snapshot?.online),
    last_opening: opening ? isoTime(opening.at) : null,
    opening: opening
      ? {
          by: opening.withKey ? "key" : "owner",
          key: names ? cut(opening.key) : null,
          confirmed: opening.confirmed,
        }
      : {},
    open_keys: keys.count,
    who: {
      listed: names
        ? keys.some.map(({ description, until }) => ({ key: cut(description), until: isoTime(until) }))
        : [],
      not_listed: keys.count - (names ? keys.some.length : 0),
      complete: !keys.more,
    },
  };
}

function flag(is: boolean | undefined): "on" | "off" | null {
  return is === undefined ? null : is ? "on" : "off";
}

function nameOf({ name, lockId }: AnnouncedDoor): string {
  return [...(name?.trim() || `Door ${lockId}`)].slice(0, MAX_NAME).join("");
}

function cut(text: string | null): string | null {
  if (text === null) return null;
  const characters = [...text];
  return characters.length > MAX_DESCRIPTION ? `${characters.slice(0, MAX_DESCRIPTION - 1).join("")}…` : text;
}
