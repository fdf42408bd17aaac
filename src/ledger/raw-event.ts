/** Events as they stand in the table, before anybody has trusted them. */
import { canonicalJson } from "../domain/canonical-json.ts";
import type { LedgerEvent, StoredEvent } from "../domain/events.ts";

/** An event as a store holds it: texts and bytes that are not yet believed. */
export interface RawEvent {
  readonly position: number;
  readonly lockId: number;
  readonly version: number;
  /** Position of the event before it in its stream, null before the first one; absent where the store keeps none. */
  readonly previous?: number | null;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Canonical JSON, as long as nobody changed it. */
  readonly data: string;
  readonly context: string | null;
  readonly hash: Uint8Array;
}

/** @throws SyntaxError for text that is not JSON, which the ledger never wrote */
export function parseEvent({ type, data, context }: Pick<RawEvent, "type" | "data" | "context">): LedgerEvent {
  const parsed = {
    type,
    data: JSON.parse(data) as unknown,
    ...(context !== null && { context: JSON.parse(context) as unknown }),
  };
  return parsed as LedgerEvent;
}

/** @throws SyntaxError for text that is not JSON, which the ledger never wrote */
export function storedEvent(raw: RawEvent): StoredEvent {
  const { position, lockId, version, at, hash } = raw;
  return { position, lockId, version, at, event: parseEvent(raw), hash };
}

/** Whether text is a JSON object as the ledger writes it; whatever somebody else wrote is answered too. */
export function isCanonical(text: string): boolean {
  if (!text.startsWith("{")) return false;
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch (error) {
    // What is no JSON, what canonical JSON cannot hold, and what is nested without end.
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}
