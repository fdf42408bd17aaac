import { useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { ApiError } from "../../api/api-error.ts";
import { call } from "../../api/api.ts";
import { callLong } from "../../api/long-call.ts";
import { newIntent } from "../../api/intent.ts";
import { query, screen } from "../../api/paths.ts";
import { refresh } from "../../api/queries.ts";
import type { ImportAnswer } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Screen } from "../../ui/screen.tsx";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { Checked } from "./checked.tsx";
import { wait } from "../../time/wait.ts";
import { ChooseTable } from "./choose-table.tsx";
import "./import-keys.css";
import { importer, type KeptImport, keepImport, keptImport } from "./kept-import.ts";
import { runPieces } from "./run-pieces.ts";
import { importing } from "./texts.ts";

type Line = ImportAnswer["lines"][number];

const PATH = "/temp-keys/import";
const CSV = { "content-type": "text/csv" };

/** Where one is: choosing a table, looking at its lines, making keys of them, or done. */
type Stage = "choose" | "checking" | "checked" | "running" | "over";

export function ImportKeys() {
  const stage = useSignal<Stage>("choose");
  const table = useSignal<KeptImport | undefined>(undefined);
  const lines = useSignal<readonly Line[]>([]);
  const error = useSignal<ApiError | undefined>(undefined);
  const unfinished = useSignal(keptImport());
  const progress = useSignal({ done: 0, isWaiting: false });
  const stop = useRef(new AbortController());

  const failed = (caught: unknown) => {
    error.value = caught instanceof ApiError ? caught : new ApiError("fault", String(caught));
  };

  async function check(next: KeptImport): Promise<boolean> {
    table.value = next;
    stage.value = "checking";
    error.value = undefined;
    try {
      const answer = await call<ImportAnswer>("POST", `${PATH}?dryRun=true`, { body: next.csv, headers: CSV });
      lines.value = answer.lines;
      stage.value = "checked";
      return true;
    } catch (caught) {
      failed(caught);
      stage.value = "choose";
      return false;
    }
  }

  async function run(): Promise<void> {
    const { importId, csv } = table.value!;
    keepImport(table.value);
    unfinished.value = undefined;
    stage.value = "running";
    error.value = undefined;
    stop.current = new AbortController();
    const found = new Map(lines.value.map((line) => [line.line, line]));
    try {
      await runPieces(
        lines.value.map(({ line }) => line),
        (firstLine, lastLine) =>
          call<ImportAnswer>("POST", PATH + query({ importId, firstLine, lastLine }), { body: csv, headers: CSV }),
        {
          stop: stop.current.signal,
          wait,
          onPiece(answer, done) {
            for (const line of answer.lines) found.set(line.line, line);
            progress.value = { done, isWaiting: false };
          },
          onWait: () => (progress.value = { ...progress.value, isWaiting: true }),
        },
      );
    } catch (caught) {
      failed(caught);
    }
    lines.value = [...found.values()];
    const isWhole = lines.value.every(({ outcome }) => outcome !== "good" && outcome !== "not-tried");
    if (isWhole) keepImport(undefined);
    stage.value = "over";
    refresh(...SHOW_KEYS);
  }

  const again = () => {
    stage.value = "choose";
    error.value = undefined;
    lines.value = [];
  };
  const now = stage.value;
  return (
    <Screen
      wide
      title={shell.importKeys}
      back={{ href: screen("/keys"), label: shell.keys }}
      actions={
        <button type="button" class="plain" onClick={() => void saveTemplate().catch(failed)}>
          {importing.template}
        </button>
      }
    >
      {now === "choose" && (
        <>
          <p>{importing.intro}</p>
          {unfinished.value && (
            <div class="card row" role="status">
              <p class="grow">{importing.unfinished(unfinished.value.name)}</p>
              <button
                type="button"
                onClick={async () => {
                  if (await check(unfinished.value!)) await run();
                }}
              >
                {importing.goOn}
              </button>
              <button
                type="button"
                class="plain"
                onClick={() => {
                  keepImport(undefined);
                  unfinished.value = undefined;
                }}
              >
                {importing.forget}
              </button>
            </div>
          )}
          <TableFailure error={error.value} />
          <ChooseTable
            onChosen={(name, csv) =>
              // The same import as long as the screen is shown: a table that was mended makes no line twice.
              void check({ importId: table.value?.importId ?? newIntent(), name, csv, of: importer() })
            }
          />
        </>
      )}
      {now === "checking" && <p role="status">{importing.checking}</p>}
      {now === "checking" && <Waiting error={undefined} />}
      {(now === "checked" || now === "over") && (
        <Checked
          name={table.value!.name}
          lines={lines.value}
          isOver={now === "over"}
          error={error.value}
          onRun={run}
          onChosen={(name, csv) => void check({ ...table.value!, name, csv })}
          onOther={() => {
            table.value = undefined;
            again();
          }}
        />
      )}
      {now === "running" && (
        <div class="card stack">
          <p role="status">
            <strong>{importing.running}</strong>
          </p>
          <progress max={lines.value.length} value={progress.value.done} aria-label={importing.running} />
          <p class="row">
            <span class="grow">{importing.of(progress.value.done, lines.value.length)}</span>
            {progress.value.isWaiting && <span class="wait">{importing.waiting}</span>}
            <button type="button" onClick={() => stop.current.abort()}>
              {importing.stop}
            </button>
          </p>
        </div>
      )}
    </Screen>
  );
}

/** What is wrong with the table as a whole; the server's words are in English. */
function TableFailure({ error }: { readonly error: ApiError | undefined }) {
  if (error?.kind !== "invalid") return <Failure error={error} />;
  return (
    <div class="failure" role="alert">
      <p>
        {importing.noTable}
        <span class="aside" lang="en">
          {" "}
          {error.fields[0]?.message ?? error.message}
        </span>
      </p>
    </div>
  );
}

async function saveTemplate(): Promise<void> {
  const answer = await callLong(`${PATH}/template`, {}, new AbortController().signal);
  saveFile(await answer.blob(), "keys.csv");
}
