import { useEffect, useId } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { callRaw } from "../../api/api.ts";
import { useWrite } from "../../api/writes.ts";
import { Failure } from "../../ui/failure.tsx";
import { toast } from "../../ui/toasts.tsx";
import { brand } from "./texts.ts";

const MAX_BYTES = 8 * 1024 * 1024;
const TYPES = ["image/png", "image/jpeg", "image/webp"];

interface LogoProps {
  /** Of the brand. */
  readonly path: string;
  /** Changes with the picture; null where there is none. */
  readonly version: string | null;
}

/** It is kept at once, and can be had back. */
export function Logo({ path, version }: LogoProps) {
  const id = useId();
  const picture = useSignal<{ readonly blob: Blob; readonly url: string } | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const write = useWrite(
    (call, blob: Blob | undefined) =>
      blob
        ? call<object>("PUT", `${path}/logo`, { body: blob, headers: { "content-type": blob.type } })
        : call<object>("DELETE", `${path}/logo`),
    path,
  );
  useEffect(() => {
    const ending = new AbortController();
    let url: string | undefined;
    async function load() {
      const answer = await callRaw("GET", `${path}/logo`, { signal: ending.signal });
      if (!answer.ok) return;
      const blob = await answer.blob();
      if (ending.signal.aborted) return;
      picture.value = { blob, url: (url = URL.createObjectURL(blob)) };
    }
    picture.value = undefined;
    if (version !== null) load().catch(() => {}); // what it looks like is in the preview too
    return () => {
      ending.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [path, version]);

  async function keep(blob: Blob | undefined) {
    problem.value = undefined;
    if (blob && blob.size > MAX_BYTES) return void (problem.value = brand.logoTooLarge);
    if (blob && !TYPES.includes(blob.type)) return void (problem.value = brand.logoWrong);
    const before = picture.value?.blob;
    if ((await write.run(blob)) === undefined) return;
    toast(blob ? brand.logoSaved : brand.logoRemoved, { undo: () => void write.run(before) });
  }

  const isRefused = write.error?.kind === "invalid";
  return (
    <div class="field">
      <label for={id}>{brand.logo}</label>
      <p class="hint" id={`${id}-hint`}>
        {brand.logoHint}
      </p>
      <div class="row">
        {picture.value && <img class="logo-kept" src={picture.value.url} alt="" />}
        <input
          id={id}
          type="file"
          accept={TYPES.join()}
          aria-describedby={`${id}-hint`}
          disabled={write.isBusy}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            currentTarget.value = "";
            if (file) void keep(file);
          }}
        />
        {version !== null && (
          <button type="button" class="plain" disabled={write.isBusy} onClick={() => void keep(undefined)}>
            {brand.removeLogo}
          </button>
        )}
      </div>
      <p class="problem" role="alert">
        {problem.value ?? (isRefused ? brand.logoWrong : undefined)}
      </p>
      {!isRefused && <Failure error={write.error} />}
    </div>
  );
}
