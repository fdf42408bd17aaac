import { mayManage } from "../../api/session.ts";
import type { KeyDetails } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { shortTime } from "../../time/instant.tsx";
import { laterEnds, type LaterEnd } from "../../time/presets.ts";
import { serverNow } from "../../time/server-clock.ts";
import { Failure } from "../../ui/failure.tsx";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { toast } from "../../ui/toasts.tsx";
import { keyTexts } from "./texts.ts";

/** Later ends, a tap each. */
export function Extend({
  of: { uuid, validUntil, standing },
  zone,
}: {
  readonly of: KeyDetails;
  readonly zone: string;
}) {
  const write = useWrite(
    (call, until: string) => call("PATCH", `/temp-keys/${uuid}`, { body: { validUntil: until } }),
    ...SHOW_KEYS,
  );
  if (!mayManage.value || standing === "revoked") return null;
  const now = serverNow();
  const ends = Object.entries(laterEnds(Date.parse(validUntil), now, zone)) as [LaterEnd, number][];
  return (
    <section>
      <h2>{keyTexts.extend}</h2>
      <div class="row">
        {ends.map(([name, until]) => (
          <button
            key={name}
            type="button"
            class="plain extend"
            disabled={write.isBusy}
            onClick={async () => {
              if (!(await write.run(new Date(until).toISOString()))) return;
              const canUndo = Date.parse(validUntil) > serverNow();
              toast(
                keyTexts.extended(shortTime(until, zone)),
                canUndo ? { undo: () => void write.run(validUntil) } : {},
              );
            }}
          >
            {keyTexts.later[name]}
            <small>{shortTime(until, zone)}</small>
          </button>
        ))}
      </div>
      <Failure error={write.error} />
    </section>
  );
}
