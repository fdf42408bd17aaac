/** Schemas that several operations share. They check requests, shape answers and are the OpenAPI document. */
import Type, { type Static, type TObject, type TProperties, type TSchema } from "typebox";

const SAMPLE_UUID = "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77";
const SAMPLE_USER = "8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5";
const SAMPLE_FROM = "2026-12-24T14:00:00Z";
const SAMPLE_UNTIL = "2026-12-27T10:00:00Z";

/** The same, or null: as a list of types, because a union would be tried branch by branch for every answer. */
export function orNull<T extends TSchema & { readonly type: string }>(schema: T, more: object = {}) {
  return Type.Unsafe<Static<T> | null>({ ...schema, ...more, type: [schema.type, "null"] });
}

export const LockPath = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "The lock's number", examples: [123] }),
});

export const KeyUuid = Type.String({
  format: "uuid",
  description: "The temporary key's UUID",
  examples: [SAMPLE_UUID],
});
export const UserId = Type.String({ format: "uuid", description: "A user's UUID", examples: [SAMPLE_USER] });
export const AccessMode = Type.Enum(["public", "user-whitelist"], {
  type: "string",
  description: "Anyone with the link, or only the users in allowedUserIds",
  examples: ["public"],
});
export const AllowedUserIds = Type.Array(UserId, { maxItems: 1_000, description: "Who may use a user-whitelist key" });
export const ValidFrom = Type.String({
  format: "date-time",
  description: "First instant, UTC",
  examples: [SAMPLE_FROM],
});
export const ValidUntil = Type.String({
  format: "date-time",
  description: "The first instant after the window, UTC; at most 5 years after validFrom",
  examples: [SAMPLE_UNTIL],
});
export const MaxUses = orNull(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
  description: "How many openings; null for no limit",
  examples: [3],
});

const Timestamp = Type.String({
  description: "When it happened, ISO 8601, UTC",
  examples: ["2026-12-24T15:04:05.678Z"],
});
const LockNumber = Type.Number({ examples: [123] });
const LockUuid = Type.String({ examples: ["b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b"] });
const Text = Type.String();

const lockFacts = { lockId: LockNumber, uuid: LockUuid, timestamp: Timestamp };
const keyFacts = { tempKeyUuid: KeyUuid, lockId: LockNumber, lockUuid: LockUuid };

export const InitialKey = Type.Object({
  uuid: Text,
  indexNumber: Type.Optional(Type.Integer()),
  userId: Type.Optional(Text),
});

/** The published events, to the field; `context` beside them is ours. */
const EVENTS = {
  LockCreated: Type.Object({
    ...lockFacts,
    serialNumber: Type.Optional(Text),
    keys: Type.Optional(Type.Array(InitialKey)),
    ownerId: Type.Optional(Text),
  }),
  OwnerSet: Type.Object({ ...lockFacts, userId: Text }),
  OrganizationSet: Type.Object({ ...lockFacts, orgId: Text }),
  LockUuidChanged: Type.Object({ ...lockFacts, newUuid: Text, previousUuid: Text }),
  LockOpenRequested: Type.Object({ ...lockFacts, reason: Type.Optional(Text), requestId: Type.Optional(Text) }),
  TempKeyCreated: Type.Object({
    ...keyFacts,
    accessMode: AccessMode,
    allowedUserIds: Type.Optional(Type.Array(Text)),
    validFrom: Type.String({ examples: [SAMPLE_FROM] }),
    validUntil: Type.String({ examples: [SAMPLE_UNTIL] }),
    maxUses: Type.Optional(MaxUses),
    createdBy: Text,
    timestamp: Timestamp,
  }),
  TempKeyUsed: Type.Object({
    ...keyFacts,
    userId: Type.Optional(Text),
    usedCount: Type.Number({ examples: [1] }),
    timestamp: Timestamp,
  }),
  TempKeyUpdated: Type.Object({
    ...keyFacts,
    changes: Type.Object({
      validFrom: Type.Optional(Text),
      validUntil: Type.Optional(Text),
      maxUses: Type.Optional(MaxUses),
      allowedUserIds: Type.Optional(Type.Array(Text)),
      accessMode: Type.Optional(AccessMode),
    }),
    updatedBy: Text,
    timestamp: Timestamp,
  }),
  TempKeyDeleted: Type.Object({ ...keyFacts, deletedBy: Text, timestamp: Timestamp }),
} as const satisfies Record<string, TObject>;

/** The answer to a command: `event` is null when it was already done before. */
export function commandAnswer<P extends TProperties>(type: keyof typeof EVENTS, more: P) {
  const event = Type.Object({ type: Type.Enum([type], { type: "string" }), data: EVENTS[type] });
  return Type.Object(
    {
      success: Type.Boolean({ examples: [true] }),
      aggregateId: Type.String({ description: "The lock's number as text", examples: ["123"] }),
      version: Type.Number({ description: "Events in the lock's stream", examples: [7] }),
      event: orNull(event),
      ...more,
    },
    { description: "Done; event is null when it was already done before" },
  );
}

const ErrorDetail = Type.Object({ field: Text, message: Text });

const errorSchema = (code: number, error: string, message: string, more: TProperties = {}) =>
  Type.Object(
    {
      success: Type.Boolean(),
      error: Text,
      message: Text,
      code: Type.Integer(),
      details: Type.Optional(Type.Array(ErrorDetail)),
      ...more,
    },
    { description: message, examples: [{ success: false, error, message, code }] },
  );

const listed = { errors: Type.Array(Type.Object({ code: Type.Number(), message: Text })) };

const ERRORS: Readonly<Record<number, readonly [error: string, message: string]>> = {
  400: ["Bad Request", "The request contains invalid parameters or malformed data"],
  401: ["Unauthorized", "Authentication required. Send a bearer token, an X-API-Key header, or both"],
  403: ["Forbidden", "The caller may not do this"],
  404: ["Not Found", "Lock not found"],
  409: ["Conflict", "A temporary key with this UUID and other content already exists"],
  413: ["Payload Too Large", "The body is larger than 64 KiB"],
  415: ["Unsupported Media Type", "Send the body as application/json"],
  429: ["Too Many Requests", "Too many requests; try again in 12 s"],
  500: ["Internal Server Error", "Something went wrong here; it has been logged"],
  502: ["Bad Gateway", "The lock did not open: offline"],
  503: ["Service Unavailable", "The record cannot be written now"],
};

/** The error answers of a route: those named, and what every route may answer. */
export function errorAnswers(...codes: number[]): Record<number, TSchema> {
  return answers([...codes, 400, 401, 429, 500, 503]);
}

/** The same for a route that takes a body. */
export function bodyErrorAnswers(...codes: number[]): Record<number, TSchema> {
  return answers([...codes, 400, 401, 413, 415, 429, 500, 503]);
}

/** The same for the two routes whose published 404 has a list of errors. */
export function listedErrorAnswers(): Record<number, TSchema> {
  return answers([400, 401, 404, 429, 500, 503], listed);
}

function answers(codes: readonly number[], more: TProperties = {}): Record<number, TSchema> {
  return Object.fromEntries(
    codes.map((code) => {
      const [error, message] = ERRORS[code]!;
      return [code, errorSchema(code, error, message, more)];
    }),
  );
}
