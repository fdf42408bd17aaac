import { useSignal } from "../../use-signal.ts";
import { ApiError } from "../../api/api-error.ts";
import { callLong } from "../../api/long-call.ts";
import { Failure } from "../../ui/failure.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { keys } from "./texts.ts";

/** All keys that the list has, as a file. */
export function ExportButton({ path, isEmpty }: { readonly path: string; readonly isEmpty: boolean }) {
  const busy = useSignal(false);
  const error = useSignal<ApiError | undefined>(undefined);
  const save = async () => {
    busy.value = true;
    error.value = undefined;
    try {
      const answer = await callLong(path, {}, new AbortController().signal);
      const day = new Date().toISOString().slice(0, 10);
      saveFile(await answer.blob(), `keys-${day}.csv`);
    } catch (caught) {
      error.value = caught instanceof ApiError ? caught : new ApiError("offline", String(caught));
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <button type="button" class="plain" disabled={busy.value || isEmpty} onClick={save}>
        {busy.value ? keys.exporting : keys.export}
      </button>
      <Failure error={error.value} />
    </>
  );
}
