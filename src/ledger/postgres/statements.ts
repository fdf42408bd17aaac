/** What the writing of all tables has in common. */

/** What one statement writes: its parameters are arrays with one element a row. */
type Columns = readonly (readonly unknown[])[];

/** Sends one statement; nothing where its first column is empty. Its text is a constant. */
export type Send = (text: string, columns: Columns) => void;

/** Rows that are written in one statement with others, none of which sees what another writes but by `RETURNING`. */
export interface Part {
  /** By which other parts read what this one returns. */
  readonly name: string;
  readonly text: string;
  readonly columns: Columns;
}

/** By the names of their parts. */
const texts = new Map<string, string>();

/** All that is not empty in one statement: each one is something more to send, to begin and to answer. */
export function together(parts: readonly Part[]): Parameters<Send> {
  const some = parts.filter(({ columns }) => columns[0]!.length > 0);
  const names = some.map(({ name }) => name).join();
  const text = texts.get(names) ?? textOf(some);
  texts.set(names, text);
  return [text, some.flatMap(({ columns }) => columns)];
}

function textOf(parts: readonly Part[]): string {
  let before = 0;
  const numbered = parts.map(({ name, text, columns }) => {
    const first = before;
    before += columns.length;
    return `${name} AS (${text.replaceAll(/\$(\d+)/g, (_, n: string) => `$${first + Number(n)}`)})`;
  });
  return `WITH ${numbered.join(", ")} SELECT`;
}

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
