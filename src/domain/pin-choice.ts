/** Which PIN a key may have. A PIN itself never comes here; it is known by keyed hashes, its blind indexes. */
import type { StoredPin } from "./erasable.ts";
import type { KeyTerms } from "./key-terms.ts";
import type { Rows } from "./rows.ts";
import type { TempKeyState } from "./temp-key.ts";

/** A PIN that a key may be given: its indexes, the one to be kept first, and the PIN encrypted. */
export interface PinCandidate {
  readonly indexes: readonly string[];
  readonly box: string;
}

export type PinChoice =
  | { readonly kind: "keep" }
  /** Take the candidate with this place in the list. */
  | { readonly kind: "take"; readonly place: number; readonly pin: StoredPin }
  | { readonly kind: "none-free" };

export interface PinQuestion {
  readonly tempKeyUuid: string;
  /** The locks at which the PIN is to open. */
  readonly lockIds: readonly number[];
  readonly terms: Pick<KeyTerms, "validFrom" | "validUntil">;
  readonly held: StoredPin | null;
  /** All indexes of the PIN that is held, where the caller knows them. */
  readonly heldIndexes?: readonly string[];
  readonly candidates: readonly PinCandidate[];
}

/** No two keys that could meet at one lock at one time share a PIN. A key keeps the one it has while that is so. */
export function choosePin(rows: Pick<Rows, "keysWithPin">, question: PinQuestion): PinChoice {
  const { held, heldIndexes = [], candidates, lockIds } = question;
  if (lockIds.length === 0) return { kind: "keep" };
  if (held && isFree(rows, question, [held.index, ...heldIndexes])) return { kind: "keep" };
  const place = candidates.findIndex(({ indexes }) => isFree(rows, question, indexes));
  const candidate = candidates[place];
  if (!candidate) return { kind: "none-free" };
  return { kind: "take", place, pin: { index: candidate.indexes[0]!, box: candidate.box } };
}

function isFree(rows: Pick<Rows, "keysWithPin">, question: PinQuestion, indexes: readonly string[]): boolean {
  const { lockIds, tempKeyUuid, terms } = question;
  const inTheWay = (other: TempKeyState) =>
    other.uuid !== tempKeyUuid &&
    other.revokedAt === null &&
    other.validFrom < terms.validUntil &&
    terms.validFrom < other.validUntil;
  return !lockIds.some((lockId) => indexes.some((index) => rows.keysWithPin(lockId, index).some(inTheWay)));
}
