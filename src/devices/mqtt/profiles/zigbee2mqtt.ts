/**
 * Locks of Zigbee2MQTT: `zigbee2mqtt/NAME/set`, and what it publishes on `zigbee2mqtt/NAME`. It acknowledges nothing; a
 * `lock_state` is what the lock itself reported, where `state` alone is only locked or not.
 */
import type { DoorPosition, LockPosition } from "../../driver.ts";
import {
  asBattery,
  asFields,
  asText,
  type Device,
  type Fields,
  fieldsOf,
  type Found,
  type Profile,
  type ProfileOptions,
  type Report,
  textOf,
} from "./profile.ts";

/** A friendly name, which may have several levels. */
const NAME = /^(?!bridge(\/|$))[^+#/\s][^+#]{0,98}[^+#/]$|^[^+#/\s]$/;
const MAX_DEVICES = 1_000;

/** Locks of Zigbee2MQTT. */
export function zigbee2mqtt({ base }: ProfileOptions): Profile {
  let listed: ReadonlySet<string> = new Set();
  const bridge = `${base}/bridge`;

  function device(name: string, told: Fields = {}): Device {
    const topic = `${base}/${name}`;
    const definition = asFields(told["definition"]);
    const area = asText(told["description"]);
    return {
      name,
      kind: [definition["vendor"], definition["model"]].filter((one) => asText(one)).join(" ") || "Zigbee lock",
      ...(area !== undefined && { area }),
      actions: ["unlock"],
      topics: [topic, `${topic}/availability`, `${bridge}/state`],
      checksDeadline: false,
      correlates: false,
      command: () => ({ topic: `${topic}/set`, payload: JSON.stringify({ state: "UNLOCK" }) }),
      query: { topic: `${topic}/get`, payload: JSON.stringify({ state: "" }) },
      read(message) {
        const text = textOf(message);
        if (message.topic === topic) return stateOf(fieldsOf(text), message.retained);
        // What it thinks of a battery's device is a guess; that it is not there itself is its will, and sure.
        const online = asText(fieldsOf(text)["state"]) ?? text;
        if (online !== "online" && online !== "offline") return [];
        const ofBridge = message.topic === `${bridge}/state`;
        if (ofBridge && online === "online") return [{ type: "online", online: true, sure: true }];
        return [{ type: "online", online: online === "online", sure: ofBridge }];
      },
    };
  }

  return {
    filters: [`${bridge}/devices`],
    checkId: (name) => (NAME.test(name) ? undefined : "must be the friendly name of a device"),
    device: (name) => device(name),
    discover(message): readonly Found[] {
      if (message.topic !== `${bridge}/devices`) return [];
      const found = locksOf(message.payload).slice(0, MAX_DEVICES);
      const names = new Set(found.map(({ name }) => name));
      const gone = [...listed].filter((name) => !names.has(name)).map((id) => ({ id }));
      listed = names;
      return [...gone, ...found.map(({ name, told }) => ({ id: name, device: device(name, told) }))];
    },
  };
}

/** Those of a device list that expose a lock. */
function locksOf(payload: Buffer): { readonly name: string; readonly told: Fields }[] {
  let list: unknown;
  try {
    list = JSON.parse(payload.toString("utf8"));
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => {
    const told = asFields(one);
    const name = asText(told["friendly_name"]);
    const exposes: unknown = asFields(told["definition"])["exposes"];
    const isLock = Array.isArray(exposes) && exposes.some((exposed: unknown) => asFields(exposed)["type"] === "lock");
    return name !== undefined && NAME.test(name) && isLock && told["disabled"] !== true ? [{ name, told }] : [];
  });
}

const BY_LOCK: Readonly<Record<string, LockPosition>> = {
  locked: "locked",
  unlocked: "unlocked",
  not_fully_locked: "not_fully_locked",
};
const BY_STATE: Readonly<Record<string, LockPosition>> = { LOCK: "locked", UNLOCK: "unlocked" };

function stateOf(told: Fields, retained: boolean): readonly Report[] {
  const { state, lock_state: lockState, battery, battery_low: low, contact, door_state: door, action } = told;
  const position =
    (typeof lockState === "string" && BY_LOCK[lockState]) ||
    (typeof state === "string" && BY_STATE[state]) ||
    undefined;
  const doorPosition: DoorPosition | undefined =
    typeof contact === "boolean"
      ? contact
        ? "closed"
        : "open"
      : door === "open" || door === "closed"
        ? door
        : undefined;
  const report: Report = {
    type: "state",
    ...(position && { position }),
    ...(doorPosition && { door: doorPosition }),
    ...asBattery(battery),
    ...(typeof low === "boolean" && { batteryCritical: low }),
  };
  return retained ? [report] : [report, ...operationOf(action)];
}

const OPERATION = /^(manual|keypad|rfid|rf|auto|schedule|key|one_touch|thumbturn)_(lock|unlock)$/;

/** As the lock's own log of operations names them. */
function operationOf(told: unknown): readonly Report[] {
  if (typeof told !== "string") return [];
  if (/_(invalid_pin_or_id|invalid_schedule|failure_invalid_pin_or_id)$/.test(told))
    return [{ type: "alarm", alarm: "wrong-code" }];
  const [, how, what] = OPERATION.exec(told) ?? [];
  if (how === undefined) return [];
  const action = what === "lock" ? "locked" : "unlocked";
  const origin =
    how === "keypad" || how === "rfid"
      ? "keypad"
      : how === "rf"
        ? "remote"
        : how === "auto" || how === "schedule"
          ? how
          : "manual";
  return [{ type: "operation", action, origin }];
}
