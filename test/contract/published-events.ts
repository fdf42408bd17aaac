/** The published events to the field, written down once more so that a change of the server's schemas is noticed. */
import assert from "node:assert/strict";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number";
const numberOrNull: Check = (value) => value === null || number(value);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const accessMode: Check = (value) => value === "public" || value === "user-whitelist";

interface Fields {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

const initialKey: Fields = { required: { uuid: text }, optional: { indexNumber: number, userId: text } };
const changes: Fields = {
  required: {},
  optional: {
    validFrom: text,
    validUntil: text,
    maxUses: numberOrNull,
    allowedUserIds: texts,
    accessMode,
  },
};

const lock = { lockId: number, uuid: text, timestamp: text };
const key = { tempKeyUuid: text, lockId: number, lockUuid: text, timestamp: text };

const PUBLISHED: Readonly<Record<string, Fields>> = {
  LockCreated: {
    required: lock,
    optional: {
      serialNumber: text,
      keys: (value) => Array.isArray(value) && value.every((one) => wrongFields(initialKey, one).length === 0),
      ownerId: text,
      thingName: text,
      thingArn: text,
    },
  },
  OwnerSet: { required: { ...lock, userId: text } },
  OrganizationSet: { required: { ...lock, orgId: text } },
  LockUuidChanged: { required: { ...lock, newUuid: text, previousUuid: text } },
  LockOpenRequested: { required: lock, optional: { reason: text, requestId: text } },
  TempKeyCreated: {
    required: { ...key, accessMode, validFrom: text, validUntil: text, createdBy: text },
    optional: { allowedUserIds: texts, maxUses: numberOrNull },
  },
  TempKeyUsed: { required: { ...key, usedCount: number }, optional: { userId: text } },
  TempKeyUpdated: {
    required: { ...key, changes: (value) => wrongFields(changes, value).length === 0, updatedBy: text },
  },
  TempKeyDeleted: { required: { ...key, deletedBy: text } },
};

/** Event types of our own, which partners are not promised. */
const OWN = new Set([
  "LockOpenSent",
  "LockOpened",
  "LockOpenFailed",
  "TempKeyUseReleased",
  "AdmissionRefused",
  "PinRefused",
]);

function wrongFields({ required, optional = {} }: Fields, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return ["(not an object)"];
  const entries = Object.entries(value);
  const wrong = entries.flatMap(([name, content]) => {
    const check = required[name] ?? optional[name];
    return check?.(content) ? [] : [name];
  });
  return [...wrong, ...Object.keys(required).filter((name) => !entries.some(([given]) => given === name))];
}

/**
 * That an event is a published one with exactly the published fields, or one of our own types.
 *
 * @returns whether its type is a published one
 */
export function assertPublished(event: { readonly type: string; readonly data: unknown }): boolean {
  const fields = PUBLISHED[event.type];
  if (!fields) {
    assert.ok(OWN.has(event.type), `${event.type} is neither published nor ours`);
    return false;
  }
  assert.deepEqual(wrongFields(fields, event.data), [], `fields of ${event.type}: ${JSON.stringify(event.data)}`);
  return true;
}
