/** A key is made: over one door or several, always all doors or none. */
import { type Actor, isEntitled, recordedAs } from "./actor.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import type { Erasable, KeyRow } from "./erasable.ts";
import { isUnguessableUuid } from "./ids.ts";
import { isEntitledAt } from "./entitlement.ts";
import { checkDoors, doorCreated, labelsOf, type NewDoor } from "./key-doors.ts";
import { checkNamedUsers, checkTerms, type KeyTerms, type PublishedTerms, sameTerms } from "./key-terms.ts";
import type { LockState } from "./lock.ts";
import { choosePin, type PinCandidate } from "./pin-choice.ts";
import type { Rows } from "./rows.ts";
import { type Creation, creationOf, pinLocks } from "./temp-key.ts";

/** Of the users that a command may name, those that exist; undefined where not all that exist are known. */
export interface KnownUsers {
  readonly knownUsers?: readonly string[];
}

/** Make a key for one or several doors. The same key again, with the same content, changes nothing. */
export interface CreateKey extends KeyTerms, KnownUsers {
  readonly type: "createKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
  /** In the order in which the guest sees them. */
  readonly doors: readonly NewDoor[];
  readonly description?: string;
  /** Whom it is for, and how they are told of it, encrypted. */
  readonly recipient?: string;
  /** PINs that it may have, where a door opens by PIN. */
  readonly pinCandidates?: readonly PinCandidate[];
}

/** A repeat with the same content changes nothing, however much later; the same UUID with other content is refused. */
export function createKey(rows: Rows, command: CreateKey, now: number): Decision {
  const { actor, tempKeyUuid, doors } = command;
  const locks: LockState[] = [];
  for (const [i, { lockId }] of doors.entries()) {
    const lock = rows.lock(lockId);
    if (!lock) return refuse("unknown-lock", { fields: [{ field: `doors[${i}].lockId`, message: "not found" }] });
    locks.push(lock);
  }
  const foreign = locks.findIndex((lock) => !isEntitled(actor, lock));
  if (foreign >= 0) return refuse("not-entitled", { atField: `doors[${foreign}].lockId` });
  const row = rows.key(tempKeyUuid);
  if (row) {
    if (isSameKey(row, command)) return nothingToDo(locks[0]!.lockId);
    const message = "A temporary key with this UUID and other content already exists";
    return refuse("already-exists", { message, atField: "tempKeyUuid" });
  }
  const errors = [...checkTerms(command, now), ...checkDoors(doors, command.accessMode)];
  errors.push(...checkNamedUsers(command, command.knownUsers));
  if (!isUnguessableUuid(tempKeyUuid)) errors.unshift({ field: "tempKeyUuid", message: UNGUESSABLE });
  if (errors.length > 0) return refuse("invalid", { fields: errors });

  const numbered = doors.map(({ lockId, method }, i) => ({ id: i + 1, lockId, method, usedCount: 0 }));
  const chosen = choosePin(rows, {
    tempKeyUuid,
    lockIds: pinLocks({ doors: numbered }),
    terms: command,
    held: null,
    candidates: command.pinCandidates ?? [],
  });
  if (chosen.kind === "none-free") return refuse("no-free-pin");
  const events = numbered.map((door, i) =>
    doorCreated(tempKeyUuid, locks[i]!, door, command, recordedAs(actor), false, now),
  );
  const labels = labelsOf(doors, 1);
  const { description } = command;
  const erasable: Erasable[] = [];
  if (description !== undefined || labels)
    erasable.push({
      kind: "key-texts",
      tempKeyUuid,
      ...(description !== undefined && { description }),
      ...(labels && { labels }),
    });
  if (command.recipient !== undefined)
    erasable.push({ kind: "key-recipient", tempKeyUuid, recipient: command.recipient });
  if (chosen.kind === "take") erasable.push({ kind: "key-pin", tempKeyUuid, pin: chosen.pin });
  return {
    events,
    answer: {
      ok: true,
      lockId: locks[0]!.lockId,
      event: events[0]!,
      ...(chosen.kind === "take" && { pinCandidate: chosen.candidate }),
    },
    ...(erasable.length > 0 && { erasable }),
  };
}

/** Make a key for one lock, by the published call. The same again changes nothing. */
export interface CreateTempKey extends Pick<KeyTerms, keyof PublishedTerms>, KnownUsers {
  readonly type: "createTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
  readonly description?: string;
  readonly recipient?: string;
}

/** The same for one door. A lock of somebody else answers as one that does not exist. */
export function createTempKey(rows: Rows, command: CreateTempKey, now: number): Decision {
  if (!isEntitledAt(rows, command.actor, command.lockId)) return refuse("unknown-lock");
  const doors = [{ lockId: command.lockId, method: "key" }] as const;
  return createKey(rows, { ...command, type: "createKey", doors, maxUsesPerDoor: null }, now);
}

export const UNGUESSABLE = "must be a version 4 or version 7 UUID, because the link is the secret";

/** What was erased is not held against a repeat. */
function isSameKey(row: KeyRow, command: CreateKey): boolean {
  const was = row.state.createdWith ?? row.state;
  const labels = labelsOf(command.doors, 1) ?? {};
  return (
    sameCreation(creationOf(was), creationOf(command)) &&
    (row.description === null || row.description === (command.description ?? null)) &&
    Object.entries(row.labels).every(([door, label]) => Number(door) > was.doors.length || labels[door] === label)
  );
}

function sameCreation(a: Creation, b: Creation): boolean {
  return (
    sameTerms(a, b) &&
    a.doors.length === b.doors.length &&
    a.doors.every(({ lockId, method }, i) => lockId === b.doors[i]!.lockId && method === b.doors[i]!.method)
  );
}
