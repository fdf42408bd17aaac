import { query } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { KeyRow, LockRow, Rows } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { language } from "../../texts/texts.ts";
import { serverNow } from "../../time/server-clock.ts";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { GuestPage } from "../../ui/guest-page.tsx";
import { useKeyMessage } from "../../ui/key-message.ts";
import { Qr } from "../../ui/qr.tsx";
import { onlyHere } from "../../ui/share.tsx";
import { welcome } from "./texts.ts";
import { Step } from "./step.tsx";

const HOUR_MS = 3_600_000;

/** A key to the door by one tap, and its guest's page. */
export function FirstKey({ lock }: { readonly lock: LockRow | undefined }) {
  const keys = useGet<Rows & { readonly rows: readonly KeyRow[] }>(
    lock ? `/temp-keys/rows${query({ limit: 1, status: "active" })}` : undefined,
  );
  const make = useWrite(
    (call, lockId: string) => {
      const now = serverNow();
      const body = {
        doors: [{ lockId, accessMethod: "key" }],
        validFrom: new Date(now).toISOString(),
        validUntil: new Date(now + HOUR_MS).toISOString(),
        maxUses: 1,
      };
      return call("POST", "/temp-keys", { body });
    },
    "/temp-keys",
    "/locks",
    "/timeline",
  );
  const uuid = keys.data?.rows[0]?.uuid;
  return (
    <>
      <Step title={welcome.key} isDone={uuid !== undefined}>
        {!lock && <p class="hint">{welcome.needsDoor}</p>}
        {lock && !uuid && (
          <>
            <p>{welcome.keyNext(lock.name ?? common.unnamedLock(lock.lockId))}</p>
            <button type="button" disabled={make.isBusy || !keys.data} onClick={() => void make.run(lock.lockId)}>
              {welcome.makeKey}
            </button>
          </>
        )}
        <Failure error={make.error ?? keys.error} />
      </Step>
      <Step title={welcome.page} isDone={false}>
        {uuid ? <Page uuid={uuid} /> : <p class="hint">{welcome.pageLater}</p>}
      </Step>
    </>
  );
}

function Page({ uuid }: { readonly uuid: string }) {
  const { data, error } = useKeyMessage(uuid, language);
  return (
    <>
      <p>{welcome.pageNext}</p>
      <div class="row guest-beside">
        <GuestPage uuid={uuid} />
        {data ? (
          <div class="stack">
            <Qr code={data.qr} label={welcome.scan} />
            {onlyHere(data.link) && <p class="hint">{onlyHere(data.link)}</p>}
            <a class="button" href={data.link} target="_blank">
              {welcome.open}
            </a>
          </div>
        ) : (
          <Waiting error={error} />
        )}
      </div>
    </>
  );
}
