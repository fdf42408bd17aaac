import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { controls } from "./control-texts.ts";
import "./controls.css";

const HOLD_MS = 900;
/** A second short press counts if it is no double click, and not forgotten. */
const AGAIN_AFTER_MS = 800;
const AGAIN_WITHIN_MS = 8_000;

interface HoldButtonProps {
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/**
 * For what cannot be undone: it is held, by a finger or a key. Whoever has no way to hold, as with a screen reader or by
 * voice, presses it twice; a short press says so.
 */
export function HoldButton({ onHeld, disabled = false, class: look = "", children }: HoldButtonProps) {
  const isHeld = useSignal(false);
  /** When it was pressed and not held. */
  const shortAt = useSignal<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The click at the end of a press that did it is no press of its own. */
  const isDone = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const act = () => {
    isHeld.value = false;
    shortAt.value = undefined;
    navigator.vibrate?.(30);
    onHeld();
  };
  const begin = () => {
    if (disabled || isHeld.value) return;
    isDone.current = false;
    isHeld.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      isDone.current = true;
      act();
    }, HOLD_MS);
  };
  const end = () => {
    if (!isHeld.value) return;
    isHeld.value = false;
    clearTimeout(timer.current);
  };
  const pressShort = () => {
    if (isDone.current) return void (isDone.current = false);
    clearTimeout(timer.current);
    const now = Date.now();
    if (shortAt.value !== undefined && now - shortAt.value >= AGAIN_AFTER_MS) return act();
    shortAt.value = now;
    timer.current = setTimeout(() => (shortAt.value = undefined), AGAIN_WITHIN_MS);
  };
  return (
    <span class="hold">
      <button
        type="button"
        class={isHeld.value ? `${look} held` : look}
        disabled={disabled}
        onPointerDown={({ button }) => button === 0 && begin()}
        onPointerUp={end}
        onPointerLeave={end}
        onPointerCancel={end}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          if (!event.repeat) begin();
        }}
        onKeyUp={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          if (isHeld.value) {
            end();
            pressShort();
          } else isDone.current = false;
        }}
        onBlur={end}
        onClick={pressShort}
      >
        {children}
      </button>
      <span role="status" class="hint">
        {shortAt.value !== undefined && controls.hold}
      </span>
    </span>
  );
}
