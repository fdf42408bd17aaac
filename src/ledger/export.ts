/**
 * A lock's record as a file that proves itself: `verify-export.ts` checks it with nothing but the file.
 *
 * An export is the whole stream or a range of its versions. What a filter leaves out would break the chain, so there
 * is no filtered one.
 */
import { setImmediate } from "node:timers/promises";
import type { FieldError } from "../domain/refusals.ts";
import { GENESIS } from "./chain.ts";
import { type ExportFormat, formOf } from "./export-formats.ts";
import type { LedgerReads } from "./ledger.ts";

export type { ExportFormat } from "./export-formats.ts";

/** Which events to export: versions of one lock's stream, both included, from 1. */
export interface ExportRange {
  readonly lockId: number;
  readonly fromVersion: number;
  readonly toVersion: number;
}

/** Events that are in memory at a time. */
const CHUNK = 128;

/** What is wrong with a range of a stream that has `version` events. */
export function checkRange(given: { fromVersion?: number; toVersion?: number }, version: number): FieldError[] {
  const { fromVersion = 1, toVersion = version } = given;
  const errors: FieldError[] = [];
  if (toVersion > version)
    errors.push({ field: "toVersion", message: `must be at most ${version}, the last there is` });
  const most = Math.min(toVersion, version);
  if (fromVersion > most)
    errors.push({ field: "fromVersion", message: `must be at most ${most}, where the export ends` });
  return errors;
}

/**
 * The text of an export, some events at a time, read when they are asked for. A range of events that are all there
 * never changes, so it is one whole however long it takes.
 */
export async function* exportEvents(
  read: Pick<LedgerReads, "rawEvents">,
  { lockId, fromVersion, toVersion }: ExportRange,
  format: ExportFormat,
): AsyncGenerator<string, void, undefined> {
  const form = formOf(format);
  const [before] = fromVersion > 1 ? await read.rawEvents(lockId, fromVersion - 1, fromVersion - 1) : [];
  let head = hex(before?.hash ?? GENESIS);
  let count = 0;
  let text = form.header;
  for (let from = fromVersion; from <= toVersion; from += CHUNK) {
    // Reading blocks the thread, so others get their turn between chunks.
    await setImmediate();
    for (const event of await read.rawEvents(lockId, from, Math.min(toVersion, from + CHUNK - 1))) {
      const hash = hex(event.hash);
      text += form.writeEvent({ ...event, previous: head, hash });
      head = hash;
      count++;
    }
    yield text;
    text = "";
  }
  yield text + form.writeEnd({ lockId, fromVersion, toVersion, count, head });
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex");
}
