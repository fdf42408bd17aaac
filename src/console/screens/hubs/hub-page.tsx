import { useSignal } from "../../use-signal.ts";
import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { isOwner, mayManage } from "../../api/session.ts";
import type { Hub, LockRow, Rows } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { CheckHub } from "./check-hub.tsx";
import { Commission } from "./commission.tsx";
import { HubDoors } from "./hub-doors.tsx";
import { HubForm } from "./hub-form.tsx";
import { PAIRS } from "./hub-kinds.ts";
import { HubState } from "./hub-state.tsx";
import { withUnsaid } from "./hub-values.ts";
import { RemoveHub } from "./remove-hub.tsx";
import { hubs } from "./texts.ts";
import "../doors/doors.css";

const EVERY_MS = 30_000;
/** Of its doors so many are named. */
const NAMED = 10;

/** One hub: how it is, its doors, and what it is configured with. */
export function HubPage({ hubId }: { readonly hubId: string }) {
  const { data: hub, error } = useGet<Hub>(`/hubs/${encodeURIComponent(hubId)}`, EVERY_MS);
  const bound = useGet<Rows & { readonly locks: readonly LockRow[] }>(`/locks${query({ hub: hubId, limit: NAMED })}`);
  const asks = useSignal<"change" | "remove" | undefined>(undefined);
  const close = () => (asks.value = undefined);
  const isGone = !hub && error?.kind === "gone";
  const mayChange = isOwner.value && hub && !hub.builtIn;
  return (
    <Screen
      title={isGone ? hubs.gone : (hub?.name ?? hubId)}
      back={{ href: screen("/hubs"), label: shell.hubs }}
      actions={
        mayChange && (
          <>
            <button type="button" class="plain" onClick={() => (asks.value = "change")}>
              {hubs.change}
            </button>
            <button type="button" class="danger" onClick={() => (asks.value = "remove")}>
              {hubs.remove}
            </button>
          </>
        )
      }
    >
      {isGone && (
        <Empty title={hubs.gone}>
          <a href={screen("/hubs")}>{shell.hubs}</a>
        </Empty>
      )}
      {!isGone && (!hub || error) && <Waiting error={error} />}
      {hub && (
        <div class="stack door-parts">
          <section class="card stack">
            <p class="row">
              <HubState hub={hub} /> <span>{hubs.kinds[hub.kind][0]}</span>
              {hub.builtIn && <span class="aside">{hubs.builtIn}</span>}
            </p>
            <CheckHub hub={hub} />
          </section>
          <section>
            <h2>{hubs.doors}</h2>
            {(!bound.data || bound.error) && <Waiting error={bound.error} />}
            {bound.data?.total === 0 && <p class="aside">{hubs.noDoors}</p>}
            {bound.data && bound.data.total > 0 && <HubDoors locks={bound.data.locks} />}
            {bound.data && bound.data.total > NAMED && (
              <a href={screen(`/doors${query({ hub: hubId })}`)}>{hubs.allDoors(bound.data.total)}</a>
            )}
            {isOwner.value && !hub.builtIn && (
              <p>
                <a class="button" href={screen(`/doors${query({ view: "add", hub: hubId })}`)}>
                  {hubs.find}
                </a>
              </p>
            )}
            {PAIRS[hub.kind] && isOwner.value && <Commission hubId={hubId} />}
          </section>
          {!hub.builtIn && <Settings hub={hub} />}
          {mayManage.value && asks.value === "change" && <HubForm hub={hub} onClose={close} />}
          {asks.value === "remove" && <RemoveHub hub={hub} bound={bound.data} onClose={close} />}
        </div>
      )}
    </Screen>
  );
}

function Settings({ hub: { settings, secrets, kind } }: { readonly hub: Hub }) {
  return (
    <section>
      <h2>{hubs.settings}</h2>
      <dl class="facts">
        {Object.entries(withUnsaid(kind, settings)).map(([name, value]) => (
          <div key={name}>
            <dt>{hubs.labels[name]?.[0] ?? name}</dt>
            <dd>
              {typeof value === "object" ? (
                <code>{JSON.stringify(value)}</code>
              ) : (
                (hubs.options[String(value)] ?? String(value))
              )}
            </dd>
          </div>
        ))}
        {secrets.length > 0 && (
          <div>
            <dt>{hubs.secrets}</dt>
            <dd>{hubs.hasSecrets(secrets.map((name) => hubs.labels[name]?.[0] ?? name).join(", "))}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
