import { useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { common } from "../texts/common.ts";
import { controls } from "./control-texts.ts";
import "./controls.css";

const TOLD_MS = 2_500;

interface CopyButtonProps {
  readonly text: string;
  /** What it copies, where "Copy" alone does not say it. */
  readonly label?: string;
  readonly class?: string;
}

/** Copies a text. Where the browser lets no page copy (without TLS), the text is there to be marked. */
export function CopyButton({ text, label = common.copy, class: look = "plain" }: CopyButtonProps) {
  const done = useSignal<"copied" | "by-hand" | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        type="button"
        ref={button}
        class={look}
        onClick={async () => {
          done.value = (await copy(text, button.current!)) ? "copied" : "by-hand";
          setTimeout(() => done.value === "copied" && (done.value = undefined), TOLD_MS);
        }}
      >
        {done.value === "copied" ? common.copied : label}
      </button>
      <span class="visually-hidden" role="status">
        {done.value === "copied" && common.copied}
      </span>
      {done.value === "by-hand" && (
        <label class="by-hand">
          {controls.copyByHand}
          <textarea readOnly rows={3} value={text} onFocus={({ currentTarget }) => currentTarget.select()} />
        </label>
      )}
    </>
  );
}

/** @param beside within an opened dialog, nothing outside of it can be marked */
async function copy(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    // Missing where the page came without TLS, whatever the types say.
    await (navigator.clipboard as Clipboard | undefined)?.writeText(text);
    if (navigator.clipboard) return true;
  } catch {
    // Not allowed: the old way may be.
  }
  const marked = document.createElement("textarea");
  marked.value = text;
  marked.className = "visually-hidden";
  beside.after(marked);
  marked.select();
  const isCopied = document.execCommand("copy");
  marked.remove();
  beside.focus();
  return isCopied;
}
