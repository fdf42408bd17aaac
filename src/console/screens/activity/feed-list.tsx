import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import type { ActivityItem } from "../../api/types.ts";
import { ActivityLine, ActivityRemedy } from "../../ui/activity-item.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Empty } from "../../ui/screen.tsx";
import { useFeed } from "./feed.ts";
import type { Filter } from "./filter.ts";
import { MAX_HELD, MAX_ROOM, type Wanted } from "./shown.ts";
import { activity } from "./texts.ts";

/** How far down one has to be for nothing to move any more, in pixels. */
const AT_TOP = 150;

interface FeedListProps {
  readonly wanted: Wanted;
  readonly filter: Filter;
  readonly onChange: (changes: Partial<Filter>) => void;
}

export function FeedList({ wanted, filter, onChange }: FeedListProps) {
  const feed = useFeed(wanted, () => scrollY > AT_TOP);
  useEffect(() => {
    const atTop = () => scrollY <= AT_TOP && feed.shown.peek()?.held.length && feed.release();
    addEventListener("scroll", atTop, { passive: true });
    return () => removeEventListener("scroll", atTop);
  }, [feed]);
  const shown = feed.shown.value;
  const error = feed.error.value;
  if (!shown) return error ? <Failure error={error} again={feed.reload} /> : <Waiting error={undefined} />;
  const { items, held, isOverfull, older } = shown;
  const isFull = items.length >= MAX_ROOM;
  const last = items.at(-1);
  const isFiltered = Object.values(filter).some((one) => one !== undefined);
  return (
    <section aria-label={activity.kinds.openings}>
      <div class="fresh" role="status">
        {held.length > 0 && (
          <button
            type="button"
            onClick={() => {
              feed.release();
              scrollTo({ top: 0 });
            }}
          >
            ↑ {activity.fresh(isOverfull ? `${MAX_HELD}+` : String(held.length))}
          </button>
        )}
      </div>
      <Failure error={error} again={feed.reload} />
      {items.length === 0 &&
        (isFiltered ? (
          <Empty title={activity.noMatch} />
        ) : (
          <Empty title={activity.nothing}>
            <p>{activity.nothingNext}</p>
          </Empty>
        ))}
      {items.length > 0 && (
        <ul class="rows activity-rows">
          {items.map((item) => (
            <Row key={item.id} item={item} onChange={onChange} />
          ))}
        </ul>
      )}
      {older && !isFull && (
        <button type="button" class="plain" disabled={feed.isLoading.value} onClick={() => void feed.older()}>
          {items.length === 0 ? activity.lookFurther : activity.older}
        </button>
      )}
      {older && isFull && last && (
        <button type="button" class="plain" onClick={() => onChange({ before: last.time })}>
          {activity.goOn}
        </button>
      )}
      {!older && items.length > 0 && <p class="hint">{activity.end}</p>}
    </section>
  );
}

/** Drawn anew only when it has changed, however much happens around it. */
function Row({
  item,
  onChange,
}: {
  readonly item: ActivityItem;
  readonly onChange: (changes: Partial<Filter>) => void;
}) {
  const isOpen = useSignal(false);
  const { door, key, person } = item;
  return (
    <li>
      <details onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
        <summary>
          <ActivityLine item={item} />
        </summary>
        {isOpen.value && (
          <div class="activity-more">
            <ActivityRemedy item={item} />
            <p class="row">
              <button type="button" class="plain" onClick={() => onChange({ door: door.lockId })}>
                {activity.onlyDoor}
              </button>
              {key && (
                <button type="button" class="plain" onClick={() => onChange({ key: key.uuid })}>
                  {activity.onlyKey}
                </button>
              )}
              {person && (
                <button type="button" class="plain" onClick={() => onChange({ person: person.id })}>
                  {activity.onlyPerson}
                </button>
              )}
            </p>
            <p class="hint">
              <time dateTime={item.time}>{item.time}</time>
            </p>
          </div>
        )}
      </details>
    </li>
  );
}
