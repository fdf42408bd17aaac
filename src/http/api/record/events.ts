/**
 * Every event of the record, as answers show it. `data` of a published type has the published fields and no other; what
 * is known beyond them stands in `context`, which histories show and answers to commands leave out.
 */
import Type, { type TObject, type TProperties, type TSchema } from "typebox";
import { OPERATION_ORIGINS, UNLOCK_ACTIONS } from "../../../domain/device.ts";
import type { LedgerEvent } from "../../../domain/events.ts";
import { GUEST_NOTICES, NOTICE_CHANNELS, NOTICE_FAILURES } from "../../../domain/guest-notice-facts.ts";
import type { OwnTerms, PublishedTerms } from "../../../domain/key-terms.ts";
import { OPEN_FAILURES, OPEN_STAGES } from "../../../domain/order.ts";
import { PIN_REFUSALS } from "../../../domain/refusals.ts";
import { exampleOf, orNull } from "../../schemas.ts";
import {
  AccessMode,
  DoorMethod,
  DoorNumber,
  InitialKey,
  KeyUuid,
  LockNumber,
  LockUuid,
  MaxUses,
  Names,
  OrgId,
  RefusalReason,
  Timestamp,
  UserName,
  WindowEnd,
  WindowStart,
} from "../schemas.ts";

type Of<Name extends string> = Readonly<Record<Name, TSchema>> & TProperties;
const Text = (description: string) => Type.String({ description });
const OneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Enum([...values], { type: "string", description });
const Count = (description: string) => Type.Integer({ minimum: 0, description, examples: [1] });

const lockFacts = { lockId: LockNumber, uuid: LockUuid, timestamp: Timestamp };
const keyFacts = { tempKeyUuid: KeyUuid, lockId: LockNumber, lockUuid: LockUuid, timestamp: Timestamp };
const atDevice = {
  ...lockFacts,
  hubId: Type.String({ description: "The hub that reaches the device", examples: ["home"] }),
  address: Type.String({ description: "The device within its hub", examples: ["lock.front_door"] }),
};
/** The title of what events say that tell no more than where. */
const SEEN = "SeenAtDevice";
const OrderId = Type.String({ format: "uuid", description: "The order to the device" });
const Door = Type.Optional(DoorNumber);
const NotAfter = Type.Integer({ description: "The order's deadline, in milliseconds since the epoch" });
const Driver = orNull(Text("What reaches the device"));
const Method = OneOf(["key", "code"], "By the link (key) or by the PIN (code)");
const Notice = OneOf(
  GUEST_NOTICES,
  "link: the key's link; changed: other times or doors; paused; resumed; revoked: it was taken back",
);
const NoticeChannel = OneOf(NOTICE_CHANNELS, "How the guest is reached");
const NoticeId = Text("The same for the same message");
const Source = Text("Where it came from: a keyed hash of the address");

function event<N extends string, D extends TProperties>(name: N, description: string, data: D, title = `${name}Data`) {
  const named = Type.Object(data, { title, additionalProperties: false });
  return Type.Object({ type: Type.Enum([name], { type: "string" }), data: named }, { title: name, description });
}

function eventWith<N extends string, D extends TProperties, C extends TProperties>(
  name: N,
  description: string,
  data: D,
  context: C,
) {
  const beside = Type.Object(context, { description: "What is known beyond the published fields; in histories only" });
  const { properties } = event(name, description, data);
  return Type.Object({ ...properties, context: Type.Optional(beside) }, { title: name, description });
}

