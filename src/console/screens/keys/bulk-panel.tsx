import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import type { KeyRow } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { serverNow } from "../../time/server-clock.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { wordsOf } from "../../ui/failure.tsx";
import { ZonedInput } from "../../ui/zoned-input.tsx";
import { change, closeRun, type Extension, isRunning, leftOf, type Run, run, stopRun, undoRun } from "./bulk.ts";
import { nameOfKey } from "./key-row.tsx";
import { keys } from "./texts.ts";

interface BulkPanelProps {
  readonly picked: readonly KeyRow[];
  /** Of all that match; and how many of them may be picked. */
  readonly total: number;
  readonly most: number;
  readonly onAll: () => Promise<void>;
  readonly onClear: () => void;
}

/** What is done with the keys that are selected, and how far that is. */
export function BulkPanel({ picked, total, most, onAll, onClear }: BulkPanelProps) {
  const isExtending = useSignal(false);
  const isLoading = useSignal(false);
  const shown = run.value;
  if (picked.length === 0 && !shown) return null;
  const act = (kind: "pause" | "resume" | "takeBack") => {
    onClear();
    void change(picked, { kind });
  };
  return (
    <section class="bulk card" aria-label={keys.bulk}>
      {shown && <RunPanel shown={shown} />}
      {picked.length > 0 && !isRunning() && (
        <>
          <p class="bulk-head">
            <strong role="status">{keys.picked(picked.length)}</strong>
            {picked.length < Math.min(total, most) && (
              <button
                type="button"
                class="plain"
                disabled={isLoading.value}
                onClick={async () => {
                  isLoading.value = true;
                  await onAll().finally(() => (isLoading.value = false));
                }}
              >
                {total > most ? keys.pickFirst(most) : keys.pickAll(total)}
              </button>
            )}
            <button type="button" class="icon" aria-label={keys.clear} onClick={onClear}>
              ✕
            </button>
          </p>
          {total > most && picked.length === most && <p class="hint">{keys.tooMany(most)}</p>}
          <p class="actions">
            <button type="button" onClick={() => (isExtending.value = true)}>
              {keys.extend}
            </button>
            <button type="button" class="plain" onClick={() => act("pause")}>
              {keys.pause}
            </button>
            <button type="button" class="plain" onClick={() => act("resume")}>
              {keys.resume}
            </button>
            <button type="button" class="danger" onClick={() => act("takeBack")}>
              {keys.takeBack}
            </button>
          </p>
        </>
      )}
      {isExtending.value && (
        <ExtendDialog
          zone={picked[0]?.doors[0]?.timeZone ?? OWN_ZONE}
          onClose={() => (isExtending.value = false)}
          onChosen={(by) => {
            isExtending.value = false;
            onClear();
            void change(picked, { kind: "extend", by });
          }}
        />
      )}
    </section>
  );
}

const DAYS = [1, 3, 7] as const;

interface ExtendDialogProps {
  readonly zone: string;
  readonly onChosen: (by: Extension) => void;
  readonly onClose: () => void;
}

function ExtendDialog({ zone, onChosen, onClose }: ExtendDialogProps) {
  const until = useSignal<number | undefined>(undefined);
  return (
    <Dialog title={keys.extendBy} onClose={onClose}>
      <p class="hint">{keys.extendNote}</p>
      <p class="row">
        <button type="button" class="plain" onClick={() => onChosen({ ms: 3_600_000 })}>
          {keys.hour}
        </button>
        {DAYS.map((days) => (
          <button type="button" class="plain" key={days} onClick={() => onChosen({ days })}>
            {keys.days[days]}
          </button>
        ))}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (until.value !== undefined) onChosen({ until: until.value });
        }}
      >
        <ZonedInput label={keys.untilThen} value={until.value} zone={zone} onChange={(at) => (until.value = at)} />
        <button type="submit" disabled={until.value === undefined}>
          {keys.extend}
        </button>
      </form>
    </Dialog>
  );
}

/** Failures that are told one by one. */
const TOLD = 50;

function RunPanel({ shown }: { readonly shown: Run }) {
  const { change: what, total, progress, isOver, undoUntil } = shown;
  const now = useSignal(serverNow());
  useEffect(() => {
    const timer = setInterval(() => (now.value = serverNow()), 500);
    return () => clearInterval(timer);
  }, []);
  const { done, failed, left, isWaiting } = progress;
  const seconds = Math.ceil((undoUntil - now.value) / 1_000);
  const again = isOver ? leftOf(shown) : [];
  return (
    <div class="stack">
      <p role="status">
        <strong>{isOver ? keys.done[what.kind](done.length) : `${keys.going[what.kind]} …`}</strong>
        {isOver && failed.length > 0 && ` · ${keys.failed(failed.length)}`}
        {isOver && left > 0 && ` · ${keys.notTried(left)}`}
      </p>
      {!isOver && (
        <p class="row">
          <progress max={total} value={total - left} aria-label={keys.going[what.kind]} />
          <span>{keys.progress(total - left, total)}</span>
          {isWaiting && <span class="wait">{keys.busy}</span>}
        </p>
      )}
      {what.kind === "takeBack" && seconds > 0 && <p class="hint">{keys.backNote}</p>}
      {isOver && failed.length > 0 && (
        <details>
          <summary>{keys.failed(failed.length)}</summary>
          <ul class="bulk-failed">
            {failed.slice(0, TOLD).map(({ item, error }) => (
              <li key={item.uuid}>
                <strong>{nameOfKey(item)}</strong>: {wordsOf(error)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="row">
        {!isOver && (
          <button type="button" onClick={stopRun}>
            {keys.stop}
          </button>
        )}
        {isOver && what.kind !== "undo" && done.length > 0 && seconds > 0 && (
          <button type="button" onClick={() => void undoRun(shown)}>
            {keys.undoFor(seconds)}
          </button>
        )}
        {again.length > 0 && (
          <button type="button" class="plain" onClick={() => void change(again, what)}>
            {keys.again(again.length)}
          </button>
        )}
        {isOver && (
          <button type="button" class="plain" onClick={closeRun}>
            {common.close}
          </button>
        )}
      </p>
    </div>
  );
}
