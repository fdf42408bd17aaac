/** The columns that stand beside a key's state, in every store. */
import type { KeyRow } from "../domain/erasable.ts";

/** Columns of a key's row in both stores; null where there is nothing, or it was erased. */
export interface ErasableColumns {
  readonly description: string | null;
  /** JSON. */
  readonly labels: string | null;
  readonly pin_index: string | null;
  readonly pin_box: string | null;
}

/** The erasable part of a row, read from its columns. @throws SyntaxError when `labels` is not JSON */
export function erasableOf({ description, labels, pin_index, pin_box }: ErasableColumns): Omit<KeyRow, "state"> {
  return {
    description,
    labels: labels === null ? {} : (JSON.parse(labels) as Record<string, string>),
    pin: pin_index === null || pin_box === null ? null : { blindIndex: pin_index, ciphertext: pin_box },
  };
}

/** The columns that the erasable part of a row is stored in. */
export function erasableColumns({ description, labels, pin }: Omit<KeyRow, "state">): ErasableColumns {
  return {
    description,
    labels: Object.keys(labels).length > 0 ? JSON.stringify(labels) : null,
    pin_index: pin?.blindIndex ?? null,
    pin_box: pin?.ciphertext ?? null,
  };
}
