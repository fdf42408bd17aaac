import { screen } from "../../api/paths.ts";
import type { Hub, LockRow, Rows } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { useLocation } from "../../shell/location.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { HubDoors } from "./hub-doors.tsx";
import { hubs } from "./texts.ts";

interface RemoveHubProps {
  readonly hub: Hub;
  /** Its doors; undefined until they are known. */
  readonly bound: (Rows & { readonly locks: readonly LockRow[] }) | undefined;
  readonly onClose: () => void;
}

/** Names what would stop working; only a hub that no door needs is removed. */
export function RemoveHub({ hub: { hubId, name }, bound, onClose }: RemoveHubProps) {
  const { route } = useLocation();
  const remove = useWrite((call) => call("DELETE", `/hubs/${hubId}`), "/hubs", "/locks");
  const called = name ?? hubId;
  return (
    <Dialog title={hubs.removeTitle(called)} onClose={onClose}>
      {!bound && <Waiting error={undefined} />}
      {bound && bound.total > 0 && (
        <>
          <p>{hubs.inUse(bound.total)}</p>
          <HubDoors locks={bound.locks} />
        </>
      )}
      {bound?.total === 0 && (
        <>
          <p>{hubs.removeHint}</p>
          <Failure error={remove.error} />
          <div class="row">
            <HoldButton
              class="danger"
              disabled={remove.isBusy}
              onHeld={async () => {
                if ((await remove.run()) === undefined) return;
                toast(hubs.removed(called));
                route(screen("/hubs"));
              }}
            >
              {hubs.removeNow}
            </HoldButton>
            <button type="button" class="plain" onClick={onClose}>
              {common.cancel}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
