/**
 * Locks that announce themselves as Home Assistant's MQTT discovery has it: `homeassistant/lock/[NODE/]OBJECT/config`
 * names their topics and words. Templates are understood only where they name one value; a lock whose command needs
 * more, or a code, is not taken, and one whose state does is told and never confirms.
 */
import type { UnlockAction } from "../../../domain/device.ts";
import type { LockPosition } from "../../driver.ts";
import {
  asFields,
  asText,
  type Device,
  type Fields,
  fieldsOf,
  type Found,
  LEVEL,
  lookUp,
  type Profile,
  type ProfileOptions,
  type Report,
  textOf,
} from "./profile.ts";

/** Short names of what is read here. */
const SHORT: Readonly<Record<string, string>> = {
  avty: "availability",
  avty_mode: "availability_mode",
  avty_t: "availability_topic",
  avty_tpl: "availability_template",
  cod_form: "code_format",
  cmd_t: "command_topic",
  cmd_tpl: "command_template",
  dev: "device",
  ids: "identifiers",
  mdl: "model",
  mf: "manufacturer",
  opt: "optimistic",
  pl_avail: "payload_available",
  pl_not_avail: "payload_not_available",
  pl_open: "payload_open",
  pl_unlk: "payload_unlock",
  sa: "suggested_area",
  stat_jam: "state_jammed",
  stat_locked: "state_locked",
  stat_locking: "state_locking",
  stat_open: "state_open",
  stat_opening: "state_opening",
  stat_t: "state_topic",
  stat_unlocked: "state_unlocked",
  stat_unlocking: "state_unlocking",
  t: "topic",
  val_tpl: "value_template",
};

const WORDS: Readonly<Record<string, { readonly usual: string; readonly position: LockPosition }>> = {
  state_locked: { usual: "LOCKED", position: "locked" },
  state_unlocked: { usual: "UNLOCKED", position: "unlocked" },
  state_locking: { usual: "LOCKING", position: "locking" },
  state_unlocking: { usual: "UNLOCKING", position: "unlocking" },
  state_open: { usual: "OPEN", position: "unlatched" },
  state_opening: { usual: "OPENING", position: "unlocking" },
  state_jammed: { usual: "JAMMED", position: "jammed" },
};

const MAX_AVAILABILITY = 10;

/** Locks as Home Assistant's MQTT discovery announces them. */
export function homeAssistant({ base }: ProfileOptions): Profile {
  const start = `${base}/lock/`;
  return {
    filters: [`${start}+/config`, `${start}+/+/config`],
    checkId: (id) =>
      id.split("/").length <= 2 && id.split("/").every((level) => LEVEL.test(level))
        ? undefined
        : "must be what stands between lock/ and /config in the topic that announces it",
    device: () => undefined,
    discover(message): readonly Found[] {
      if (!message.topic.startsWith(start) || !message.topic.endsWith("/config")) return [];
      const id = message.topic.slice(start.length, -"/config".length);
      const device = deviceOf(longNames(fieldsOf(textOf(message))), id);
      return [device ? { id, device } : { id }];
    },
  };
}

function longNames(told: Fields): Fields {
  const tilde = asText(told["~"]);
  const full = (value: unknown) =>
    typeof value === "string" && tilde !== undefined ? value.replace(/^~|~$/, () => tilde) : value;
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) => {
      const long = lookUp(SHORT, name) ?? name;
      if (long.endsWith("topic")) return [long, full(value)];
      if (long === "device") return [long, longNames(asFields(value))];
      if (long === "availability" && Array.isArray(value))
        return [long, value.map((one) => ({ "~": tilde, ...asFields(one) })).map(longNames)];
      return [long, value];
    }),
  );
}

interface Availability {
  readonly topic: string;
  readonly read: (text: string) => string | undefined;
  readonly available: string;
  readonly not: string;
}

