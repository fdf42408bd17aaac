import { useEffect } from "preact/hooks";
import { listenToActivity } from "../../api/activity-stream.ts";
import { query, screen } from "../../api/paths.ts";
import { refresh, useGet } from "../../api/queries.ts";
import type { ActivityList, LockRow } from "../../api/types.ts";
import { ActivityLine } from "../../ui/activity-item.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { door } from "./door-texts.ts";

const SHOWN = 8;
/** However much happens, it is asked for no more often. */
const SOON_MS = 300;

/** What happened at the door of late, as it happens. */
export function LastOpenings({ lock: { lockId } }: { readonly lock: LockRow }) {
  const path = `/activity${query({ lockId, outcome: "requested,opened,failed,expired,unknown,refused", limit: SHOWN })}`;
  const { data, error } = useGet<ActivityList>(path);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () =>
      (timer ??= setTimeout(() => ((timer = undefined), refresh(path, `/locks?lockId=${lockId}`)), SOON_MS));
    const stop = listenToActivity({
      items: (items) => void (items.some(({ door: { lockId: at } }) => at === lockId) && again()),
      missed: () => void again(),
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [path]);
  return (
    <section>
      <h2>{door.openings}</h2>
      {(!data || error) && <Waiting error={error} />}
      {data?.items.length === 0 && <p class="aside">{door.noOpenings}</p>}
      {data && data.items.length > 0 && (
        <ol class="rows" aria-live="polite">
          {data.items.map((item) => (
            <li key={item.id}>
              <ActivityLine item={item} />
            </li>
          ))}
        </ol>
      )}
      <a href={screen(`/activity${query({ door: lockId })}`)}>{door.allOpenings}</a>
    </section>
  );
}
