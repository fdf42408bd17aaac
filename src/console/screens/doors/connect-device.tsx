import { useSignal } from "../../use-signal.ts";
import type { ApiError } from "../../api/api-error.ts";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { Hub, HubDevice, LockRow } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Choice } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { door } from "./door-texts.ts";
import { doors } from "./texts.ts";

/** What is in the way of another device, in the reader's words. */
export function DeviceFailure({ error }: { readonly error: ApiError | undefined }) {
  if (error?.kind !== "conflict") return <Failure error={error} />;
  return (
    <div class="failure" role="alert">
      <p>{door.taken}</p>
    </div>
  );
}

/** The door becomes a device that a hub finds, or a simulated one. */
export function ConnectDevice({ lock, onClose }: { readonly lock: LockRow; readonly onClose: () => void }) {
  const { lockId, name } = lock;
  const { data, error } = useGet<{ readonly hubs: readonly Hub[] }>("/hubs");
  const chosen = useSignal<string | undefined>(undefined);
  const bind = useWrite(
    (call, device: { readonly hubId: string; readonly address: string }) =>
      call("PUT", `/locks/${lockId}/device`, { body: device }),
    "/locks",
    "/hubs",
  );
  const hubs = data?.hubs.filter(({ builtIn }) => !builtIn) ?? [];
  const hubId = chosen.value ?? (lock.device.hubId !== "simulator" ? lock.device.hubId : null) ?? hubs[0]?.hubId;
  const take = async (device: { readonly hubId: string; readonly address: string }) => {
    if ((await bind.run(device)) === undefined) return;
    toast(door.connected);
    onClose();
  };
  return (
    <Dialog title={door.connect} onClose={onClose}>
      <p class="hint">{door.connectText(name ?? common.unnamedLock(lockId))}</p>
      <DeviceFailure error={bind.error} />
      {(!data || error) && <Waiting error={error} />}
      {data && hubs.length === 0 && (
        <p>
          {doors.noHubs} <a href={screen("/hubs?view=add")}>{doors.addHub}</a>
        </p>
      )}
      {hubs.length > 0 && (
        <Choice
          label={door.chooseHub}
          value={hubId!}
          onValue={(value) => (chosen.value = value)}
          options={hubs.map((hub) => [hub.hubId, hub.name ?? hub.hubId] as const)}
        />
      )}
      {hubs.length > 0 && hubId !== undefined && (
        <Free key={hubId} hubId={hubId} isBusy={bind.isBusy} onTake={(address) => void take({ hubId, address })} />
      )}
      {lock.device.hubId !== "simulator" && (
        <button
          type="button"
          class="plain"
          disabled={bind.isBusy}
          onClick={() => void take({ hubId: "simulator", address: lockId })}
        >
          {door.simulate}
        </button>
      )}
    </Dialog>
  );
}

interface FreeProps {
  readonly hubId: string;
  readonly isBusy: boolean;
  readonly onTake: (address: string) => void;
}

function Free({ hubId, isBusy, onTake }: FreeProps) {
  const { data, error } = useGet<{ readonly devices: readonly HubDevice[] }>(`/hubs/${hubId}/devices`);
  if (error)
    return (
      <p class="problem">
        {doors.unreached} <a href={screen(`/hubs/${hubId}`)}>{doors.checkHub}</a>
      </p>
    );
  if (!data) return <p class="waiting">{doors.looking}…</p>;
  if (data.devices.length === 0) return <p class="hint">{doors.noDevices}</p>;
  return (
    <ul class="rows">
      {data.devices.map(({ address, name, area, kind, bound }) => (
        <li key={address} class="found">
          <span>
            <strong>{name}</strong> <span class="aside">{[area, kind, address].filter(Boolean).join(" · ")}</span>
          </span>
          {bound ? (
            <span class="aside">{doors.isDoor}</span>
          ) : (
            <button
              type="button"
              class="plain"
              aria-label={door.chooseNamed(name)}
              disabled={isBusy}
              onClick={() => onTake(address)}
            >
              {door.chooseDevice}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
