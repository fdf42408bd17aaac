/** A filter of activity as SQL. */
import type { SqlValue, Words } from "../database/sql.ts";
import type { ActivityFilter } from "./activity.ts";

/** Conditions with their values, each with AND before it; an empty text where everything is wanted. */
export interface Conditions {
  readonly text: string;
  readonly given: readonly SqlValue[];
}

/**
 * What an index finds, of one door or of one key, and what is looked for among that. Times are left to whoever asks.
 *
 * @param first the number of the first value; after those of `indexed` there is one more before those of `others`
 */
export function conditionsOf(
  { elements, records }: Words,
  { lockIds, tempKeyUuid, personId, types, outcomes }: ActivityFilter,
  first: number,
): { readonly indexed: Conditions; readonly others: Conditions } {
  const [lockId, ...moreLocks] = lockIds ?? [];
  const ofOneLock = lockId !== undefined && moreLocks.length === 0;
  let indexed: Conditions = { text: "", given: [] };
  if (tempKeyUuid !== undefined) indexed = { text: `AND temp_key = $${first}`, given: [tempKeyUuid] };
  else if (ofOneLock) indexed = { text: `AND lock_id = $${first}`, given: [lockId] };

  const texts: string[] = [];
  const given: SqlValue[] = [];
  const add = (value: SqlValue | undefined, condition: (place: string) => string) => {
    if (value === undefined) return;
    texts.push(`AND ${condition(`$${first + indexed.given.length + 1 + given.length}`)}`);
    given.push(value);
  };
  if (lockIds && (tempKeyUuid !== undefined || !ofOneLock)) {
    const locks = JSON.stringify(lockIds.map((lock_id) => ({ lock_id })));
    add(locks, (place) => `lock_id IN (SELECT r.lock_id FROM ${records(place, { lock_id: "number" })} r)`);
  }
  add(personId, (place) => `person = ${place}`);
  add(types && JSON.stringify(types), (place) => `type IN ${elements(place)}`);
  add(outcomes && JSON.stringify(outcomes), (place) => `outcome IN ${elements(place)}`);
  return { indexed, others: { text: texts.join(" "), given } };
}
