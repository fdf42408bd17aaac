import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { mayManage } from "../../api/session.ts";
import type { LockRow, Rows } from "../../api/types.ts";
import { useParams } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { common } from "../../texts/common.ts";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { Device } from "./device.tsx";
import { DoorState } from "./door-state.tsx";
import { door } from "./door-texts.ts";
import { LastOpenings } from "./last-openings.tsx";
import { OpenNow } from "./open-now.tsx";
import { Whoever } from "./openers.tsx";
import { Settings } from "./settings.tsx";
import { Way } from "./way.tsx";
import "./doors.css";

const EVERY_MS = 15_000;

/** One door: how it is, who opens it, and all that is said of it. */
export function Door() {
  const { lockId = "" } = useParams();
  const isNumber = /^[1-9]\d{0,15}$/.test(lockId);
  const { data, error } = useGet<Rows & { readonly locks: readonly LockRow[] }>(
    isNumber ? `/locks${query({ lockId })}` : undefined,
    EVERY_MS,
  );
  const lock = data?.locks[0];
  const isNone = !isNumber || (data && !lock);
  return (
    <Screen
      title={isNone ? door.gone : (lock?.name ?? common.unnamedLock(lockId))}
      back={{ href: screen("/doors"), label: shell.doors }}
      actions={
        lock &&
        mayManage.value && (
          <a class="button" href={screen(`/keys/new?lockId=${lockId}`)}>
            {door.newKey}
          </a>
        )
      }
    >
      {isNone && (
        <Empty title={door.gone}>
          <a href={screen("/doors")}>{shell.doors}</a>
        </Empty>
      )}
      {!isNone && (!lock || error) && <Waiting error={error} />}
      {lock && (
        <div key={lockId} class="stack door-parts">
          <DoorState lock={lock} />
          {mayManage.value && <OpenNow lock={lock} />}
          <Whoever lock={lock} />
          <LastOpenings lock={lock} />
          <Way lock={lock} />
          <Settings lock={lock} />
          <Device lock={lock} />
        </div>
      )}
    </Screen>
  );
}
