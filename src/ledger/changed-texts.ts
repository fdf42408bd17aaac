import type { ChangedTexts } from "./ledger.ts";

/** A row of `changed_texts`, in any store. */
export interface ChangedTextRow {
  readonly kind: string;
  readonly id: string;
}

/** Rows sorted by what they are about. */
export function changedTextsOf(rows: readonly ChangedTextRow[], cursor: string): ChangedTexts {
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  return { keys: of("key"), locks: of("lock").map(Number), users: of("user"), cursor };
}
