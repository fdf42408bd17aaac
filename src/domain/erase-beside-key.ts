/** What stands beside the record about a key is erased: its texts, its PIN. The record stays as it is. */
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import type { KeyRow } from "./erasable.ts";
import { revokedSince } from "./temp-key.ts";

/** Erase what stands beside the record about a key. The server asks for it by itself, or whoever erases a person. */
export interface EraseBesideKey {
  readonly type: "eraseBesideKey";
  readonly tempKeyUuid: string;
  /** Its note and the texts of its doors. */
  readonly texts: boolean;
  /** Whom it is for, and how they are told of it. */
  readonly recipient?: boolean;
  /** By which it opens: of a key that has not ended, a new one is made when it is next changed. */
  readonly pin: boolean;
  /** Only where the key ended before that, in milliseconds since the epoch: it may have been extended since somebody looked. */
  readonly endedBefore?: number;
}

/**
 * Leaves nothing on the record, and nothing to do where there is nothing. Refused: `unknown-key`.
 *
 * @param now milliseconds since the epoch
 */
export function eraseBesideKey(row: KeyRow | undefined, command: EraseBesideKey, now: number): Decision {
  if (!row) return refuse("unknown-key");
  const { tempKeyUuid, texts, pin, recipient = false, endedBefore = Infinity } = command;
  const { lockId } = row.state.doors[0]!;
  const hasTexts = row.description !== null || Object.keys(row.labels).length > 0;
  const erased = { texts: texts && hasTexts, pin: pin && row.pin !== null };
  // The recipient is in no row that a decision reads.
  if (!(erased.texts || erased.pin || recipient) || endOf(row.state, now) >= endedBefore) return nothingToDo(lockId);
  return {
    ...nothingToDo(lockId),
    erasable: [{ kind: "key-erased", tempKeyUuid, ...erased, ...(recipient && { recipient }) }],
  };
}

/** When a key ended, or will, in milliseconds since the epoch. */
export function endOf(state: KeyRow["state"], now: number): number {
  return Math.min(revokedSince(state, now) ?? Infinity, state.validUntil);
}
