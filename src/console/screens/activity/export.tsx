import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { ApiError } from "../../api/api-error.ts";
import { callLong } from "../../api/long-call.ts";
import { common } from "../../texts/common.ts";
import { language } from "../../texts/texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { type DoorChoice, DoorPicker } from "../../ui/door-picker.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Choice } from "../../ui/field.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { MOST_LINES, tableOf } from "./export-list.ts";
import type { Wanted } from "./shown.ts";
import { activity } from "./texts.ts";

interface ExportProps {
  readonly wanted: Wanted;
  /** The one that is asked for, or the only one that there is. */
  readonly doors: readonly DoorChoice[];
  readonly onClose: () => void;
}

export function ExportDialog({ wanted, doors, onClose }: ExportProps) {
  const ending = useRef(new AbortController());
  useEffect(() => () => ending.current.abort(), []);
  const number = new Intl.NumberFormat(language);
  const list = useDownload();
  const found = useSignal(0);
  const isCut = useSignal(false);
  return (
    <Dialog title={activity.export} onClose={onClose}>
      <section class="stack">
        <h3>{activity.exportList}</h3>
        <p class="hint">{activity.exportListHint}</p>
        <Failure error={list.error} />
        <button
          type="button"
          disabled={list.isBusy}
          onClick={() =>
            void list.run(async () => {
              const { csv, isAll } = await tableOf(wanted, ending.current.signal, (count) => (found.value = count));
              isCut.value = !isAll;
              saveFile(new Blob([csv], { type: "text/csv" }), "activity.csv");
            })
          }
        >
          {activity.download}
        </button>
        <p role="status">
          {list.isBusy && activity.exporting(number.format(found.value))}
          {!list.isBusy && isCut.value && activity.exportTooMany(number.format(MOST_LINES))}
        </p>
      </section>
      <Proof first={doors} signal={ending.current.signal} />
    </Dialog>
  );
}

function Proof({ first, signal }: { readonly first: readonly DoorChoice[]; readonly signal: AbortSignal }) {
  const doors = useSignal(first);
  const isTried = useSignal(false);
  const lockId = doors.value[0]?.lockId;
  const format = useSignal("jsonl");
  const saved = useSignal<string | undefined>(undefined);
  const file = useDownload();
  return (
    <section class="stack">
      <h3>{activity.exportProof}</h3>
      <p class="hint">{activity.exportProofHint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          isTried.value = true;
          if (lockId === undefined) return;
          void file.run(async () => {
            const path = `/locks/${lockId}/events/export?format=${format.value}`;
            const answer = await callLong(path, {}, signal);
            const content = await answer.blob().catch((cause: unknown) => {
              if (signal.aborted) throw cause;
              throw new ApiError("invalid", activity.cutOff);
            });
            const given = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
            saved.value = given ?? `lock-${lockId}.${format.value}`;
            saveFile(content, saved.value);
          });
        }}
      >
        <DoorPicker
          label={activity.door}
          most={1}
          chosen={doors.value}
          onChange={(next) => (doors.value = next)}
          problem={isTried.value && lockId === undefined ? activity.chooseDoor : undefined}
        />
        <Choice
          label={activity.format}
          of={format}
          options={[
            ["jsonl", "JSON Lines"],
            ["csv", "CSV"],
          ]}
        />
        <Failure error={file.error} />
        <button type="submit" disabled={file.isBusy}>
          {file.isBusy ? `${common.loading}…` : activity.download}
        </button>
      </form>
      <details>
        <summary>{activity.verify}</summary>
        <div class="stack">
          <p>{activity.verifyHow}</p>
          <pre tabIndex={0}>
            npm run -s cli -- verify --export {saved.value ?? `lock-${lockId ?? "123"}-events.${format.value}`}
          </pre>
          <p>{activity.verifyHead}</p>
        </div>
      </details>
    </section>
  );
}

/** Something that takes a while, once at a time. */
function useDownload() {
  const isBusy = useSignal(false);
  const error = useSignal<ApiError | undefined>(undefined);
  return {
    async run(does: () => Promise<void>) {
      if (isBusy.value) return;
      isBusy.value = true;
      error.value = undefined;
      try {
        await does();
      } catch (caught) {
        error.value = caught instanceof ApiError ? caught : new ApiError("fault", String(caught));
      } finally {
        isBusy.value = false;
      }
    },
    get isBusy() {
      return isBusy.value;
    },
    get error() {
      return error.value;
    },
  };
}
