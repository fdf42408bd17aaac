/** Nuki's smart locks by their MQTT API 1.4: `nuki/ID/lockAction`, and what they say below `nuki/ID/`. */
import type { LockPosition, UnlockCommand } from "../../driver.ts";
import { asBattery, lookUp, type Device, type Profile, type ProfileOptions, type Report, textOf } from "./profile.ts";

/** The name is asked for first: what a device says is heard once it is known. */
const WORDS = [
  "name",
  "deviceType",
  "state",
  "connected",
  "commandResponse",
  "lockActionEvent",
  "batteryCritical",
  "batteryChargeState",
  "doorsensorState",
] as const;

const ID = /^[0-9A-Fa-f]{6,10}$/;

/** Smart locks of Nuki. */
export function nuki({ base }: ProfileOptions): Profile {
  const topicOf = (id: string, word: string) => `${base}/${id}/${word}`;

  function device(id: string, name = `Nuki ${id}`): Device {
    return {
      name,
      kind: "Nuki Smart Lock",
      actions: ["unlock", "unlatch"],
      topics: WORDS.map((word) => topicOf(id, word)),
      checksDeadline: false,
      correlates: false,
      command: ({ action }: UnlockCommand) => ({
        topic: topicOf(id, "lockAction"),
        payload: action === "unlatch" ? "3" : "1",
      }),
      read: (message) => read(message.topic.slice(topicOf(id, "").length), textOf(message).trim(), message.retained),
    };
  }

  return {
    filters: WORDS.map((word) => topicOf("+", word)),
    checkId: (id) => (ID.test(id) ? undefined : "must be a Nuki ID, such as 2BB28570"),
    device: (id) => (ID.test(id) ? device(id) : undefined),
    discover(message) {
      if (!message.topic.startsWith(`${base}/`)) return [];
      const [id = "", word] = message.topic.slice(base.length + 1).split("/");
      if (!ID.test(id)) return [];
      if (word === "name") return [{ id, device: device(id, textOf(message).slice(0, 100) || undefined) }];
      // The opener of a house's intercom is no lock.
      if (word === "deviceType" && textOf(message).trim() === "2") return [{ id }];
      return [];
    },
  };
}

const POSITIONS: Readonly<Record<string, LockPosition>> = {
  "0": "unknown",
  "1": "locked",
  "2": "unlocking",
  "3": "unlocked",
  "4": "locking",
  "5": "unlatched",
  "6": "unlocked",
  "7": "unlocking",
  "253": "unknown",
  "254": "jammed",
  "255": "unknown",
};
const DOORS = { "2": "closed", "3": "open", "4": "unknown", "5": "unknown", "16": "unknown" } as const;

function read(word: string, text: string, retained: boolean): readonly Report[] {
  switch (word) {
    case "state": {
      const position = lookUp(POSITIONS, text);
      return position ? [{ type: "state", position }] : [];
    }
    case "connected":
      return text === "true" || text === "false" ? [{ type: "online", online: text === "true", sure: true }] : [];
    case "batteryCritical":
      return text === "true" || text === "false" ? [{ type: "state", batteryCritical: text === "true" }] : [];
    case "batteryChargeState":
      return [{ type: "state", ...asBattery(text) }];
    case "doorsensorState": {
      if (text === "240") return retained ? [] : [{ type: "alarm", alarm: "tamper" }];
      const door = lookUp(DOORS, text);
      return door ? [{ type: "state", door }] : [];
    }
    case "commandResponse":
      return retained ? [] : responseOf(text);
    case "lockActionEvent":
      return retained ? [] : eventOf(text);
    default:
      return [];
  }
}

/** 0, or an error code of the lock's own protocol. */
function responseOf(text: string): readonly Report[] {
  if (!/^\d{1,3}$/.test(text)) return [];
  if (text === "0") return [{ type: "answer", by: "ack", result: { ok: true, stage: "accepted" } }];
  // Which of them come before the motor ran is not said.
  const detail = `the lock answered with its error code ${text}`;
  return [{ type: "answer", by: "ack", result: { ok: false, failure: "rejected", mayHaveExecuted: true, detail } }];
}

const UNLOCKS = new Set(["1", "3"]);
const LOCKS = new Set(["2", "6"]);
const MQTT = "172";
const ORIGINS = { "0": "remote", "1": "manual", "2": "manual", "3": "auto", "6": "auto", "171": "remote" } as const;

/** "Action, trigger, who, code, how", before it is carried out. */
function eventOf(text: string): readonly Report[] {
  const [action = "", trigger = "", , code = "0"] = text.split(",");
  if (trigger === MQTT)
    return UNLOCKS.has(action) ? [{ type: "answer", by: "event", result: { ok: true, stage: "accepted" } }] : [];
  const by = lookUp(ORIGINS, trigger);
  if (!by || !(UNLOCKS.has(action) || LOCKS.has(action))) return [];
  const origin = code === "0" ? by : "keypad";
  return [{ type: "operation", action: LOCKS.has(action) ? "locked" : "unlocked", origin }];
}
