/** The columns that stand beside a key's state, in every store. */
import type { KeyRow } from "../domain/erasable.ts";

export interface ErasableColumns {
  readonly description: string | null;
  /** JSON. */
  readonly labels: string | null;
  readonly pin_index: string | null;
  readonly pin_box: string | null;
}

export function erasableOf({ description, labels, pin_index, pin_box }: ErasableColumns): Omit<KeyRow, "state"> {
  return {
    description,
    labels: labels === null ? {} : (JSON.parse(labels) as Record<string, string>),
    pin: pin_index === null || pin_box === null ? null : { blindIndex: pin_index, ciphertext: pin_box },
  };
}

export function erasableColumns({ description, labels, pin }: Omit<KeyRow, "state">): ErasableColumns {
  return {
    description,
    labels: Object.keys(labels).length > 0 ? JSON.stringify(labels) : null,
    pin_index: pin?.blindIndex ?? null,
    pin_box: pin?.ciphertext ?? null,
  };
}
