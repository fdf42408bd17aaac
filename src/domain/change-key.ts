/** A key is changed: its terms, and the doors that come to it and leave it. */
import { type Actor, recordedAs } from "./actor.ts";
import type { KnownUsers } from "./create-key.ts";
import { type Decision, refuse } from "./decision.ts";
import { isEntitledAt, isEntitledToAll, isEntitledToSome, lockFinder } from "./entitlement.ts";
import type { Erasable, KeyRow } from "./erasable.ts";
import { keyFacts } from "./event-facts.ts";
import type { LedgerEvent } from "./events.ts";
import { checkChangedDoors, doorCreated, hasDoorAt, labelsOf, type NewDoor } from "./key-doors.ts";
import { checkNamedUsers, checkTerms, changesOf, type KeyTerms, termsAfter } from "./key-terms.ts";
import { endOrders } from "./order-decisions.ts";
import type { OrderState } from "./order.ts";
import { choosePin, type PinCandidate } from "./pin-choice.ts";
import type { Rows } from "./rows.ts";
import { type Door, pinLocks, revokedSince } from "./temp-key.ts";

/** What is asked to change; what is left out stays. */
export interface ChangedTerms extends Partial<KeyTerms>, KnownUsers {
  /** PINs that it may have, where a door opens by PIN. */
  readonly pinCandidates?: readonly PinCandidate[];
  /** All blind indexes of the PIN that it has. */
  readonly heldBlindIndexes?: readonly string[];
}

/** Change the terms, texts or doors of a key; what is left out stays. */
export interface ChangeKey extends ChangedTerms {
  readonly type: "changeKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
  readonly addDoors?: readonly NewDoor[];
  /** Numbers of doors within the key. */
  readonly removeDoors?: readonly number[];
  readonly description?: string;
}

/** Doors come and go and the terms change, while the link and the counts stay. */
export function changeKey(rows: Rows, orders: readonly OrderState[], command: ChangeKey, now: number): Decision {
  const { actor, tempKeyUuid, addDoors = [], removeDoors = [], description } = command;
  const row = rows.key(tempKeyUuid);
  // Somebody else's key or lock is as none.
  if (!row || !isEntitledToSome(rows, actor, row.state)) return refuse("unknown-key");
  const key = row.state;
  if (!isEntitledToAll(rows, actor, key)) return refuse("not-entitled");
  for (const [i, { lockId }] of addDoors.entries()) {
    const field = `addDoors[${i}].lockId`;
    if (!isEntitledAt(rows, actor, lockId))
      return refuse("unknown-lock", { fields: [{ field, message: "not found" }] });
  }
  if (revokedSince(key, now) !== null) return refuse("revoked");
  const unknown = removeDoors.findIndex((id) => !(id > 0 && id < key.nextDoor));
  if (unknown >= 0)
    return refuse("invalid", { fields: [{ field: `removeDoors[${unknown}]`, message: "is no door of this key" }] });

  const removed = key.doors.filter(({ id }) => removeDoors.includes(id));
  const kept = key.doors.filter(({ id }) => !removeDoors.includes(id));
  // A repeat: the door is there already.
  const fresh = addDoors.filter(
    (door) => !kept.some((one) => one.lockId === door.lockId && one.method === door.method),
  );
  const added = fresh.map(({ lockId, method }, i) => ({ id: key.nextDoor + i, lockId, method, usedCount: 0 }));
  const labels = labelsOf(fresh, key.nextDoor);
  const texts = {
    ...(description !== undefined && description !== row.description && { description }),
    ...(labels && { labels }),
  };
  return change(rows, row, command, { removed, added, texts, orders }, now);
}

/** Change a key of one lock, by the published call; what is left out stays. */
export interface UpdateTempKey extends ChangedTerms {
  readonly type: "updateTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
}

/** Change the terms of a key that opens this lock. */
export function updateTempKey(
  rows: Rows,
  orders: readonly OrderState[],
  command: UpdateTempKey,
  now: number,
): Decision {
  const { actor, lockId } = command;
  if (!isEntitledAt(rows, actor, lockId)) return refuse("unknown-lock");
  const row = rows.key(command.tempKeyUuid);
  if (!row || !hasDoorAt(row.state, lockId)) return refuse("unknown-key");
  if (!isEntitledToAll(rows, actor, row.state)) return refuse("not-entitled");
  if (revokedSince(row.state, now) !== null) return refuse("revoked");
  return change(rows, row, command, { orders }, now);
}

