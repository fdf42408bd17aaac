/**
 * Proving the record: every event's hash is computed again, the state is folded again from the first event on, and
 * every stored row is compared with it.
 *
 * What the log alone cannot show is a rewriting that also recomputed every hash and row after it, or that cut off
 * the end with its rows: for that, keep a copy of the head elsewhere and pass it. The order between events of
 * different locks is not covered by the chain.
 */
import { fold } from "../domain/fold.ts";
import { chainHash, GENESIS } from "./chain.ts";
import { isEventType } from "./event-types.ts";
import { isCanonical, parseEvent, type RawEvent } from "./raw-event.ts";
import { type PinRow, type ProvedPins, type ProvePin, verifyPins } from "./verify-pins.ts";
import { changedFields, Refold, type Scratch, type StoredRow } from "./refold.ts";

/** What a store shows of itself: one consistent snapshot of the log and its rows. */
export interface RecordSource {
  /** Whether positions have no gaps, so that a gap means a removed event. */
  readonly gapless: boolean;
  /** All events in rising order of position. */
  events(): Iterable<RawEvent> | AsyncIterable<RawEvent>;
  /** All rows of all state tables, in any order. */
  rows(): Iterable<StoredRow> | AsyncIterable<StoredRow>;
  /** The PINs of all keys. */
  pins(): Iterable<PinRow> | AsyncIterable<PinRow>;
}

/** What the record is held against beside itself. */
export interface VerifyOptions {
  /** What `logHead` was at a position, from a copy kept elsewhere. */
  readonly head?: { readonly position: number; readonly hash: string };
  /** Given by whoever has the secrets of PINs. */
  readonly provePin?: ProvePin;
}

/** What proving a store's record came to. */
export type Verified =
  | {
      readonly ok: true;
      readonly events: number;
      readonly locks: number;
      /** Of the last event; 0 when there is none. */
      readonly position: number;
      /** `logHead` at that position. */
      readonly head: string;
      /** Where `provePin` was given. */
      readonly pins?: ProvedPins;
    }
  | Damaged;

/** The record is not whole; the first thing that is wrong. */
export interface Damaged {
  readonly ok: false;
  /** One sentence that names the first event or row that is wrong. */
  readonly problem: string;
  readonly position?: number;
  readonly lockId?: number;
  readonly version?: number;
}

/** Check a whole record, event by event and row by row. Memory is bounded by the scratch's own. */
export async function verifyRecord(
  source: RecordSource,
  scratch: Scratch,
  options: VerifyOptions = {},
): Promise<Verified> {
  const refold = new Refold(scratch);
  const { head } = options;
  let copyChecked = head === undefined;
  let position = 0;
  let events = 0;
  for await (const event of source.events()) {
    if (head && !copyChecked && event.position > head.position) {
      if (refold.head() !== head.hash) return rewritten(head);
      copyChecked = true;
    }
    const damage = checkPlace(event, position, source.gapless) ?? checkEvent(event, refold);
    if (damage) return damage;
    position = event.position;
    events++;
  }
  if (head && !copyChecked) {
    if (position < head.position) {
      const problem = `The log was cut off: it ends at event ${position}, but the head kept elsewhere is of event ${head.position}`;
      return { ok: false, problem, position };
    }
    if (refold.head() !== head.hash) return rewritten(head);
  }
  const verified = { ok: true, events, locks: refold.locks(), position, head: refold.head() } as const;
  const damage = await checkRows(source, refold);
  if (damage) return damage;
  const pins = await verifyPins(source.pins(), options.provePin);
  if (typeof pins === "string") return { ok: false, problem: pins };
  return options.provePin ? { ...verified, pins } : verified;
}

function rewritten(head: { readonly position: number }): Damaged {
  const problem = `The log was rewritten: up to event ${head.position} it does not have the head that was kept elsewhere`;
  return { ok: false, problem, position: head.position };
}

