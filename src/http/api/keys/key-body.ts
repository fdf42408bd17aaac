/** A key with its doors, as the answers about keys over several doors show it. */
import Type, { type TProperties, type TSchema } from "typebox";
import { type Actor, isEntitled } from "../../../domain/actor.ts";
import { keyStatus } from "../../../domain/admission.ts";
import { isEntitledToEach } from "../../../domain/entitlement.ts";
import { isoTime } from "../../../domain/ids.ts";
import type { Term } from "../../../domain/key-terms.ts";
import type { LockState } from "../../../domain/lock.ts";
import { pinLocks, revokedSince, type TempKeyState } from "../../../domain/temp-key.ts";
import { basePath, type Config } from "../../../config.ts";
import type { Ledger, LedgerReads, TempKeyRecord } from "../../../ledger/ledger.ts";
import { HttpError } from "../../answers/errors.ts";
import { shownTerms } from "./key-terms.ts";
import { orNull } from "../../schemas.ts";
import {
  AccessMode,
  DoorLabel,
  DoorMethod,
  DoorNumber,
  KeyStatus,
  KeyUuid,
  LockIdText,
  LockUuid,
  MaxUses,
  Names,
  RevokedAt,
  Timestamp,
  UsedCount,
  UserName,
  WindowEnd,
  WindowStart,
} from "../schemas.ts";

export const KeyPath = Type.Object({ uuid: { ...KeyUuid, title: "KeyUuid" } });

export const PageLink = Type.String({
  description: "Path of the guest's page, with that of PUBLIC_URL before it",
  examples: ["/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"],
});

export const Doors = Type.Array(
  Type.Object(
    {
      id: DoorNumber,
      lockId: LockIdText,
      lockUuid: LockUuid,
      label: orNull(DoorLabel),
      accessMethod: DoorMethod,
      usedCount: { ...UsedCount, description: "Openings of this door" },
    },
    { title: "Door", description: "One lock within one key" },
  ),
);

export const KeyBody = Type.Object(
  {
    uuid: KeyUuid,
    url: PageLink,
    validFrom: WindowStart,
    validUntil: WindowEnd,
    description: orNull(Type.String({ examples: ["Anna, room 4"] })),
    createdBy: UserName,
    createdAt: Timestamp,
    revokedAt: RevokedAt,
    pausedAt: orNull(Type.String({ format: "date-time" }), {
      description: "Since when it is paused; null while it is not",
      examples: [null],
    }),
    revokeAfter: orNull(Type.String({ format: "date-time" }), {
      description: "While it is paused: from then on it is taken back; null for never",
      examples: [null],
    }),
    doors: Doors,
    accessMode: AccessMode,
    allowedUserIds: Names,
    maxUses: MaxUses,
    maxUsesPerDoor: MaxUses,
    usedCount: UsedCount,
    hasPin: Type.Boolean({ description: "Whether a PIN opens one of its doors", examples: [true] }),
    status: KeyStatus,
  } satisfies Record<Term, TSchema> & TProperties,
  { title: "TempKey", description: "A temporary key with its doors" },
);

export function pageLink(uuid: string, config: Pick<Config, "publicUrl">): string {
  return `${basePath(config)}/temp-keys/${uuid}`;
}

type LockReads = Pick<LedgerReads, "locks">;

export async function keyBody(record: TempKeyRecord, read: LockReads, config: Pick<Config, "publicUrl">, now: number) {
  const { state: key, description } = record;
  const { uuid, createdBy, usedCount } = key;
  return {
    ...shownTerms(key),
    uuid,
    url: pageLink(uuid, config),
    description,
    createdBy,
    createdAt: isoTime(key.createdAt),
    revokedAt: timeOrNull(revokedSince(key, now)),
    pausedAt: timeOrNull(key.paused?.since),
    revokeAfter: timeOrNull(key.paused?.revokeAfter),
    doors: await doorBodies(record, read),
    usedCount,
    hasPin: record.pin !== null && pinLocks(key).length > 0,
    status: keyStatus(key, now),
  };
}

function timeOrNull(at: number | null = null): string | null {
  return at === null ? null : isoTime(at);
}

export async function doorBodies({ state, labels }: TempKeyRecord, read: LockReads) {
  const locks = await locksOf(state, read);
  return state.doors.map(({ id, lockId, method, usedCount }, i) => ({
    id,
    lockId: String(lockId),
    lockUuid: locks[i]!.uuid,
    label: labels[id] ?? null,
    accessMethod: method,
    usedCount,
  }));
}

async function locksOf(key: TempKeyState, read: LockReads): Promise<readonly LockState[]> {
  const locks = await read.locks(key.doors.map(({ lockId }) => lockId));
  return key.doors.map(({ lockId }) => {
    const lock = locks.get(lockId);
    if (!lock) throw new Error(`the lock of a key is missing: ${lockId}`);
    return lock.state;
  });
}

export async function isEntitledToKey(key: TempKeyState, actor: Actor, read: LockReads): Promise<boolean> {
  return isEntitledToEach(actor, await locksOf(key, read));
}

/**
 * A key all of whose locks the caller may manage.
 *
 * @throws HttpError 404, the same for none and for one none of whose locks the caller may manage; 403 where they may
 * manage some, whose lists have the key
 */
export async function managedKey({ read }: Pick<Ledger, "read">, actor: Actor, uuid: string): Promise<TempKeyRecord> {
  const record = await read.tempKey(uuid.toLowerCase());
  const locks = record ? await locksOf(record.state, read) : [];
  if (!record || !locks.some((lock) => isEntitled(actor, lock))) throw new HttpError(404, "Temporary key not found");
  if (!isEntitledToEach(actor, locks)) throw new HttpError(403, "Not authorized for one of the key's locks");
  return record;
}
