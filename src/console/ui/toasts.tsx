/** Short messages that something was done, with a way to undo it for as long as they are shown. */
import type { ComponentChildren } from "preact";
import { signal } from "../signals.ts";
import { common } from "../texts/common.ts";

interface Toast {
  readonly id: number;
  readonly text: ComponentChildren;
  readonly undo?: () => void;
  readonly until: number;
}

const SHOWN_MS = 6_000;
const MAX_SHOWN = 4;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

/** @param undo offered for as long as it is shown @param ms how long that is */
export function toast(text: ComponentChildren, { undo, ms = SHOWN_MS }: { undo?: () => void; ms?: number } = {}): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, until: Date.now() + ms, ...(undo && { undo }) }].slice(-MAX_SHOWN);
  setTimeout(() => drop(id), ms);
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, undo }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          {undo && (
            <button
              type="button"
              onClick={() => {
                drop(id);
                undo();
              }}
            >
              {common.undo}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
