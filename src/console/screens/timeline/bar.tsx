import { useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import { mayManage } from "../../api/session.ts";
import { shortTime } from "../../time/instant.tsx";
import { daysLater } from "../../time/presets.ts";
import type { Drawn, DrawnKey } from "./door-lanes.ts";
import { extend, nameOfSpan, told } from "./extend.ts";
import { timeline } from "./texts.ts";

interface BarProps {
  readonly drawn: Drawn;
  readonly of: DrawnKey;
  readonly lane: number;
  readonly zone: string;
}

const HOUR_MS = 3_600_000;
/** Ends that are dragged come to rest at whole quarters of an hour, or hours where days are small. */
const STEPS = { fine: HOUR_MS / 4, coarse: HOUR_MS };
/** A pointer that moved less has pressed, not dragged. */
const MOVED_PX = 4;

/** One key: pressed it opens; its end is dragged, or moved by the keyboard. */
export function Bar({ drawn, of: { key, from, until }, lane, zone }: BarProps) {
  /** Where its end would be, while it is moved. */
  const moved = useSignal<number | undefined>(undefined);
  const drag = useRef<{ readonly x: number; readonly msPerPx: number } | undefined>(undefined);
  const isDragged = useRef(false);
  const { begin, end } = drawn;
  const shownUntil = moved.value ?? until;
  const part = (at: number) => Math.max(0, Math.min(1, (at - begin) / (end - begin))) * 100;
  const name = nameOfSpan(key);
  const mayExtend = mayManage.value && until <= end && key.status !== "used-up";
  const move = (to: number) => (moved.value = Math.max(from + STEPS.fine, to));

  async function save(): Promise<void> {
    const to = moved.value;
    if (to !== undefined && to !== until) await extend(key, to, zone);
    moved.value = undefined;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, (at: number) => number>> = {
      ArrowRight: (at) => at + HOUR_MS,
      ArrowLeft: (at) => at - HOUR_MS,
      ArrowUp: (at) => daysLater(at, 1, zone),
      ArrowDown: (at) => daysLater(at, -1, zone),
    };
    const step = event.shiftKey && mayManage.value ? steps[event.key] : undefined;
    if (step) {
      move(step(shownUntil));
      told.value = timeline.ends(shortTime(moved.value!, zone));
    } else if (moved.value !== undefined && event.key === "Enter") void save();
    else if (moved.value !== undefined && event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function leave(): void {
    if (moved.value === undefined) return;
    moved.value = undefined;
    told.value = timeline.left;
  }

  const times = timeline.told(name, shortTime(from, zone), shortTime(shownUntil, zone));
  return (
    <a
      href={screen(`/keys/${key.tempKeyUuid}`)}
      class={`bar ${key.status} ${key.overlaps ? "meets" : ""} ${moved.value === undefined ? "" : "moving"}`}
      style={{
        insetInlineStart: `${part(from)}%`,
        width: `${part(shownUntil) - part(from)}%`,
        top: `calc(var(--row) * ${lane})`,
      }}
      title={times}
      aria-label={key.overlaps ? `${times}, ${timeline.overlaps}` : times}
      draggable={false}
      onKeyDown={onKeyDown}
      onBlur={leave}
      onClick={(event) => {
        // It goes no further: links are followed from the window.
        if (isDragged.current) {
          event.preventDefault();
          event.stopPropagation();
        }
        isDragged.current = false;
      }}
    >
      <span class="bar-name">{moved.value === undefined ? name : shortTime(moved.value, zone)}</span>
      {mayExtend && (
        <span
          class="bar-end"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            const track = event.currentTarget.closest(".track")!.getBoundingClientRect();
            drag.current = { x: event.clientX, msPerPx: (end - begin) / track.width };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={({ clientX }) => {
            if (!drag.current) return;
            const by = clientX - drag.current.x;
            if (Math.abs(by) < MOVED_PX && moved.value === undefined) return;
            isDragged.current = true;
            const step = end - begin > 2 * 86_400_000 ? STEPS.coarse : STEPS.fine;
            move(Math.round((until + by * drag.current.msPerPx) / step) * step);
          }}
          onPointerUp={() => {
            drag.current = undefined;
            void save();
          }}
          onPointerCancel={() => {
            drag.current = undefined;
            moved.value = undefined;
          }}
        />
      )}
    </a>
  );
}
