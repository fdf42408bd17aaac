/** The words of hubs and devices: schemas of values that several operations take or answer. */
import Type from "typebox";
import type { Snapshot } from "../../../devices/driver.ts";
import { HUB_ID } from "../../../devices/hubs/keeper.ts";
import type { StoredHub } from "../../../devices/hubs/hub.ts";
import { SIMULATOR_HUB } from "../../../devices/hubs/hub.ts";
import type { OpenHubs } from "../../../devices/hubs/open-hubs.ts";
import { DRIVER_KINDS } from "../../../devices/kinds.ts";
import { UNLOCK_ACTIONS } from "../../../domain/device.ts";
import { isoTime } from "../../../domain/ids.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { OrgId, UserName } from "../schemas.ts";

export const HubId = Type.String({ pattern: HUB_ID, description: "The hub's id", examples: ["home"] });
export const HubPath = Type.Object({
  hubId: Type.String({ title: "HubId", maxLength: 255, description: "The hub's id", examples: ["home"] }),
});

export const HubKind = Type.Enum([...DRIVER_KINDS], {
  title: "HubKind",
  type: "string",
  description: "What it is a connection to",
  examples: ["home-assistant"],
});
export const HubName = orNull(Type.String({ minLength: 1, maxLength: 120 }), {
  description: "For people",
  examples: ["Home"],
});

/** Names and values are as the kind of hub has them, so they are looked at once it is known. */
export const GivenSettings = Type.Unsafe<Record<string, unknown>>({
  type: "object",
  description: "By the kind of the hub; a name that it does not know is refused",
  examples: [
    { url: "http://homeassistant.local:8123" },
    { url: "mqtts://broker.example.org", username: "latchstring", homeAssistant: { discovery: true } },
  ],
});

const Settings = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: "object",
  additionalProperties: true,
  description: "By the kind of the hub",
  examples: [{ url: "http://homeassistant.local:8123" }],
});
const When = (description: string) =>
  orNull(Type.String({ format: "date-time" }), { description, examples: ["2026-12-24T15:04:05.678Z"] });

export const Hub = objectWithExample(
  {
    hubId: HubId,
    kind: HubKind,
    name: HubName,
    organizationId: orNull(OrgId),
    ownerId: orNull(UserName, { examples: [null] }),
    builtIn: Type.Boolean({ description: "It is always there, and nobody's to change", examples: [false] }),
    settings: Settings,
    secrets: Type.Array(Type.String(), {
      description: "Which secrets it has; what they are is never shown",
      examples: [["token"]],
    }),
    connection: Type.Enum(["idle", "opening", "open", "broken", "elsewhere"], {
      title: "HubConnection",
      type: "string",
      description:
        "As the process that answers has it: not needed yet (idle), being opened, open, not to be opened (broken), or held by another process (elsewhere)",
      examples: ["open"],
    }),
    problem: orNull(Type.String(), { description: "Why it is broken, or cannot be reached", examples: [null] }),
    reachable: orNull(Type.Boolean(), {
      description: "Whether it could be reached when it was asked last; asked every minute while it is open",
      examples: [true],
    }),
    checkedAt: When("When it was asked"),
    createdAt: When("Null for one that is built in"),
    updatedAt: When("Null for one that is built in"),
  },
  { title: "Hub", description: "A connection through which devices are reached" },
);

export function hubBody(hub: StoredHub, openHubs: Pick<OpenHubs, "state">) {
  const { hubId, kind, name, orgId, ownerId, settings, secretNames, createdAt, updatedAt } = hub;
  const { connection, problem, checked } = openHubs.state(hubId);
  const builtIn = hubId === SIMULATOR_HUB;
  const check = checked?.check;
  return {
    hubId,
    kind: kind as (typeof DRIVER_KINDS)[number],
    name,
    organizationId: orgId,
    ownerId,
    builtIn,
    settings,
    secrets: [...secretNames],
    connection,
    problem: problem ?? (check && !check.ok ? check.detail : null),
    reachable: check ? check.ok : null,
    checkedAt: checked ? isoTime(checked.at) : null,
    createdAt: builtIn ? null : isoTime(createdAt),
    updatedAt: builtIn ? null : isoTime(updatedAt),
  };
}

const OneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Enum([...values], { type: "string", description, examples: [values[0]!] });

export const Action = OneOf(
  UNLOCK_ACTIONS,
  "To unlatch pulls the latch too, so that the door can be pushed; not every device can",
);
export const Address = Type.String({
  minLength: 1,
  maxLength: 512,
  description: "The device within its hub, as the kind of the hub writes it",
  examples: ["lock.front_door"],
});

/** What is known of a device. */
export const observed = {
  online: orNull(Type.Boolean(), {
    description: "Whether it can be reached; null when nothing is known",
    examples: [true],
  }),
  state: OneOf(
    ["locked", "unlocked", "unlatched", "locking", "unlocking", "not_fully_locked", "jammed", "unknown"],
    "Of the bolt",
  ),
  door: orNull(Type.String(), {
    description: "open, closed, ajar or unknown; null where the device has no contact",
    examples: ["closed"],
  }),
  battery: orNull(Type.Number(), {
    description: "What is left, in percent; null where it is not known",
    examples: [82],
  }),
  batteryCritical: Type.Boolean({ description: "The device says that its battery must be changed", examples: [false] }),
  observedAt: When("When it was so, by the server's clock; null when nothing is known"),
  source: orNull(Type.String(), {
    description: "Who says so: the device now, what is known of it from earlier (cached), or nobody (assumed)",
    examples: ["device"],
  }),
};

export function observedBody(snapshot: Snapshot | undefined) {
  return {
    online: snapshot?.online ?? null,
    state: snapshot?.state ?? ("unknown" as const),
    door: snapshot?.door ?? null,
    battery: snapshot?.battery ?? null,
    batteryCritical: snapshot?.batteryCritical ?? false,
    observedAt: snapshot ? isoTime(snapshot.observedAt) : null,
    source: snapshot?.source ?? null,
  };
}

export const LockDevice = objectWithExample(
  {
    hubId: HubId,
    address: Address,
    action: Action,
    relockAfterS: orNull(Type.Integer(), {
      description: "It is asked to lock again after so many seconds",
      examples: [null],
    }),
    ...observed,
  },
  { title: "LockDevice", description: "The device that a lock is, and what was last seen of it" },
);
