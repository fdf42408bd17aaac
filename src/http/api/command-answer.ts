/** What a command answers: the published event that it came to. */
import Type, { type TObject, type TProperties } from "typebox";
import {
  AccessMode,
  InitialKey,
  KeyUuid,
  LockIdText,
  LockNumber,
  LockUuid,
  MaxUses,
  objectWithExample,
  OrgId,
  orNull,
  StreamVersion,
  Timestamp,
  UserName,
  ValidFrom,
  ValidUntil,
} from "./schemas.ts";

const Text = Type.String();
const lockFacts = { lockId: LockNumber, uuid: LockUuid, timestamp: Timestamp };
const keyFacts = { tempKeyUuid: KeyUuid, lockId: LockNumber, lockUuid: LockUuid, timestamp: Timestamp };

/** The published events, to the field; an answer has no other. */
export const EVENTS = {
  LockCreated: Type.Object({
    ...lockFacts,
    serialNumber: Type.Optional(Text),
    keys: Type.Optional(Type.Array(InitialKey)),
    ownerId: Type.Optional(Text),
  }),
  OwnerSet: Type.Object({ ...lockFacts, userId: UserName }),
  OrganizationSet: Type.Object({ ...lockFacts, orgId: OrgId }),
  LockUuidChanged: Type.Object({ ...lockFacts, newUuid: LockUuid, previousUuid: LockUuid }),
  LockOpenRequested: Type.Object({ ...lockFacts, reason: Type.Optional(Text), requestId: Type.Optional(Text) }),
  TempKeyCreated: Type.Object({
    ...keyFacts,
    accessMode: AccessMode,
    allowedUserIds: Type.Optional(Type.Array(Text, { examples: [[]] })),
    validFrom: ValidFrom,
    validUntil: ValidUntil,
    maxUses: Type.Optional(MaxUses),
    createdBy: UserName,
  }),
  TempKeyUsed: Type.Object({
    ...keyFacts,
    userId: Type.Optional(Text),
    usedCount: Type.Number({ examples: [1] }),
  }),
  TempKeyUpdated: Type.Object({
    ...keyFacts,
    changes: Type.Object(
      {
        validFrom: Type.Optional(Text),
        validUntil: Type.Optional(Text),
        maxUses: Type.Optional(MaxUses),
        allowedUserIds: Type.Optional(Type.Array(Text)),
        accessMode: Type.Optional(AccessMode),
      },
      { examples: [{ maxUses: 5 }] },
    ),
    updatedBy: UserName,
  }),
  TempKeyDeleted: Type.Object({ ...keyFacts, deletedBy: UserName }),
} as const satisfies Record<string, TObject>;

/** The answer to a command: `event` is null when it was already done before. */
export function commandAnswer<P extends TProperties>(
  type: keyof typeof EVENTS,
  more: P,
  description = "Done; event is null when it was already done before",
) {
  const event = Type.Object({ type: Type.Enum([type], { type: "string" }), data: EVENTS[type] });
  return objectWithExample(
    {
      success: Type.Boolean({ examples: [true] }),
      aggregateId: LockIdText,
      version: StreamVersion,
      event: orNull(event),
      ...more,
    },
    { description },
  );
}
