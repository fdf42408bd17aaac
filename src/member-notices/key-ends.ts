/** When it is told that a key is about to end: a day before, and 2 hours before for a key of a day or two. */
import type { LedgerEvent } from "../domain/events.ts";

const HOUR_MS = 3_600_000;

/** From which span on a key's end is told, and so long before. */
const BEFORE: readonly { readonly span: number; readonly before: number }[] = [
  { span: 48 * HOUR_MS, before: 24 * HOUR_MS },
  { span: 4 * HOUR_MS, before: 2 * HOUR_MS },
];

/**
 * Of a key that is made, or whose end is set, at an instant: nobody needs to be told of what they did just now.
 *
 * @returns milliseconds since the epoch; null for a key that is too short
 */
export function warnAt(from: number, until: number): number | null {
  const rule = BEFORE.find(({ span }) => until - from >= span);
  return rule ? until - rule.before : null;
}

/** What an event changes of when a key's end is told; null for never. Undefined where it changes nothing. */
export function keyEndOf(
  event: LedgerEvent,
  at: number,
): { readonly uuid: string; readonly at: number | null } | undefined {
  switch (event.type) {
    case "TempKeyCreated": {
      const { tempKeyUuid: uuid, validFrom, validUntil } = event.data;
      return { uuid, at: warnAt(Math.max(at, Date.parse(validFrom)), Date.parse(validUntil)) };
    }
    case "TempKeyUpdated": {
      const { tempKeyUuid: uuid, changes } = event.data;
      return changes.validUntil === undefined ? undefined : { uuid, at: warnAt(at, Date.parse(changes.validUntil)) };
    }
    case "TempKeyDeleted":
      return event.context?.door === undefined ? { uuid: event.data.tempKeyUuid, at: null } : undefined;
    default:
      return undefined;
  }
}
