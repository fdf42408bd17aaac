/** The rows of a long list that are in the window, and a few around; the window's own scroll bar is that of all of them. */
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import type { Extents } from "./extents.ts";
import "./virtual-rows.css";

interface VirtualRowsProps {
  readonly extents: Extents;
  /** A row that is there wherever one looks: it has the focus. */
  readonly kept?: number | undefined;
  readonly onShown: (first: number, last: number) => void;
  /** @param place for the row's `style` */
  readonly children: (row: number, place: { readonly transform: string; readonly height: string }) => VNode;
  readonly role?: "rowgroup" | "list";
  readonly label?: string;
}

/** Windows' heights that are rendered above and below the window. */
const AROUND = 0.5;

/** Rows are as many times as high as `--row` says as `extents` says. */
export function VirtualRows({ extents, kept, onShown, children, role = "rowgroup", label }: VirtualRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const view = useSignal({ first: 0, last: Math.min(extents.count, 25) - 1, unit: 0 });
  /** The first row in the window, and how much of it is above. */
  const anchor = useRef({ row: 0, past: 0 });
  useLayoutEffect(() => {
    // What became higher above the window moves nothing in it.
    const { unit } = view.peek();
    const { row, past } = anchor.current;
    if (unit > 0 && row > 0 && row < extents.count && box.current) {
      const wanted = (extents.start(row) + past) * unit;
      const moved = wanted + box.current.getBoundingClientRect().top;
      if (Math.abs(moved) > 1 && Math.abs(moved) < innerHeight * 8) scrollBy({ top: moved, behavior: "instant" });
    }
    const look = () => {
      if (!box.current || !probe.current) return;
      const height = probe.current.getBoundingClientRect().height;
      const top = -box.current.getBoundingClientRect().top / height;
      const seen = innerHeight / height;
      const row = extents.at(Math.max(0, top));
      anchor.current = { row: top > 0 ? row : 0, past: top - extents.start(row) };
      const first = extents.at(top - seen * AROUND);
      const last = Math.min(extents.count - 1, extents.at(top + seen * (1 + AROUND)));
      const was = view.peek();
      if (first !== was.first || last !== was.last || height !== was.unit) view.value = { first, last, unit: height };
      if (last >= 0) onShown(extents.at(top), extents.at(top + seen));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(probe.current!);
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      sizes.disconnect();
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [extents, onShown]);
  const { first, last, unit } = view.value;
  const rows: number[] = [];
  for (let row = first; row <= Math.min(last, extents.count - 1); row++) rows.push(row);
  if (kept !== undefined && kept < extents.count && (kept < first || kept > last)) rows.push(kept);
  return (
    <div class="virtual" role={role} aria-label={label} ref={box} style={{ height: `${extents.total * unit}px` }}>
      <div class="virtual-unit" role="presentation" ref={probe} />
      {rows.map((row) =>
        children(row, {
          transform: `translateY(${extents.start(row) * unit}px)`,
          height: `${(extents.start(row + 1) - extents.start(row)) * unit}px`,
        }),
      )}
    </div>
  );
}
