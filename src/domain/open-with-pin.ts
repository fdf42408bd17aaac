/** A guest opens a door with a PIN. */
import { admit } from "./admission.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import { defined } from "./defined.ts";
import type { LedgerEvent } from "./events.ts";
import { isoTime } from "./ids.ts";
import { open } from "./open-door.ts";
import { afterWrongPin, pinAllowedFrom, pinCost, type PinPolicy } from "./pin-guard.ts";
import { refuseAdmission } from "./record-refusals.ts";
import type { CountedRefusal } from "./refusal-counting.ts";
import type { Rows } from "./rows.ts";

/** Open a lock with a PIN that was entered at it. */
export interface OpenWithPin {
  readonly type: "openWithPin";
  readonly lockId: number;
  /** All blind indexes of the PIN that was entered. */
  readonly blindIndexes: readonly string[];
  /** What the ciphertexts of the keys that these blind indexes find came to; whoever has the secrets looked into them. */
  readonly proofs: readonly PinProof[];
  /** Where it was entered: a keyed hash of the address. */
  readonly source: string;
  readonly policy: PinPolicy;
  readonly orderId: string;
  /** Hubs that the asking process alone holds: their devices are told at once, and not left to the one that holds them. */
  readonly heldHubs?: readonly string[];
}

/** Whether a key's ciphertext, opened for that key, holds the PIN that was entered. */
export interface PinProof {
  readonly tempKeyUuid: string;
  readonly ciphertext: string;
  readonly holds: boolean;
}

/**
 * Somebody entered a PIN at a lock. Whatever is wrong with it, the answer is the same; the record tells what it was.
 * While an allowance is spent nothing is decided, so a lock that is closed to tries tells nothing about PINs.
 *
 * A blind index only finds: it stands in a table that can be edited. What opens is a ciphertext that holds this PIN, and a ciphertext opens
 * for its own key alone.
 *
 * @throws Error where the order with this id is of another lock
 */
export function openWithPin(rows: Rows, command: OpenWithPin, now: number): Decision {
  const { lockId, blindIndexes, proofs, source, policy, orderId } = command;
  const lock = rows.lock(lockId);
  if (!lock) return wrongPin([]);
  const earlier = rows.order(orderId);
  if (earlier) {
    if (earlier.lockId !== lockId) throw new Error(`order ${orderId} belongs to something else`);
    return nothingToDo(lockId, earlier);
  }
  const from = pinAllowedFrom(lock.pinGuard, source, policy, now);
  if (from > now) return { events: [], answer: { ...THROTTLED, retryAt: from } };

  const found = blindIndexes
    .flatMap((blindIndex) => rows.keysWithPin(lockId, blindIndex))
    .map((key) => {
      const ciphertext = rows.key(key.uuid)?.pin?.ciphertext;
      return { key, proof: proofs.find((one) => one.tempKeyUuid === key.uuid && one.ciphertext === ciphertext) };
    });
  // Somebody was given a PIN, or another one, since the ciphertexts were looked into.
  if (found.some(({ proof }) => !proof)) return refuse("pin-changed");
  const attempts = found.flatMap(({ key, proof }) => {
    if (!proof!.holds) return [];
    const door = key.doors.find((one) => one.lockId === lockId);
    return door ? [{ key, door, admission: admit(key, { at: now, method: "code", door: door.id }) }] : [];
  });
  const right = attempts.find(({ admission }) => admission.admitted);
  if (right)
    return open(
      right.key,
      right.door,
      lock,
      { orderId, method: "code", source, ...defined({ heldHubs: command.heldHubs }) },
      now,
    );

  const wrong = attempts[0];
  const unknown = found.length > attempts.length ? "unproven-pin" : "unknown-pin";
  const reason = wrong && !wrong.admission.admitted ? wrong.admission.reason : unknown;
  const cost = pinCost(lock.pinGuard, source, policy, now);
  const next = pinAllowedFrom(afterWrongPin(lock.pinGuard, source, cost, now), source, policy, now);
  const refused: LedgerEvent = {
    type: "PinRefused",
    data: { lockId, uuid: lock.uuid, timestamp: isoTime(now) },
    context: {
      reason,
      source,
      ...cost,
      ...(wrong && { tempKeyUuid: wrong.key.uuid }),
      ...(next > now && { lockedUntil: isoTime(Math.ceil(next)) }),
    },
  };
  if (!wrong || wrong.admission.admitted) return wrongPin([refused]);
  const asked = { method: "code", via: "pin", door: wrong.door.id, source } as const;
  const ofKey = refuseAdmission(wrong.key, lock, wrong.admission.reason, asked, now);
  return wrongPin([refused, ...ofKey.events], ofKey.answer.counted);
}

const THROTTLED = { ok: false, reason: "too-many-pins", message: "Too many wrong PINs at this lock" } as const;

function wrongPin(events: readonly LedgerEvent[], counted?: CountedRefusal): Decision {
  return { events, answer: { ok: false, reason: "wrong-pin", message: "Invalid PIN", ...(counted && { counted }) } };
}
