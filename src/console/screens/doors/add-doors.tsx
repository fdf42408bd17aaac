import { useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { Hub, HubDevice, Rows } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { useLocation } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Choice } from "../../ui/field.tsx";
import { Screen } from "../../ui/screen.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useSites } from "./filters.tsx";
import { doors } from "./texts.ts";
import "./doors.css";

/** What `POST /locks` takes. */
export interface NewDoor {
  readonly name: string;
  readonly timeZone: string;
  readonly siteId?: string;
  readonly hubId: string;
  readonly address?: string;
}

/** A door of a hub's device, or a simulated one. It has a number and is its device at once, or is not made. */
export function useNewDoor() {
  return useWrite(
    (call, door: NewDoor) => call<{ readonly lockId: string }>("POST", "/locks", { body: door }),
    "/locks",
    "/hubs",
    "/organizations",
  );
}

/** Doors are what hubs find, or are simulated. */
export function AddDoors() {
  const { query: asked, route } = useLocation();
  const sites = useSites();
  const siteId = useSignal(asked["site"] ?? "");
  const { data: hubs, error } = useGet<{ readonly hubs: readonly Hub[] }>("/hubs");
  const real = hubs?.hubs.filter(({ builtIn }) => !builtIn) ?? [];
  const hubId = asked["hub"] ?? (real.length === 1 ? real[0]!.hubId : undefined);
  const site = sites.find((one) => one.siteId === siteId.value);
  const placed = { timeZone: site?.timeZone ?? OWN_ZONE, ...(site && { siteId: site.siteId }) };
  return (
    <Screen title={doors.add} back={{ href: screen("/doors"), label: shell.doors }}>
      {sites.length > 0 && (
        <Choice
          label={doors.putAt}
          of={siteId}
          options={[["", doors.site0], ...sites.map((one) => [one.siteId, one.name] as const)]}
        />
      )}
      <section>
        <h2>{doors.fromHub}</h2>
        {(!hubs || error) && <Waiting error={error} />}
        {hubs && real.length === 0 && (
          <>
            <p class="hint">{doors.noHubs}</p>
            <a class="button plain" href={screen("/hubs?view=add")}>
              {doors.addHub}
            </a>
          </>
        )}
        {real.length > 1 && (
          <div class="row" role="group" aria-label={doors.fromHub}>
            {real.map((hub) => (
              <button
                key={hub.hubId}
                type="button"
                class={hub.hubId === hubId ? "" : "plain"}
                aria-pressed={hub.hubId === hubId}
                onClick={() =>
                  route(screen(`/doors${query({ view: "add", hub: hub.hubId, site: siteId.value })}`), true)
                }
              >
                {hub.name ?? hub.hubId}
              </button>
            ))}
          </div>
        )}
        {hubId !== undefined && <Found key={hubId} hubId={hubId} placed={placed} />}
      </section>
      <Simulated placed={placed} />
    </Screen>
  );
}

type Placed = Pick<NewDoor, "timeZone" | "siteId">;

function Found({ hubId, placed }: { readonly hubId: string; readonly placed: Placed }) {
  const { data, error, isLoading } = useGet<{ readonly devices: readonly HubDevice[] }>(`/hubs/${hubId}/devices`);
  const add = useNewDoor();
  if (error)
    return (
      <div class="failure" role="alert">
        <p>{doors.unreached}</p>
        <a class="button plain" href={screen(`/hubs/${hubId}`)}>
          {doors.checkHub}
        </a>
      </div>
    );
  if (!data)
    return (
      <p class="waiting" role="status">
        {doors.looking}…
      </p>
    );
  if (data.devices.length === 0) return <p class="hint">{doors.noDevices}</p>;
  const free = data.devices.filter(({ bound }) => !bound);
  return (
    <div class="stack" aria-busy={isLoading}>
      <Failure error={add.error} />
      <ul class="rows">
        {[...free, ...data.devices.filter(({ bound }) => bound)].map(({ address, name, kind, area, bound, lockId }) => (
          <li key={address} class="found">
            <span>
              <strong>{name}</strong> <span class="aside">{[area, kind, address].filter(Boolean).join(" · ")}</span>
            </span>
            {!bound && (
              <button
                type="button"
                aria-label={doors.addDevice(name)}
                disabled={add.isBusy}
                onClick={async () => {
                  const door = { name: name.trim().slice(0, 120) || address.slice(0, 120), hubId, address, ...placed };
                  if (await add.run(door)) toast(doors.added(door.name));
                }}
              >
                {doors.addThis}
              </button>
            )}
            {bound && lockId === null && <span class="aside">{doors.isDoor}</span>}
            {bound && lockId !== null && <a href={screen(`/doors/${lockId}`)}>{doors.showDoor}</a>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Simulated({ placed }: { readonly placed: Placed }) {
  const { route } = useLocation();
  const { data } = useGet<Rows>("/locks?limit=1");
  const add = useNewDoor();
  /** The same for all tries of one door: it may be among those that are counted by then. */
  const named = useRef<string>(undefined);
  return (
    <section>
      <h2>{doors.simulated}</h2>
      <p class="hint">{doors.simulatedHint}</p>
      <Failure error={add.error} />
      <button
        type="button"
        class="plain"
        disabled={add.isBusy || !data}
        onClick={async () => {
          const name = (named.current ??= doors.newDoor((data?.total ?? 0) + 1));
          const made = await add.run({ name, hubId: "simulator", ...placed });
          if (!made) return;
          named.current = undefined;
          toast(doors.added(name));
          route(screen(`/doors/${made.lockId}`));
        }}
      >
        {doors.addSimulated}
      </button>
    </section>
  );
}
