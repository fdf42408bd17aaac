import { screen } from "../../api/paths.ts";
import type { Query } from "../../api/queries.ts";
import type { KeyRow, LockRow, Rows } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { distance, Instant } from "../../time/instant.tsx";
import { Attention } from "../../ui/attention.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { Standing } from "../../ui/standing.tsx";
import { isTonight } from "./nights.ts";
import { tonight } from "./texts.ts";

interface ComingsProps {
  readonly of: Query<Rows & { readonly rows: readonly KeyRow[] }>;
  /** Those who arrive, by when their keys begin, or those who leave. */
  readonly way: "from" | "until";
  readonly troubled: readonly LockRow[];
}

/** Who a key is for, as one would say it at the desk. */
export function whoOf({ note, anyone, people }: Pick<KeyRow, "note" | "anyone" | "people">): string {
  if (note !== null) return note.split("\n", 1)[0]!;
  const first = people[0];
  return anyone ? tonight.anyone : (first?.name ?? first?.email ?? first?.id ?? "");
}

/** Who arrives, or who leaves, until noon of tomorrow at their door. */
export function Comings({ of: { data, error }, way, troubled }: ComingsProps) {
  const now = Date.now();
  const rows = data?.rows.filter((row) => isTonight(Date.parse(row[way]), now, row.doors[0]?.timeZone ?? "UTC")) ?? [];
  const isArriving = way === "from";
  const all = screen(
    isArriving ? "/keys?status=upcoming&sort=from&order=asc" : "/keys?status=active&sort=until&order=asc",
  );
  return (
    <section>
      <h2>{isArriving ? tonight.arriving : tonight.leaving}</h2>
      {(!data || error) && <Waiting error={error} />}
      {data && rows.length === 0 && <p class="aside">{isArriving ? tonight.nobodyArrives : tonight.nobodyLeaves}</p>}
      {rows.length > 0 && (
        <ul class="rows">
          {rows.map((row) => (
            <li key={row.uuid}>
              <a class="row-link coming" href={screen(`/keys/${row.uuid}`)}>
                <strong>{whoOf(row)}</strong>
                <span class="when">
                  <Instant at={row[way]} zone={row.doors[0]?.timeZone} />{" "}
                  <small class="aside">{distance(Date.parse(row[way]), now)}</small>
                </span>
                <span class="aside">
                  {row.doors.map(({ name, label, lockId }) => label ?? name ?? common.unnamedLock(lockId)).join(", ")}
                </span>
                <Standing of={row.status} />
                <Attention of={[...new Set(row.doors.flatMap((door) => troubleOf(door.lockId, troubled)))]} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {data && rows.length > 0 && rows.length === data.rows.length && data.total > rows.length && (
        <a href={all}>{tonight.all(data.total)}</a>
      )}
    </section>
  );
}

const troubleOf = (lockId: string, troubled: readonly LockRow[]) =>
  troubled.find((lock) => lock.lockId === lockId)?.attention ?? [];
