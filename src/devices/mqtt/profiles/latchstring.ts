/**
 * Doors of our own: `examples/mqtt-door` is one. Below `latchstring/door/NAME/`:
 *
 * - `command`, to it: an order or its cancellation, sealed (`seal.ts`). The door does nothing for one that is late,
 *   was seen before, is retained, or is not sealed by its secret
 * - `ack`, of it: what became of an order, sealed. `executed` once the bolt was driven, `confirmed` once a contact saw
 *   it move, `accepted` before, `refused` where it surely did not move, `failed` where it tried
 * - `state`, retained: `{"state": "locked", "door": "closed", "battery": 80}`; `get` asks for it
 * - `availability`, retained and its will: `online`, `offline`
 * - `announce`, retained: `{"name": "Front door", "actions": ["unlock"], "relocks": true}`
 * - `event`: `{"operation": "unlocked", "origin": "keypad"}`, `{"alarm": "forced"}`
 */
import type { OpenFailure } from "../../../domain/order.ts";
import type { DoorPosition, LockPosition, UnlockCommand } from "../../driver.ts";
import { isSealed, seal, secretOfDoor } from "../seal.ts";
import {
  asBattery,
  asFields,
  asText,
  type Device,
  type Fields,
  fieldsOf,
  LEVEL,
  lookUp,
  type Profile,
  type ProfileOptions,
  type Report,
  textOf,
} from "./profile.ts";

/** The announcement is asked for first: what a device says is heard once it is known. */
const WORDS = ["announce", "availability", "state", "ack", "event", "command", "get"] as const;

/** Doors of our own; none of them can be used without a secret. */
export function latchstring({ base, doorSecret }: ProfileOptions): Profile {
  const doors = `${base}/door`;
  const said = WORDS.filter((word) => word !== "command" && word !== "get");

  function device(door: string, told: Fields = {}): Device | undefined {
    if (doorSecret === undefined) return undefined;
    const secret = secretOfDoor(doorSecret, door);
    const topic = (word: (typeof WORDS)[number]) => `${doors}/${door}/${word}`;
    return {
      name: asText(told["name"]) ?? door,
      kind: asText(told["kind"]) ?? "door",
      actions: actionsOf(told["actions"]),
      ...(told["relocks"] === true && { relocks: true }),
      topics: said.map(topic),
      checksDeadline: true,
      correlates: true,
      command: (order) => ({ topic: topic("command"), payload: sealedCommand(secret, door, order.action, order) }),
      cancel: (order) => ({ topic: topic("command"), payload: sealedCommand(secret, door, "cancel", order) }),
      query: { topic: topic("get"), payload: "" },
      read(message) {
        const text = textOf(message);
        switch (message.topic) {
          case topic("ack"):
            return message.retained ? [] : answerOf(secret, door, fieldsOf(text));
          case topic("state"):
            return stateOf(fieldsOf(text));
          case topic("availability"):
            return text === "online" || text === "offline"
              ? [{ type: "online", online: text === "online", sure: true }]
              : [];
          case topic("event"):
            return message.retained ? [] : eventOf(fieldsOf(text));
          default:
            return [];
        }
      },
    };
  }

  return {
    filters: said.map((word) => `${doors}/+/${word}`),
    checkId: (door) => (LEVEL.test(door) ? undefined : "must be the name of a door, 1 to 64 characters without / + #"),
    device: (door) => device(door),
    discover(message) {
      if (!message.topic.startsWith(`${doors}/`) || !message.topic.endsWith("/announce")) return [];
      const door = message.topic.slice(doors.length + 1, -"/announce".length);
      if (!LEVEL.test(door)) return [];
      if (message.payload.length === 0) return [{ id: door }];
      const found = device(door, fieldsOf(textOf(message)));
      return found ? [{ id: door, device: found }] : [];
    },
  };
}

function actionsOf(told: unknown): Device["actions"] {
  const actions = Array.isArray(told) ? told.filter((one) => one === "unlock" || one === "unlatch") : [];
  return actions.length > 0 ? actions : ["unlock"];
}

function sealedCommand(
  secret: string,
  door: string,
  action: string,
  { orderId, notAfter, relockAfterS }: UnlockCommand,
): string {
  const relock = action === "cancel" ? undefined : relockAfterS;
  const fields = ["command", door, orderId, action, String(notAfter), String(relock ?? "")];
  return JSON.stringify({
    orderId,
    action,
    notAfter,
    ...(relock !== undefined && { relockAfterS: relock }),
    seal: seal(secret, fields),
  });
}

const REFUSALS: Readonly<Record<string, OpenFailure>> = {
  expired: "expired",
  cancelled: "expired",
  jammed: "jammed",
  unsupported: "unsupported",
};

function answerOf(secret: string, door: string, told: Fields): readonly Report[] {
  const { orderId, result, reason = "" } = told;
  if (typeof orderId !== "string" || typeof result !== "string" || typeof reason !== "string") return [];
  if (!isSealed(secret, ["ack", door, orderId, result, reason], told["seal"])) return [];
  const by = "ack";
  switch (result) {
    case "accepted":
    case "executed":
    case "confirmed":
      return [{ type: "answer", orderId, by, result: { ok: true, stage: result } }];
    case "refused":
    case "failed": {
      const failure = lookUp(REFUSALS, reason) ?? "rejected";
      const detail = `the door ${result} it${reason === "" ? "" : `: ${reason.slice(0, 100)}`}`;
      const answer = { ok: false, failure, mayHaveExecuted: result === "failed", detail } as const;
      return [{ type: "answer", orderId, by, result: answer }];
    }
    default:
      return [];
  }
}

const POSITIONS: ReadonlySet<unknown> = new Set<LockPosition>([
  "locked",
  "unlocked",
  "unlatched",
  "locking",
  "unlocking",
  "not_fully_locked",
  "jammed",
  "unknown",
]);
const DOORS: ReadonlySet<unknown> = new Set<DoorPosition>(["open", "closed", "ajar", "unknown"]);

function isPosition(value: unknown): value is LockPosition {
  return POSITIONS.has(value);
}

function isDoor(value: unknown): value is DoorPosition {
  return DOORS.has(value);
}

function stateOf({ state, door, battery, batteryCritical }: Fields): readonly Report[] {
  return [
    {
      type: "state",
      ...(isPosition(state) && { position: state }),
      ...(isDoor(door) && { door }),
      ...asBattery(battery),
      ...(typeof batteryCritical === "boolean" && { batteryCritical }),
    },
  ];
}

const ORIGINS = ["remote", "manual", "keypad", "auto", "schedule"] as const;
const ALARMS = ["jammed", "wrong-code", "forced", "door-ajar", "tamper"] as const;

function eventOf(told: Fields): readonly Report[] {
  const { operation } = asFields(told);
  const origin = ORIGINS.find((one) => one === told["origin"]);
  if ((operation === "locked" || operation === "unlocked") && origin)
    return [{ type: "operation", action: operation, origin }];
  const alarm = ALARMS.find((one) => one === told["alarm"]);
  return alarm ? [{ type: "alarm", alarm }] : [];
}
