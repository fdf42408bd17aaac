/** Moving an installation from one store to another: all of it, or nothing. */
import type { Verified } from "../ledger/verify-record.ts";
import { type Source, TABLES, type Target } from "./tables.ts";

/** The store to read and the store to fill. */
export interface Endpoints {
  /** Take the store so that nobody else writes to it. @throws Error when it is not there */
  openSource(): Promise<Source>;
  /** @throws Error when it cannot be made */
  openTarget(): Promise<Target>;
  /** The same for reading, where it is full already. */
  openTargetAsSource(): Promise<Source>;
  targetIsEmpty(): Promise<boolean>;
  verifySource(): Promise<Verified>;
  verifyTarget(): Promise<Verified>;
}

/** What a transfer came to. */
export interface Transferred {
  /** Rows by the name of their table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly record: Verified & { readonly ok: true };
  /** Whether an earlier run had moved it all, and this one proved it. */
  readonly before: boolean;
}

/**
 * Move everything, then prove it: every table has as many rows, both records verify, and their heads are the same.
 *
 * Run again after an interruption, it starts anew, or proves what is there.
 *
 * @throws Error when a record is damaged, when the target holds something else, or when the copy is not the same
 */
export async function transfer(endpoints: Endpoints): Promise<Transferred> {
  const source = await endpoints.openSource();
  try {
    const from = whole(await endpoints.verifySource(), "The record to move is damaged");
    const before = !(await endpoints.targetIsEmpty());
    const rows = before ? await countOf(source) : await copy(source, await endpoints.openTarget());
    const target = await endpoints.openTargetAsSource();
    const arrived = await countOf(target).finally(() => target.close());
    const to = whole(await endpoints.verifyTarget(), "The record that arrived is damaged");
    const different = TABLES.filter(({ name }) => rows[name] !== arrived[name]).map(
      ({ name }) => `${name} (${rows[name]} here, ${arrived[name]} there)`,
    );
    if (from.events !== to.events || from.locks !== to.locks || from.head !== to.head) different.push("the record");
    if (different.length > 0) {
      const what = before ? "The target holds other data" : "The copy is not the same";
      throw new Error(`${what}: ${different.join(", ")}; empty it before you move anything there`);
    }
    return { rows, record: to, before };
  } finally {
    await source.close();
  }
}

async function copy(source: Source, target: Target): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  try {
    for (const table of TABLES) {
      counts[table.name] = 0;
      for await (const rows of source.rows(table)) {
        await target.write(table, rows);
        counts[table.name]! += rows.length;
      }
    }
    await target.finish();
    return counts;
  } catch (error) {
    await target.abandon();
    throw error;
  }
}

async function countOf(source: Source): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    counts[table.name] = 0;
    for await (const rows of source.rows(table)) counts[table.name]! += rows.length;
  }
  return counts;
}

function whole(verified: Verified, otherwise: string): Verified & { readonly ok: true } {
  if (!verified.ok) throw new Error(`${otherwise}: ${verified.problem}`);
  return verified;
}