export const EVENTS = {
  LockCreated: eventWith(
    "LockCreated",
    "The lock is known",
    {
      ...lockFacts,
      serialNumber: Type.Optional(Text("As it was given")),
      keys: Type.Array(InitialKey),
      ownerId: Type.Optional(UserName),
    },
    { timeZone: Text("IANA name"), driver: Driver, vendorName: Type.Optional(Text("As it was given")) },
  ),
  OwnerSet: event("OwnerSet", "The lock has another owner", { ...lockFacts, userId: UserName }),
  OrganizationSet: event("OrganizationSet", "The lock has another organisation", { ...lockFacts, orgId: OrgId }),
  LockUuidChanged: event("LockUuidChanged", "The lock's device was replaced", {
    ...lockFacts,
    newUuid: LockUuid,
    previousUuid: LockUuid,
  }),
  LockTimeZoneChanged: event("LockTimeZoneChanged", "Times at the door are shown in another zone", {
    ...lockFacts,
    timeZone: Text("IANA name"),
    previousTimeZone: Text("IANA name"),
    changedBy: UserName,
  }),
  PinRefused: eventWith("PinRefused", "A PIN was entered that does not open the lock now", lockFacts, {
    reason: OneOf([...PIN_REFUSALS, ...RefusalReason.enum], "Why"),
    source: Source,
    intervalMs: Count("What it cost of the lock's allowance"),
    tempKeyUuid: Type.Optional(KeyUuid),
    lockedUntil: Type.Optional(Type.String({ format: "date-time", description: "No PIN may be tried before" })),
  }),
  DeviceBound: eventWith(
    "DeviceBound",
    "The lock is this device from now on, and no other",
    {
      ...atDevice,
      driver: Text("The kind of the hub"),
      action: Type.Optional(OneOf(UNLOCK_ACTIONS, "What the device is told to do")),
      relockAfterS: Type.Optional(Count("It is asked to lock again after so many seconds")),
      boundBy: UserName,
    },
    {
      held: Type.Optional(Type.Boolean({ description: "One process at a time holds the hub" })),
      relocks: Type.Optional(Type.Boolean({ description: "It locks again by itself" })),
    },
  ),
  DeviceUnbound: event("DeviceUnbound", "The lock has no device, and opens nothing", {
    ...atDevice,
    unboundBy: UserName,
  }),
  DeviceOffline: event("DeviceOffline", "The device cannot be reached", {
    ...atDevice,
    surely: Type.Optional(Type.Boolean({ description: "An order would be in vain" })),
  }),
  DeviceOnline: event("DeviceOnline", "The device can be reached again", atDevice, SEEN),
  BatteryLow: event("BatteryLow", "The device's battery must be changed; told once a day", {
    ...atDevice,
    battery: Type.Optional(Count("What is left, in percent")),
  }),
  DoorAjar: event("DoorAjar", "The door was left open", atDevice, SEEN),
  DoorForced: event("DoorForced", "The door was opened by force", atDevice, SEEN),
  LockJammed: event("LockJammed", "The bolt could not move", atDevice, SEEN),
  ManualOperation: event("ManualOperation", "The bolt was moved by something else than an order", {
    ...atDevice,
    action: OneOf(["locked", "unlocked"], "What it is now"),
    origin: OneOf(OPERATION_ORIGINS, "Who moved it"),
  }),
  LockOpenRequested: eventWith(
    "LockOpenRequested",
    "The lock is to be opened; without `sent` the order waits for the lock to be free",
    {
      ...lockFacts,
      reason: Type.Optional(Text("As it was given")),
      requestId: Type.Optional(Text("The opening's id")),
    },
    {
      orderId: OrderId,
      notAfter: NotAfter,
      sent: Type.Boolean(),
      driver: Driver,
      device: Type.Optional(
        Type.Object({}, { description: "What the order goes to; left out for a simulated device" }),
      ),
      tempKeyUuid: Type.Optional(KeyUuid),
      door: Door,
      method: Type.Optional(Method),
      userId: Type.Optional(UserName),
      intent: Type.Optional(Text("What the guest's page called it")),
    },
  ),
  LockOpenSent: eventWith(
    "LockOpenSent",
    "An order that waited is on its way to the device",
    { ...lockFacts, orderId: OrderId },
    {
      notAfter: NotAfter,
      tempKeyUuid: Type.Optional(KeyUuid),
      claim: Type.Optional(Text("Whose it is, of the server's processes")),
    },
  ),
  LockOpened: event("LockOpened", "The device did it", {
    ...lockFacts,
    orderId: OrderId,
    stage: OneOf(OPEN_STAGES, "How far the device said that it came"),
    by: OneOf(["ack", "state", "event"], "How that is known"),
    latencyMs: Count("From the order to the device's word, in milliseconds"),
  }),
  LockOpenFailed: event("LockOpenFailed", "The door did not open (failed, expired), or nobody knows (unknown)", {
    ...lockFacts,
    orderId: OrderId,
    outcome: OneOf(["failed", "expired", "unknown"], "What became of the order"),
    failure: OneOf(OPEN_FAILURES, "Why"),
  }),
  TempKeyCreated: eventWith(
    "TempKeyCreated",
    "The key opens this lock; the first such event of a key makes the key",
    {
      ...keyFacts,
      accessMode: AccessMode,
      allowedUserIds: Names,
      validFrom: WindowStart,
      validUntil: WindowEnd,
      maxUses: MaxUses,
      createdBy: UserName,
    } satisfies Of<keyof PublishedTerms>,
    {
      door: DoorNumber,
      method: DoorMethod,
      maxUsesPerDoor: Type.Optional(Count("How many openings of each door")),
      added: Type.Optional(Type.Boolean({ description: "The key was there, and the door came to it" })),
    } satisfies Of<keyof OwnTerms>,
  ),
  TempKeyUsed: eventWith(
    "TempKeyUsed",
    "One use was taken",
    { ...keyFacts, userId: Type.Optional(UserName), usedCount: Count("Uses that are taken now") },
    {
      door: DoorNumber,
      method: Method,
      orderId: Type.Optional(OrderId),
      queued: Type.Optional(Type.Boolean({ description: "The order waits for the lock to be free" })),
      source: Type.Optional(Source),
    },
  ),
  TempKeyUseReleased: eventWith(
    "TempKeyUseReleased",
    "A use was given back, because the door did not open",
    { ...keyFacts, usedCount: Count("Uses that are taken now"), orderId: OrderId },
    { door: DoorNumber },
  ),
  TempKeyUpdated: eventWith(
    "TempKeyUpdated",
    "The key's terms changed; every door's lock has one",
    {
      ...keyFacts,
      changes: Type.Object(
        {
          validFrom: Type.Optional(WindowStart),
          validUntil: Type.Optional(WindowEnd),
          maxUses: Type.Optional(MaxUses),
          allowedUserIds: Type.Optional(Names),
          accessMode: Type.Optional(AccessMode),
        } satisfies Of<keyof PublishedTerms>,
        { title: "TempKeyChanges", additionalProperties: false, examples: [{ maxUses: 5 }] },
      ),
      updatedBy: UserName,
    },
    { maxUsesPerDoor: MaxUses } satisfies Of<keyof OwnTerms>,
  ),
  TempKeyDeleted: eventWith(
    "TempKeyDeleted",
    "The key was taken back; with a door, only that door was taken out of it",
    { ...keyFacts, deletedBy: UserName },
    {
      door: Door,
      afterPause: Type.Optional(Type.Boolean({ description: "By the server, when the time of a pause was over" })),
    },
  ),
  TempKeyPaused: event("TempKeyPaused", "The key opens nothing until it is resumed; every door's lock has one", {
    ...keyFacts,
    pausedBy: UserName,
    revokeAfter: Type.Optional(Type.String({ format: "date-time", description: "From then on it is taken back" })),
  }),
  TempKeyResumed: event("TempKeyResumed", "The key opens again; every door's lock has one", {
    ...keyFacts,
    resumedBy: UserName,
  }),
  TempKeyNoticeSent: eventWith(
    "TempKeyNoticeSent",
    "The guest was sent a message, which says what `context.known` has; in the stream of the key's first door alone",
    { ...keyFacts, notice: Notice, channel: NoticeChannel },
    {
      noticeId: NoticeId,
      known: Type.Object(
        {
          validFrom: WindowStart,
          validUntil: WindowEnd,
          doors: Type.Array(DoorNumber),
          standing: OneOf(["open", "paused", "revoked"], "Whether the key opens"),
          since: Type.Optional(
            Type.Integer({
              description:
                "When they became whom the key is for, in milliseconds since the epoch; absent for the first",
              examples: [1798099200000],
            }),
          ),
        },
        { title: "KnownToGuest", additionalProperties: false },
      ),
    },
  ),
  TempKeyNoticeFailed: eventWith(
    "TempKeyNoticeFailed",
    "The guest could not be sent a message, and nobody tries any more; in the stream of the key's first door alone",
    {
      ...keyFacts,
      notice: Notice,
      channel: NoticeChannel,
      reason: OneOf(
        NOTICE_FAILURES,
        "refused: for good; unreachable: after many tries; too-late: the key has ended; not-configured: nothing sends such messages",
      ),
    },
    { noticeId: NoticeId },
  ),
  AdmissionRefused: eventWith(
    "AdmissionRefused",
    "Somebody tried a key that does not open now",
    { ...keyFacts, reason: RefusalReason, method: Method },
    {
      door: Door,
      userId: Type.Optional(UserName),
      via: Type.Optional(OneOf(["link", "pin", "api"], "Who asked: a guest, or somebody who records a use")),
      source: Type.Optional(Source),
    },
  ),
} as const satisfies Record<LedgerEvent["type"], TObject>;

/** The name of the document's union of all events. */
export const ANY_EVENT = "Event";

export const EventType = Type.Enum(Object.keys(EVENTS) as LedgerEvent["type"][], {
  title: "EventType",
  type: "string",
  description: "What happened",
  examples: ["OwnerSet"],
});

/** Any event; as it is in the record, so that nothing is tried branch by branch. */
export const AnyEvent = Type.Unsafe<LedgerEvent>({
  title: ANY_EVENT,
  examples: [{ type: "OwnerSet", data: exampleOf(EVENTS.OwnerSet.properties.data) }],
});
