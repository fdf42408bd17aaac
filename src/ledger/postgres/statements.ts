/** What the writing of all tables has in common. */

/** Sends one statement, whose parameters are arrays with one element a row; nothing where the first is empty. A text is a constant. */
export type Send = (text: string, columns: readonly (readonly unknown[])[]) => void;

/** PostgreSQL's texts hold every character but U+0000. Ids have none; what people wrote loses it. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd");
}

/** Of `events`, as `RawEvent` has them. */
export const EVENT_COLUMNS = `position, lock_id AS "lockId", version, type, at, data, context, hash`;

/** Note whose texts changed, for those who keep copies of some. @param from rows with the id in this column */
export function noteChanged(kind: "key" | "lock", column: string, from: string): string {
  return `INSERT INTO changed_texts (kind, id) SELECT '${kind}', ${column}::text FROM ${from}
    ON CONFLICT (kind, id) DO UPDATE SET xid = excluded.xid`;
}
