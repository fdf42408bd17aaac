/** A filter of activity as SQL. */
import type { SqlValue, Words } from "../database/sql.ts";
import type { ActivityFilter } from "./activity.ts";

/** Conditions with their values; an empty text where everything is wanted. */
export interface Conditions {
  readonly text: string;
  readonly given: readonly SqlValue[];
}

/** @param first the number of the first value; times are left to whoever asks, because there is an index of them */
export function conditionsOf({ elements, records }: Words, filter: ActivityFilter, first: number): Conditions {
  const { lockIds, tempKeyUuid, personId, types, outcomes } = filter;
  const texts: string[] = [];
  const given: SqlValue[] = [];
  const add = (value: SqlValue | undefined, condition: (place: string) => string) => {
    if (value === undefined) return;
    texts.push(condition(`$${first + given.length}`));
    given.push(value);
  };
  const locks = lockIds && JSON.stringify(lockIds.map((lock_id) => ({ lock_id })));
  add(locks, (place) => `lock_id IN (SELECT r.lock_id FROM ${records(place, { lock_id: "number" })} r)`);
  add(tempKeyUuid, (place) => `temp_key = ${place}`);
  add(personId, (place) => `person = ${place}`);
  add(types && JSON.stringify(types), (place) => `type IN ${elements(place)}`);
  add(outcomes && JSON.stringify(outcomes), (place) => `outcome IN ${elements(place)}`);
  return { text: texts.join(" AND "), given };
}
