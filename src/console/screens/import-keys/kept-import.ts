/** The import that was begun in this browser: it can go on after the browser was closed. */
import { membership, signedIn } from "../../api/session.ts";
import { store, stored } from "../../ui/stored.ts";

/** A table, and the name under which its lines are made once only. */
export interface KeptImport {
  readonly importId: string;
  readonly name: string;
  readonly csv: string;
  /** Whose it is, and for which organisation. */
  readonly of: string;
}

const KEPT = "latchstring-table-of-keys";

/** Who imports now. */
export const importer = () => `${signedIn.value?.userId ?? ""} ${membership.value?.organizationId ?? ""}`;

/** Undefined where none was begun, or by somebody else. */
export function keptImport(): KeptImport | undefined {
  const kept = stored<KeptImport>(localStorage, KEPT);
  return kept?.of === importer() ? kept : undefined;
}

/** @param kept undefined once it is done; where the browser keeps nothing, it goes on as long as the page is open */
export function keepImport(kept: KeptImport | undefined): void {
  store(localStorage, KEPT, kept);
}
