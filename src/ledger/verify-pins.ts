/**
 * PINs stand beside the record, so no hash of it covers them; but what finds one must fit the key that it finds. Whoever
 * has the secrets also proves that the PIN in a key's ciphertext is the one that its blind index stands for.
 */
import type { StoredPin } from "../domain/erasable.ts";
import { pinLocks, type TempKeyState } from "../domain/temp-key.ts";

/** A key's columns of its PIN, and where the table of look-ups has it. */
export interface PinRow {
  readonly uuid: string;
  /** Already compared with the log. */
  readonly state: string;
  readonly pin_index: string | null;
  readonly pin_box: string | null;
  /** `lock_id pin_index`, a line each, in any order; null for none. */
  readonly lookups: string | null;
}

/** Whether a blind index and a ciphertext belong together and to the key; undefined where the secret of their time is gone. */
export type ProvePin = (tempKeyUuid: string, stored: StoredPin) => Promise<boolean | undefined>;

/** How many stored PINs were decrypted and compared with their blind index. */
export interface ProvedPins {
  readonly proved: number;
  /** Of keys whose secret is not at hand. */
  readonly unproved: number;
}

/** @returns how many were proved, or a sentence that names the first one that is wrong. Erased PINs are not. */
export async function verifyPins(
  rows: Iterable<PinRow> | AsyncIterable<PinRow>,
  prove: ProvePin | undefined,
): Promise<ProvedPins | string> {
  let [proved, unproved] = [0, 0];
  for await (const { uuid, state, pin_index: blindIndex, pin_box: ciphertext, lookups } of rows) {
    const name = `The PIN of temporary key ${uuid}`;
    if (blindIndex === null && ciphertext === null) continue;
    if (blindIndex === null || ciphertext === null) return `${name} was changed: half of it is missing`;
    const expected = pinLocks(JSON.parse(state) as TempKeyState).map((lockId) => `${lockId} ${blindIndex}`);
    const found = lookups === null ? [] : lookups.split("\n");
    if (expected.toSorted().join() !== found.toSorted().join())
      return `${name} was changed: it is looked up at other locks, or by another index, than the key's own`;
    const fits = await prove?.(uuid, { blindIndex, ciphertext });
    if (fits === false) return `${name} is not the one that was sealed for it: it was changed or is another key's`;
    if (fits) proved++;
    else unproved++;
  }
  return { proved, unproved };
}
