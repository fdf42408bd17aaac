import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { isOwner } from "../../api/session.ts";
import type { LockDevice, LockRow } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ConnectDevice, DeviceFailure } from "./connect-device.tsx";
import { door } from "./door-texts.ts";
import { Fact } from "./fact.tsx";

/** Which device the door is. */
export function Device({ lock }: { readonly lock: LockRow }) {
  const isBound = lock.device.hubId !== null;
  const { data, error } = useGet<LockDevice>(isBound ? `/locks/${lock.lockId}/device` : undefined);
  const asks = useSignal<"connect" | "disconnect" | undefined>(undefined);
  const close = () => (asks.value = undefined);
  return (
    <section>
      <h2>{door.device}</h2>
      {!isBound && <p class="aside">{door.noDeviceYet}</p>}
      {isBound && (!data || error) && <Waiting error={error} />}
      {isBound && data && (
        <dl class="facts">
          <Fact name={door.hub}>
            {data.hubId === "simulator" ? door.simulated : <a href={screen(`/hubs/${data.hubId}`)}>{data.hubId}</a>}
          </Fact>
          <Fact name={door.addressOf}>{data.address}</Fact>
        </dl>
      )}
      {isOwner.value && (
        <div class="row">
          <button type="button" class="plain" onClick={() => (asks.value = "connect")}>
            {isBound ? door.another : door.connect}
          </button>
          {isBound && (
            <button type="button" class="danger" onClick={() => (asks.value = "disconnect")}>
              {door.disconnect}
            </button>
          )}
        </div>
      )}
      {asks.value === "connect" && <ConnectDevice lock={lock} onClose={close} />}
      {asks.value === "disconnect" && <Disconnect lock={lock} onClose={close} />}
    </section>
  );
}

function Disconnect({ lock: { lockId, name }, onClose }: { readonly lock: LockRow; readonly onClose: () => void }) {
  const write = useWrite((call) => call("DELETE", `/locks/${lockId}/device`), "/locks", "/hubs", "/timeline");
  return (
    <Dialog title={door.disconnectTitle} onClose={onClose}>
      <p>{door.disconnectText(name ?? common.unnamedLock(lockId))}</p>
      <DeviceFailure error={write.error} />
      <div class="row">
        <HoldButton
          class="danger"
          disabled={write.isBusy}
          onHeld={async () => {
            if ((await write.run()) === undefined) return;
            toast(door.disconnected);
            onClose();
          }}
        >
          {door.disconnectNow}
        </HoldButton>
        <button type="button" class="plain" onClick={onClose}>
          {common.cancel}
        </button>
      </div>
    </Dialog>
  );
}