function deviceOf(told: Fields, id: string): Device | undefined {
  const topic = topicIn(told["command_topic"]);
  const state = topicIn(told["state_topic"]);
  const command = commandTemplate(told["command_template"]);
  if (topic === undefined || command === undefined || told["code_format"] !== undefined) return undefined;
  const about = asFields(told["device"]);
  const open = asText(told["payload_open"]);
  const unlock = asText(told["payload_unlock"]) ?? "UNLOCK";
  const read = valueTemplate(told["value_template"]);
  const words = new Map(
    Object.entries(WORDS).map(([name, { usual, position }]) => [asText(told[name]) ?? usual, position]),
  );
  const availability = availabilityOf(told);
  const actions: readonly UnlockAction[] = open === undefined ? ["unlock"] : ["unlock", "unlatch"];
  const area = asText(about["suggested_area"]);
  return {
    name: [about["name"], told["name"]].filter((one) => asText(one)).join(" ") || id,
    kind: [about["manufacturer"], about["model"]].filter((one) => asText(one)).join(" ") || "MQTT lock",
    ...(area !== undefined && { area }),
    actions,
    topics: [...new Set([...(state === undefined ? [] : [state]), ...availability.map((one) => one.topic)])],
    checksDeadline: false,
    correlates: false,
    ...((told["optimistic"] === true || state === undefined || read === undefined) && { assumed: true }),
    command: ({ action }) => ({ topic, payload: command(action === "unlatch" ? (open ?? "") : unlock) }),
    read(message): readonly Report[] {
      const text = textOf(message);
      const reports: Report[] = [];
      const position = message.topic === state ? words.get(read?.(text) ?? "") : undefined;
      if (position) reports.push({ type: "state", position });
      for (const one of availability) {
        if (one.topic !== message.topic) continue;
        const value = one.read(text);
        // Of several it is not known which must hold, so none of them alone is sure.
        const sure = availability.length === 1;
        if (value === one.available) reports.push({ type: "online", online: true, sure });
        else if (value === one.not) reports.push({ type: "online", online: false, sure });
      }
      return reports;
    },
  };
}

function availabilityOf(told: Fields): readonly Availability[] {
  const list: unknown = told["availability"];
  const single = { ...told, topic: told["availability_topic"], value_template: told["availability_template"] };
  const all = Array.isArray(list) ? list.slice(0, MAX_AVAILABILITY).map(asFields) : [asFields(single)];
  return all.flatMap((one) => {
    const topic = topicIn(one["topic"]);
    const read = valueTemplate(one["value_template"]);
    if (topic === undefined || read === undefined) return [];
    const available = asText(one["payload_available"]) ?? "online";
    return [{ topic, read, available, not: asText(one["payload_not_available"]) ?? "offline" }];
  });
}

function topicIn(value: unknown): string | undefined {
  const topic = asText(value);
  return topic !== undefined && !/[+#\0]/.test(topic) ? topic : undefined;
}

const PATH = /^\{\{-?\s*value_json((?:\.\w+|\[['"][^'"\]]+['"]\])+)\s*-?\}\}$/;

/** `{{ value }}`, or `{{ value_json.lock.state }}`; undefined for what else a template may say. */
function valueTemplate(template: unknown): ((text: string) => string | undefined) | undefined {
  if (template === undefined || template === null) return (text) => text;
  if (typeof template !== "string") return undefined;
  if (/^\{\{-?\s*value\s*-?\}\}$/.test(template.trim())) return (text) => text;
  const [, path] = PATH.exec(template.trim()) ?? [];
  if (path === undefined) return undefined;
  const steps = [...path.matchAll(/\.(\w+)|\[['"]([^'"\]]+)['"]\]/g)].map((match) => match[1] ?? match[2]!);
  return (text) => {
    let value: unknown = fieldsOf(text);
    for (const step of steps) value = asFields(value)[step];
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;
  };
}

/** Text with `{{ value }}` in it; undefined for what else a template may say. */
function commandTemplate(template: unknown): ((value: string) => string) | undefined {
  if (template === undefined || template === null) return (value) => value;
  if (typeof template !== "string") return undefined;
  const placeholder = /\{\{-?\s*value\s*-?\}\}/g;
  if (/\{[{%#]/.test(template.replace(placeholder, ""))) return undefined;
  return (value) => template.replace(placeholder, () => value);
}
