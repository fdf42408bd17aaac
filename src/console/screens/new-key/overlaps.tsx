import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { call } from "../../api/api.ts";
import { screen } from "../../api/paths.ts";
import type { KeyRow } from "../../api/types.ts";
import { Instant } from "../../time/instant.tsx";
import { newKey } from "./texts.ts";

const TYPED_MS = 350;
const SHOWN = 3;

interface Overlapping {
  readonly total: number;
  readonly keys: readonly KeyRow[];
}

/** Other keys that have a part of the time at the doors; looked for while it is filled in. @param body as it would be sent; undefined while it is not whole */
export function Overlaps({ body, zone }: { readonly body: string | undefined; readonly zone: string }) {
  const found = useSignal<Overlapping | undefined>(undefined);
  useEffect(() => {
    if (body === undefined) return void (found.value = undefined);
    const asked = new AbortController();
    const timer = setTimeout(async () => {
      // What is wrong with it is told when it is made.
      const answer = await call<{ readonly overlaps: Overlapping }>("POST", "/temp-keys?dryRun=true", {
        body,
        headers: { "content-type": "application/json" },
        signal: asked.signal,
      }).catch(() => undefined);
      if (!asked.signal.aborted) found.value = answer?.overlaps;
    }, TYPED_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [body]);
  const { total = 0, keys = [] } = found.value ?? {};
  return (
    <div role="status">
      {total > 0 && (
        <div class="overlaps">
          <p class="wait">{total === 1 ? newKey.overlapsOne : newKey.overlaps(total)}</p>
          <ul>
            {keys.slice(0, SHOWN).map(({ uuid, note, doors, from, until }) => (
              <li key={uuid}>
                <a href={screen(`/keys/${uuid}`)} target="_blank" rel="noopener">
                  {note ?? doors.map(({ label, name }) => label ?? name).join(", ")}
                </a>{" "}
                <Instant at={from} zone={zone} /> – <Instant at={until} zone={zone} />
              </li>
            ))}
            {total > SHOWN && <li>{newKey.andMore(total - SHOWN)}</li>}
          </ul>
        </div>
      )}
    </div>
  );
}
