import { useSignal } from "../../use-signal.ts";
import { query } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { ActivityList } from "../../api/types.ts";
import { ActivityLine } from "../../ui/activity-item.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { keyTexts } from "./texts.ts";

const EVERY_MS = 15_000;
const SHOWN = 10;

/** What happened with a key, newest first, a page after the other. */
export function History({ uuid }: { readonly uuid: string }) {
  /** Where each page begins; the newest begins nowhere. */
  const pages = useSignal<readonly (string | undefined)[]>([undefined]);
  return (
    <section>
      <h2>{keyTexts.history}</h2>
      {pages.value.map((cursor, i) => (
        <Page
          key={cursor ?? ""}
          path={`/activity${query({ tempKeyUuid: uuid, limit: SHOWN, cursor })}`}
          isFirst={i === 0}
          onOlder={i === pages.value.length - 1 ? (next) => (pages.value = [...pages.value, next]) : undefined}
        />
      ))}
    </section>
  );
}

interface PageProps {
  readonly path: string;
  readonly isFirst: boolean;
  readonly onOlder: ((cursor: string) => void) | undefined;
}

function Page({ path, isFirst, onOlder }: PageProps) {
  const { data, error } = useGet<ActivityList>(path, isFirst ? EVERY_MS : undefined);
  if (!data) return <Waiting error={error} />;
  const { items, nextCursor } = data;
  return (
    <>
      {isFirst && items.length === 0 && <p class="hint">{keyTexts.nothing}</p>}
      {items.length > 0 && (
        <ul class="rows">
          {items.map((item) => (
            <li key={item.id}>
              <ActivityLine item={item} />
            </li>
          ))}
        </ul>
      )}
      {onOlder && nextCursor !== null && (
        <button type="button" class="plain" onClick={() => onOlder(nextCursor)}>
          {keyTexts.older}
        </button>
      )}
    </>
  );
}
