import { useRef } from "preact/hooks";
import type { ErrorKind } from "../../api/api-error.ts";
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

/** Failures after which a try may have been done, or come to it again. */
const OPEN: ReadonlySet<ErrorKind | undefined> = new Set(["unsure", "busy", "offline"]);

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
  /** What was asked for and nobody knows to be done: again, it is the same end, whatever the key's is by now. */
  const unsure = useRef<{ readonly name: LaterEnd; readonly until: number } | undefined>(undefined);
  // Whose role was lowered meanwhile is told so, and can press nothing more.
  if (!mayManage.value) return <Failure error={write.error} />;
  if (standing === "revoked") return null;
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
              const asked = unsure.current?.name === name ? unsure.current : { name, until };
              const done = await write.run(new Date(asked.until).toISOString());
              unsure.current = !done && OPEN.has(write.error?.kind) ? asked : undefined;
              if (!done) return;
              const canUndo = Date.parse(validUntil) > serverNow();
              toast(
                keyTexts.extended(shortTime(asked.until, zone)),
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
