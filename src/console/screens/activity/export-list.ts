/** The list that is looked at, whole, as a table. */
import { call } from "../../api/api.ts";
import { query } from "../../api/paths.ts";
import type { ActivityItem, ActivityList } from "../../api/types.ts";
import { happened, headlineOf, whyOf } from "../../ui/activity-texts.ts";
import { csvOf } from "../../ui/csv.ts";
import { asked } from "./filter.ts";
import type { Wanted } from "./shown.ts";
import { activity } from "./texts.ts";

/** More are no table that anybody reads, and a minute's work for the server. */
export const MOST_LINES = 20_000;
const PAGE = 200;

/** @param onFound gets how many there are so far */
export async function tableOf(
  wanted: Wanted,
  signal: AbortSignal,
  onFound: (count: number) => void,
): Promise<{ readonly csv: string; readonly isAll: boolean }> {
  const lines: ReturnType<typeof lineOf>[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && lines.length < MOST_LINES) {
    const path = `/activity${query({ ...asked(wanted), limit: PAGE, cursor })}`;
    const page: ActivityList = await call("GET", path, { signal });
    lines.push(...page.items.map(lineOf));
    onFound(lines.length);
    cursor = page.nextCursor;
  }
  return { csv: csvOf([activity.columns, ...lines]), isAll: cursor === null };
}

function lineOf(item: ActivityItem) {
  const { time, door, key, person, method, type, settledAt, id } = item;
  const by = method ? happened.by[method] : type === "LockOpenRequested" ? happened.withoutKey : "";
  return [
    time,
    door.name ?? door.lockId,
    headlineOf(item),
    whyOf(item)?.[0] ?? item.reason,
    key && (key.note ?? key.uuid),
    person && (person.name ?? person.id),
    by,
    settledAt,
    id,
  ];
}
