import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { focused } from "../shell/focus.ts";
import { common } from "../texts/common.ts";

interface DialogProps {
  readonly title: string;
  /** Asked for by Escape, by the cross, and by a click beside it. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** The browser's own modal dialog; it is open while it is rendered. The focus goes back to where it was. */
export function Dialog({ title, onClose, children, class: more = "" }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  /** What is under a press when it ends may have moved there meanwhile. */
  const isPressedBeside = useRef(false);
  useEffect(() => {
    const before = focused.last;
    dialog.current?.showModal();
    return () => {
      focused.last = before;
      before?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={more}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={({ target }) => (isPressedBeside.current = target === dialog.current)}
      onClick={({ target }) => isPressedBeside.current && target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon" aria-label={common.close} onClick={onClose}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
