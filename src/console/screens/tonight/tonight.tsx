import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { KeyRow, Rows } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { distance, Instant } from "../../time/instant.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { Standing } from "../../ui/standing.tsx";
import { tonight } from "./texts.ts";

const EVERY_MS = 60_000;

export function Tonight() {
  const { data, error } = useGet<Rows & { readonly rows: readonly KeyRow[] }>(
    `/temp-keys/rows${query({ status: "upcoming", sort: "from", limit: 20 })}`,
    EVERY_MS,
  );
  return (
    <Screen title={shell.tonight}>
      <section>
        <h2>{tonight.arriving}</h2>
        {!data && <Waiting error={error} />}
        {data?.rows.length === 0 && <Empty title={tonight.nobody} />}
        {data && data.rows.length > 0 && (
          <ul class="rows">
            {data.rows.map(({ uuid, note, doors, from, status }) => (
              <li key={uuid}>
                <a class="row-link" href={screen(`/keys/${uuid}`)}>
                  <strong>{note ?? doors[0]?.name}</strong>
                  <Instant at={from} />
                  <span class="aside">{distance(Date.parse(from))}</span>
                  <Standing of={status} />
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Screen>
  );
}
