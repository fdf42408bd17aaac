/**
 * Locks of Zigbee2MQTT: `zigbee2mqtt/NAME/set`, and what it publishes on `zigbee2mqtt/NAME`. It acknowledges nothing; a
 * `lock_state` is what the lock itself reported, where `state` alone is only locked or not.
 *
 * What it is told by `{"state": "UNLOCK"}` it sends again by itself, for up to half a minute to a lock that does not
 * answer, and at its next check-in, hours later, to one that sleeps. So locks of the standard cluster are told by
 * `zclcommand`, which takes options: sent once, at once or never.
 */
import type { DoorPosition, LockPosition, UnlockCommand } from "../../driver.ts";
import {
  asBattery,
  asFields,
  asText,
  type Device,
  type Fields,
  fieldsOf,
  type Found,
  lookUp,
  type Profile,
  type ProfileOptions,
  type Report,
  textOf,
} from "./profile.ts";

/** A friendly name, which may have several levels. */
const NAME = /^(?!bridge(\/|$))[^+#/\s][^+#]{0,98}[^+#/]$|^[^+#/\s]$/;
const MAX_DEVICES = 1_000;
/** Those that locks are bound to come beside those that are listed. */
const MAX_HEARD = 2 * MAX_DEVICES;
const CLUSTER = "closuresDoorLock";
/** How long a question may hold up what is sent to the same lock after it, at the lock's radio and as often again. */
const QUESTION_MS = 1_500;

/** Locks of Zigbee2MQTT. */
export function zigbee2mqtt({ base }: ProfileOptions): Profile {
  let listed: ReadonlySet<string> = new Set();
  /** Names and addresses of all locks that it knows; undefined until it told. */
  let present: ReadonlySet<string> | undefined;
  /** Names that locks are bound to, and that it does not know: it would do nothing for them. */
  const missing = new Set<string>();
  let isBridgeOnline: boolean | undefined;
  const bridge = `${base}/bridge`;
  /** Of these it spoke since it came, or we did. What it says first may be from its memory, which may be old. */
  const heard = new Set<string>();

  function isFirst(name: string): boolean {
    if (heard.has(name)) return false;
    if (heard.size < MAX_HEARD) heard.add(name);
    return true;
  }

  /** That it is not there itself is its will, and sure; so is that it does not know the name. */
  function whether(name: string): readonly Report[] {
    if (missing.has(name)) return [{ type: "online", online: false, sure: true }];
    return isBridgeOnline === undefined ? [] : [{ type: "online", online: isBridgeOnline, sure: true }];
  }

  function listedAgain(name: string): readonly Report[] {
    if (present && !present.has(name)) {
      if (missing.size < MAX_HEARD) missing.add(name);
      return whether(name);
    }
    return missing.delete(name) ? whether(name) : [];
  }

  function device(name: string, told: Fields = {}): Device {
    const topic = `${base}/${name}`;
    const definition = asFields(told["definition"]);
    const area = asText(told["description"]);
    return {
      name,
      kind: [definition["vendor"], definition["model"]].filter((one) => asText(one)).join(" ") || "Zigbee lock",
      ...(area !== undefined && { area }),
      actions: ["unlock"],
      topics: [topic, `${topic}/availability`, `${bridge}/state`, `${bridge}/devices`],
      checksDeadline: false,
      correlates: false,
      ...(isStandard(told)
        ? {
            command: (_order: UnlockCommand, leftMs: number) => ({
              topic: `${topic}/set`,
              payload: unlockOnce(leftMs),
            }),
            query: { topic: `${topic}/set`, payload: ASK_ONCE },
          }
        : {
            command: () => ({ topic: `${topic}/set`, payload: JSON.stringify({ state: "UNLOCK" }) }),
            query: { topic: `${topic}/get`, payload: JSON.stringify({ state: "" }) },
          }),
      read(message) {
        if (message.topic === `${bridge}/state`) return whether(name);
        if (message.topic === `${bridge}/devices`) return listedAgain(name);
        const text = textOf(message);
        if (message.topic === topic) {
          const told = fieldsOf(text);
          if (message.retained) return [stateOf(told)];
          const state = stateOf(told);
          // Its log first: beside it stands the state from before.
          return [...operationOf(told), isFirst(name) ? { ...state, remembered: true } : state];
        }
        // What it thinks of a battery's device is a guess.
        const online = onlineIn(text);
        return online === undefined || missing.has(name) ? [] : [{ type: "online", online, sure: false }];
      },
    };
  }

  return {
    filters: [`${bridge}/devices`, `${bridge}/state`],
    checkId: (name) => (NAME.test(name) ? undefined : "must be the friendly name of a device"),
    device: (name) => device(name),
    discover(message): readonly Found[] {
      if (message.topic === `${bridge}/state`) {
        heard.clear();
        isBridgeOnline = onlineIn(textOf(message)) ?? isBridgeOnline;
      }
      const locks = message.topic === `${bridge}/devices` ? locksOf(message.payload) : undefined;
      if (!locks) return [];
      present = new Set(locks.flatMap(({ name, told }) => [name, asText(told["ieee_address"]) ?? name]));
      const found = locks.slice(0, MAX_DEVICES);
      const names = new Set(found.map(({ name }) => name));
      const gone = [...listed].filter((name) => !names.has(name)).map((id) => ({ id }));
      listed = names;
      return [...gone, ...found.map(({ name, told }) => ({ id: name, device: device(name, told) }))];
    },
  };
}

function onlineIn(text: string): boolean | undefined {
  const told = asText(fieldsOf(text)["state"]) ?? text;
  return told === "online" || told === "offline" ? told === "online" : undefined;
}

/** Those of a device list that expose a lock; undefined for what is no list. */
function locksOf(payload: Buffer): { readonly name: string; readonly told: Fields }[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(payload.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((one: unknown) => {
    const told = asFields(one);
    const name = asText(told["friendly_name"]);
    const exposes: unknown = asFields(told["definition"])["exposes"];
    const isLock = Array.isArray(exposes) && exposes.some((exposed: unknown) => asFields(exposed)["type"] === "lock");
    return name !== undefined && NAME.test(name) && isLock && told["disabled"] !== true ? [{ name, told }] : [];
  });
}

/** Of one that is not listed nothing is known: then it is told what does nothing at a device of another kind. */
function isStandard({ endpoints }: Fields): boolean {
  return (
    endpoints === undefined ||
    Object.values(asFields(endpoints)).some((endpoint) => {
      const { input } = asFields(asFields(endpoint)["clusters"]);
      return Array.isArray(input) && input.includes(CLUSTER);
    })
  );
}

/** Neither sent again, nor kept for a lock that sleeps. */
const once = (timeout: number) => ({ timeout, disableRecovery: true, sendPolicy: "immediate" });

/** Its time counts twice, once on the way and once for the answer: at the deadline the next one need not wait for it. */
function unlockOnce(leftMs: number): string {
  const options = once(Math.max(1, Math.floor(leftMs / 2)));
  return JSON.stringify({
    zclcommand: { cluster: CLUSTER, command: "unlockDoor", payload: { pincodevalue: [] }, options },
  });
}

const LOCK_STATE = 0;
const GLOBAL = 0;
const ASK_ONCE = JSON.stringify({
  zclcommand: {
    cluster: CLUSTER,
    command: "read",
    frametype: GLOBAL,
    payload: [{ attrId: LOCK_STATE }],
    options: once(QUESTION_MS),
  },
});

const BY_LOCK: Readonly<Record<string, LockPosition>> = {
  locked: "locked",
  unlocked: "unlocked",
  not_fully_locked: "not_fully_locked",
};
const BY_STATE: Readonly<Record<string, LockPosition>> = { LOCK: "locked", UNLOCK: "unlocked" };

function stateOf(told: Fields): Extract<Report, { readonly type: "state" }> {
  const { state, lock_state: lockState, battery, battery_low: low, contact, door_state: door } = told;
  const position = lookUp(BY_LOCK, lockState) ?? lookUp(BY_STATE, state);
  const doorPosition: DoorPosition | undefined =
    typeof contact === "boolean"
      ? contact
        ? "closed"
        : "open"
      : door === "open" || door === "closed"
        ? door
        : undefined;
  return {
    type: "state",
    ...(position && { position }),
    ...(doorPosition && { door: doorPosition }),
    ...asBattery(battery),
    ...(typeof low === "boolean" && { batteryCritical: low }),
  };
}

const OPERATION = /^(?:(manual|key|one_touch|auto|schedule)_)?(lock|unlock)$/;
const BY_SOURCE = { keypad: "keypad", rfid: "keypad", fingerprint: "keypad", rf: "remote", manual: "manual" } as const;
const BY_WORD = { manual: "manual", key: "manual", one_touch: "manual", auto: "auto", schedule: "schedule" } as const;

/** As the lock's own log of operations names them, which is never remembered: what was done, and by what. */
function operationOf({ action: told, action_source_name: by }: Fields): readonly Report[] {
  if (typeof told !== "string") return [];
  const isByRadio = by === "rf";
  if (/^(un)?lock_failure_invalid_(pin_or_id|schedule)$/.test(told)) {
    if (!isByRadio) return [{ type: "alarm", alarm: "wrong-code" }];
    const detail = "the lock asks for a code by radio too";
    const result = { ok: false, failure: "rejected", mayHaveExecuted: true, detail } as const;
    return [{ type: "answer", by: "event", result }];
  }
  const [, how, what] = OPERATION.exec(told) ?? [];
  const origin = how !== undefined ? lookUp(BY_WORD, how) : lookUp(BY_SOURCE, by);
  if (what === undefined || origin === undefined) return [];
  const operation: Report = { type: "operation", action: what === "lock" ? "locked" : "unlocked", origin };
  return isByRadio && what === "unlock"
    ? [{ type: "answer", by: "event", result: { ok: true, stage: "confirmed" } }, operation]
    : [operation];
}