function checkPlace(event: RawEvent, previous: number, gapless: boolean): Damaged | undefined {
  const { position } = event;
  if (position <= previous) {
    return { ok: false, problem: `Event ${position} comes after event ${previous}: their order was changed`, position };
  }
  if (!gapless || position === previous + 1) return undefined;
  const missing = previous + 1;
  const which = missing === position - 1 ? `Event ${missing} was` : `Events ${missing} to ${position - 1} were`;
  return { ok: false, problem: `${which} removed from the log`, position: missing };
}

function checkEvent(raw: RawEvent, refold: Refold): Damaged | undefined {
  const { position, lockId, version } = raw;
  const damage = (problem: string): Damaged => ({ ok: false, problem, position, lockId, version });
  const name = `Event ${position} (lock ${lockId}, version ${version}, ${raw.type})`;

  const before = refold.stream(lockId);
  const expected = (before?.version ?? 0) + 1;
  if (version > expected) {
    return damage(`${name} follows version ${expected - 1}: what stood between them was removed or moved`);
  }
  if (version < expected) return damage(`${name} follows version ${expected - 1}: it was inserted or moved`);

  if (raw.previous !== undefined && raw.previous !== (before?.position ?? null)) {
    return damage(`${name} was changed: it points to event ${raw.previous} as the one before it`);
  }

  if (!isCanonical(raw.data) || (raw.context !== null && !isCanonical(raw.context))) {
    return damage(`${name} was changed: its text is not as the ledger writes it`);
  }
  if (!isEventType(raw.type)) return damage(`${name} was changed: this program writes no such type`);
  const hash = chainHash(before?.hash ?? GENESIS, { ...raw, type: raw.type });
  if (!hash.equals(raw.hash)) {
    return damage(`${name} was changed or inserted, or the one before it in its lock was: its hash is another`);
  }
  const event = parseEvent(raw);
  if (event.data.lockId !== lockId) return damage(`${name} was changed: it speaks of lock ${event.data.lockId}`);
  try {
    fold(refold, event, raw.at);
  } catch (error) {
    return damage(`${name} cannot follow what stands before it: ${error instanceof Error ? error.message : error}`);
  }
  refold.advance(lockId, { version, hash, position, updatedAt: raw.at });
  return undefined;
}

const NOUN = {
  lock: "lock",
  device: "device (hub and address)",
  key: "temporary key",
  door: "door (key/lock)",
  order: "order",
} as const;

/** Every stored row is taken away from the refolded ones: what differs was changed, what is left over is missing. */
async function checkRows(source: RecordSource, refold: Refold): Promise<Damaged | undefined> {
  for await (const row of source.rows()) {
    const name = `The row of ${NOUN[row.kind]} ${row.id}`;
    const at = row.kind === "lock" ? { lockId: Number(row.id) } : {};
    const expected = refold.take(row.kind, row.id);
    if (!expected) return { ok: false, problem: `${name} does not come from the log: it was added`, ...at };
    const [field] = changedFields(row.columns, expected);
    if (field === undefined) continue;
    if (row.kind === "lock" && field === "version") return wrongEnd(row, expected);
    return { ok: false, problem: `${name} is not what the log says: its ${field} was changed`, ...at };
  }
  const [missing] = refold.rest();
  return missing && { ok: false, problem: `The row of ${NOUN[missing.kind]} ${missing.id} is missing` };
}

function wrongEnd(row: StoredRow, expected: StoredRow["columns"]): Damaged {
  const [stored, logged] = [Number(row.columns["version"]), Number(expected["version"])];
  const ends = `the log of lock ${row.id} ends at version ${logged}, its row at version ${stored}`;
  const version = Math.min(stored, logged) + 1;
  const what =
    stored > logged
      ? `Version ${version} of lock ${row.id} was removed from the log, or the row was changed`
      : `Version ${version} of lock ${row.id} was inserted, or the row was changed`;
  return { ok: false, problem: `${what}: ${ends}`, lockId: Number(row.id), version };
}
