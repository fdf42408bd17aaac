/** The words of the API: schemas of values that several operations take or answer. */
import Type from "typebox";
import { KEY_STATUSES } from "../../domain/admission.ts";
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../domain/refusals.ts";
import { atOnce } from "../requests/at-once.ts";
import { orNull } from "../schemas.ts";

const SAMPLE_UUID = "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77";
export const SAMPLE_USER = "8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5";
const SAMPLE_FROM = "2026-12-24T14:00:00Z";
const SAMPLE_UNTIL = "2026-12-27T10:00:00Z";

export const LockPath = Type.Object({
  id: Type.Integer({
    title: "LockNumber",
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: "The lock's number",
    examples: [123],
  }),
});

export const KeyUuid = Type.String({
  format: "uuid",
  description: "The temporary key's UUID",
  examples: [SAMPLE_UUID],
});
export const UserId = Type.String({ format: "uuid", description: "A user's UUID", examples: [SAMPLE_USER] });
/** A lock's number as the published calls about keys over several doors have it: as text; a number is taken too. */
export const LockIdGiven = Type.Unsafe<string | number>({
  type: ["string", "integer"],
  pattern: "^[1-9]\\d{0,15}$",
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "The lock that the door is; the caller must be entitled to it",
  examples: ["123"],
});
export const DoorLabel = Type.String({
  maxLength: 120,
  description: "What the guest reads",
  examples: ["Street door"],
});
export const DoorMethod = Type.Enum(["key", "code", "both"], {
  title: "DoorMethod",
  type: "string",
  description: "How the guest opens it: by the link (key), by the PIN at its panel (code), or either (both)",
  examples: ["both"],
});
export const Description = Type.String({
  maxLength: 2000,
  description: "A note that the guest sees",
  examples: ["Anna, room 4"],
});
export const Pin = Type.String({
  description: "The PIN of the key, told this once; null where no door opens by PIN, and in the answer to a repeat",
  examples: ["48205917"],
});

/** A number in a path is digits only; anything else stays text, which the schema refuses. */
export const takeLockNumber = atOnce((request: { readonly params: unknown }) => {
  const params = request.params as { id?: string | number };
  if (typeof params.id === "string" && /^[1-9]\d{0,15}$/.test(params.id)) params.id = Number(params.id);
});

export const AccessMode = Type.Enum(["public", "user-whitelist"], {
  title: "AccessMode",
  type: "string",
  description:
    "Anyone with the link, or only the users in allowedUserIds; left out, it is the latter where users are named",
  examples: ["public"],
});
export const AllowedUserIds = Type.Array(UserId, {
  maxItems: 1_000,
  description: "Who may use a user-whitelist key; of a public key nobody is kept, because nobody is held to it",
});
export const ValidFrom = Type.String({
  format: "date-time",
  description: "First instant; any offset is taken, UTC is told",
  examples: [SAMPLE_FROM],
});
export const ValidUntil = Type.String({
  format: "date-time",
  description: "The first instant after the window; at most 5 years after validFrom",
  examples: [SAMPLE_UNTIL],
});
export const MaxUses = orNull(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
  description: "How many openings; null for no limit",
  examples: [3],
});

export const Timestamp = Type.String({
  format: "date-time",
  description: "When it happened, UTC",
  examples: ["2026-12-24T15:04:05.678Z"],
});
/** As answers show them, in UTC; as they are asked for, they are `ValidFrom` and `ValidUntil`. */
export const WindowStart = Type.String({ format: "date-time", description: "First instant", examples: [SAMPLE_FROM] });
export const WindowEnd = Type.String({
  format: "date-time",
  description: "The first instant after the window",
  examples: [SAMPLE_UNTIL],
});
export const RevokedAt = orNull(Type.String({ format: "date-time" }), {
  description: "When it was taken back",
  examples: [null],
});
export const LockNumber = Type.Integer({ description: "The lock's number", examples: [123] });
export const LockUuid = Type.String({
  format: "uuid",
  description: "The UUID of the lock's device",
  examples: ["b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b"],
});
export const UserName = Type.String({ description: "A user's id", examples: [SAMPLE_USER] });
export const OrgId = Type.String({ description: "An organisation's id", examples: ["seaside-flats"] });
export const Names = Type.Array(Type.String(), { description: "Ids of users", examples: [[]] });
export const DoorNumber = Type.Integer({ minimum: 1, description: "Number of the door within its key", examples: [1] });
export const UsedCount = Type.Integer({ minimum: 0, description: "Openings that were counted", examples: [1] });
export const KeyStatus = Type.Enum([...KEY_STATUSES], {
  title: "KeyStatus",
  type: "string",
  description: "Whether it opens now, and why not",
});
/** Why a key does not open. */
export const RefusalReason = Type.Enum(Object.keys(ADMISSION_REFUSALS) as AdmissionRefusal[], {
  title: "RefusalReason",
  type: "string",
  description: "The first rule that does not let it open",
});
export const NextCursor = orNull(Type.String(), { description: "Where to go on; null at the end", examples: [null] });
export const Success = Type.Boolean({ description: "True", examples: [true] });
export const StreamVersion = Type.Integer({ minimum: 0, description: "Events in the lock's stream", examples: [7] });
export const LockIdText = Type.String({ description: "The lock's number as text", examples: ["123"] });

export const GuestLink = Type.String({
  format: "uri",
  description: "The guest's link",
  examples: [`https://doors.example/temp-keys/${SAMPLE_UUID}`],
});

export const InitialKey = Type.Object(
  {
    uuid: Type.String({ description: "Its id, mostly a UUID", examples: ["5d2a7c14-9b0e-4f36-8c71-0a4b6e9d3f28"] }),
    indexNumber: Type.Optional(Type.Integer({ description: "Its number" })),
    userId: Type.Optional(Type.String({ description: "Who has it" })),
  },
  {
    title: "PhysicalKey",
    additionalProperties: false,
    description: "A physical key that was handed over with the lock; opens nothing here",
  },
);
