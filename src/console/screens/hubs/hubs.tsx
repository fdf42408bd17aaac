import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { isOwner } from "../../api/session.ts";
import type { Hub } from "../../api/types.ts";
import { useLocation, useParams } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { HubForm } from "./hub-form.tsx";
import { HubPage } from "./hub-page.tsx";
import { HubState } from "./hub-state.tsx";
import { hubs } from "./texts.ts";
import "../doors/doors.css";

const EVERY_MS = 30_000;
type Page = { readonly hubs: readonly Hub[]; readonly nextCursor: string | null };

/** All hubs, or one of them. */
export function Hubs() {
  const { hubId } = useParams();
  return hubId ? <HubPage key={hubId} hubId={hubId} /> : <List />;
}

function List() {
  const { query: asked, route } = useLocation();
  const { cursor } = asked;
  const { data, error } = useGet<Page>(`/hubs${query({ cursor })}`, EVERY_MS);
  const own = data?.hubs.filter(({ builtIn }) => !builtIn) ?? [];
  const add = isOwner.value && (
    <a class="button" href={screen("/hubs?view=add")}>
      {hubs.add}
    </a>
  );
  return (
    <Screen title={shell.hubs} actions={own.length > 0 && add}>
      {(!data || error) && <Waiting error={error} />}
      {data && own.length === 0 && !cursor && (
        <Empty title={hubs.none}>
          <p>{hubs.noneNext}</p>
          <p>{isOwner.value ? hubs.simulated : hubs.ask}</p>
          {add}
        </Empty>
      )}
      {own.length > 0 && (
        <ul class="rows">
          {own.map((hub) => (
            <li key={hub.hubId}>
              <a class="row-link" href={screen(`/hubs/${hub.hubId}`)}>
                <span class="grow">
                  <strong>{hub.name ?? hub.hubId}</strong> <span class="aside">{hubs.kinds[hub.kind][0]}</span>
                </span>
                <HubState hub={hub} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {data?.nextCursor && <a href={screen(`/hubs${query({ cursor: data.nextCursor })}`)}>→</a>}
      {asked["view"] === "add" && isOwner.value && (
        <HubForm onClose={(made) => route(screen(made ? `/hubs/${made}` : "/hubs"), made === undefined)} />
      )}
    </Screen>
  );
}
