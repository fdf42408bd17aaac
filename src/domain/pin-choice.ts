/** Which PIN a key may have. A PIN itself never comes here; it is known by keyed hashes, its blind indexes. */
import type { StoredPin } from "./erasable.ts";
import type { KeyTerms } from "./key-terms.ts";
import type { Rows } from "./rows.ts";
import type { TempKeyState } from "./temp-key.ts";

/** A PIN that a key may be given: its blind indexes, the one to be kept first, and the PIN encrypted. */
export interface PinCandidate {
  readonly blindIndexes: readonly string[];
  readonly ciphertext: string;
}

/** What comes of choosing a PIN: the key keeps its own or has none, takes a candidate, or every candidate is taken. */
export type PinChoice =
  | { readonly kind: "keep" }
  /** Take the candidate with this number in the list, counted from 0. */
  | { readonly kind: "take"; readonly candidate: number; readonly pin: StoredPin }
  | { readonly kind: "none-free" };

/** What `choosePin` is asked. */
export interface PinQuestion {
  readonly tempKeyUuid: string;
  /** The locks at which the PIN is to open. */
  readonly lockIds: readonly number[];
  readonly terms: Pick<KeyTerms, "validFrom" | "validUntil">;
  readonly held: StoredPin | null;
  /** All blind indexes of the PIN that is held, where the caller knows them. */
  readonly heldBlindIndexes?: readonly string[];
  readonly candidates: readonly PinCandidate[];
}

/** No two keys that could meet at one lock at one time share a PIN. A key keeps the one it has while that is so. */
export function choosePin(rows: Pick<Rows, "keysWithPin">, question: PinQuestion): PinChoice {
  const { held, heldBlindIndexes = [], candidates, lockIds } = question;
  if (lockIds.length === 0) return { kind: "keep" };
  if (held && isFree(rows, question, [held.blindIndex, ...heldBlindIndexes])) return { kind: "keep" };
  const candidate = candidates.findIndex(({ blindIndexes }) => isFree(rows, question, blindIndexes));
  const chosen = candidates[candidate];
  if (!chosen) return { kind: "none-free" };
  return { kind: "take", candidate, pin: { blindIndex: chosen.blindIndexes[0]!, ciphertext: chosen.ciphertext } };
}

function isFree(rows: Pick<Rows, "keysWithPin">, question: PinQuestion, blindIndexes: readonly string[]): boolean {
  const { lockIds, tempKeyUuid, terms } = question;
  const inTheWay = (other: TempKeyState) =>
    other.uuid !== tempKeyUuid &&
    other.revokedAt === null &&
    other.validFrom < terms.validUntil &&
    terms.validFrom < other.validUntil;
  return !lockIds.some((lockId) =>
    blindIndexes.some((blindIndex) => rows.keysWithPin(lockId, blindIndex).some(inTheWay)),
  );
}