interface DoorChange {
  readonly removed?: readonly Door[];
  readonly added?: readonly Door[];
  readonly texts?: { readonly description?: string; readonly labels?: Readonly<Record<string, string>> };
  /** Of the key, those that wait: the ones that would not be admitted any more are ended. */
  readonly orders?: readonly OrderState[];
}

/** Everything that a change may be: checked whole, then recorded whole. */
export function change(
  rows: Rows,
  row: KeyRow,
  command: ChangedTerms & { readonly actor: Actor; readonly lockId?: number },
  { removed = [], added = [], texts = {}, orders = [] }: DoorChange,
  now: number,
): Decision {
  const { state: key } = row;
  const { changes, ownChanges } = changesOf(key, command);
  const terms = termsAfter(key, { ...changes, ...ownChanges });
  const ownChanged = Object.keys(ownChanges).length > 0;
  const termsChanged = Object.keys(changes).length > 0 || ownChanged;
  const kept = key.doors.filter((door) => !removed.includes(door));
  const doors = [...kept, ...added];

  const errors = termsChanged || added.length > 0 ? checkTerms(terms, now) : [];
  errors.push(...checkChangedDoors(doors, kept, added, terms));
  // A list that was made while it let nobody in counts from now on.
  if (command.allowedUserIds || changes.accessMode) errors.push(...checkNamedUsers(terms, command.knownUsers));
  if (errors.length > 0) return refuse("invalid", { fields: errors });
  const chosen = choosePin(rows, {
    tempKeyUuid: key.uuid,
    lockIds: pinLocks({ doors }),
    terms,
    held: row.pin,
    candidates: command.pinCandidates ?? [],
    ...(command.heldBlindIndexes && { heldBlindIndexes: command.heldBlindIndexes }),
  });
  if (chosen.kind === "none-free") return refuse("no-free-pin");

  const by = recordedAs(command.actor);
  const lockOf = lockFinder(rows, key.uuid);
  const events: LedgerEvent[] = [];
  // In every door's stream, also of those that go: the key may keep none of the doors that it had.
  if (termsChanged)
    for (const { lockId } of key.doors)
      events.push({
        type: "TempKeyUpdated",
        data: { ...keyFacts(key.uuid, lockOf(lockId), now), changes, updatedBy: by },
        ...(ownChanged && { context: ownChanges }),
      });
  for (const { id, lockId } of removed)
    events.push({
      type: "TempKeyDeleted",
      data: { ...keyFacts(key.uuid, lockOf(lockId), now), deletedBy: by },
      context: { door: id },
    });
  // Who an order is for is not known, so where the list changed, they all ask again.
  const listed = changes.allowedUserIds !== undefined || changes.accessMode !== undefined;
  const closed = (listed && terms.accessMode === "user-whitelist") || now < terms.validFrom || now >= terms.validUntil;
  const ended = orders.filter(({ door }) => closed || removed.some(({ id }) => id === door));
  events.push(...endOrders(key, ended, lockOf, now));
  for (const door of added) events.push(doorCreated(key.uuid, lockOf(door.lockId), door, terms, by, true, now));

  const erasable: Erasable[] = [];
  if (Object.keys(texts).length > 0) erasable.push({ kind: "key-texts", tempKeyUuid: key.uuid, ...texts });
  if (chosen.kind === "take") erasable.push({ kind: "key-pin", tempKeyUuid: key.uuid, pin: chosen.pin });
  const lockId = command.lockId ?? doors[0]!.lockId;
  return {
    events,
    answer: {
      ok: true,
      lockId,
      event: events.find(({ data }) => data.lockId === lockId) ?? events[0] ?? null,
      ...(chosen.kind === "take" && { pinCandidate: chosen.candidate }),
    },
    ...(erasable.length > 0 && { erasable }),
  };
}
