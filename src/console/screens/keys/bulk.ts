/** Changes of many keys: which are under way, how they ended, and how they are undone. They go on when the screen is left. */
import { signal } from "../../signals.ts";
import { call } from "../../api/api.ts";
import { refresh } from "../../api/queries.ts";
import type { KeyRow } from "../../api/types.ts";
import { serverNow } from "../../time/server-clock.ts";
import { daysLater } from "../../time/presets.ts";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { wait } from "../../time/wait.ts";
import { inBulk, type Progress } from "./in-bulk.ts";

/** By how much keys are extended: days by the clock at the door, an hour, or to an instant. */
export type Extension = { readonly days: number } | { readonly ms: number } | { readonly until: number };
/** What is done with each of them. */
export type Change =
  | { readonly kind: "pause" | "resume" | "takeBack" }
  | { readonly kind: "extend"; readonly by: Extension }
  | { readonly kind: "undo"; readonly of: Exclude<Change, { kind: "undo" }> };

/** A change of many keys. */
export interface Run {
  readonly change: Change;
  readonly total: number;
  readonly progress: Progress<KeyRow>;
  readonly isOver: boolean;
  /** Until when it can be undone. */
  readonly undoUntil: number;
}

/** The one that is shown. */
export const run = signal<Run | undefined>(undefined);

const UNDO_MS = 10_000;
/** What one key of many may take, so that none is gone for good before the last one is paused. */
const EACH_MS = 300;
let stop = new AbortController();
let keysOfRun: readonly KeyRow[] = [];

/** One at a time. */
export const isRunning = () => run.value !== undefined && !run.value.isOver;

/** Begin it, unless one is under way; returns when it is over. */
export async function change(rows: readonly KeyRow[], what: Change): Promise<void> {
  if (isRunning()) return;
  stop = new AbortController();
  keysOfRun = rows;
  /** When all that are taken back are gone. */
  const deadline = serverNow() + UNDO_MS + rows.length * EACH_MS;
  const show = (progress: Progress<KeyRow>, isOver: boolean) => {
    const undoUntil = what.kind === "takeBack" ? deadline - 1_000 : isOver ? serverNow() + UNDO_MS : 0;
    run.value = { change: what, total: rows.length, progress, isOver, undoUntil };
  };
  show({ done: [], failed: [], left: rows.length, isWaiting: false }, false);
  addEventListener("beforeunload", askToStay);
  const now = serverNow();
  const ended = await inBulk(rows, (row) => doOne(row, what, { deadline, now }), {
    stop: stop.signal,
    tell: (progress) => show(progress, false),
    wait,
  });
  removeEventListener("beforeunload", askToStay);
  show(ended, true);
  refresh(...SHOW_KEYS);
}

/** Try no more of them. */
export function stopRun(): void {
  stop.abort();
}

/** Show it no longer, once it is over. */
export function closeRun(): void {
  if (!isRunning()) run.value = undefined;
}

/** Those that failed and those that were not tried. */
export function leftOf({ progress }: Run): readonly KeyRow[] {
  const done = new Set(progress.done);
  return keysOfRun.filter((row) => !done.has(row));
}

/** Undo it for those that it was done with. */
export async function undoRun({ change: what, progress }: Run): Promise<void> {
  if (what.kind !== "undo") await change(progress.done, { kind: "undo", of: what });
}

const at = ({ uuid }: KeyRow) => `/temp-keys/${uuid}`;
const pause = (row: KeyRow, body?: object) => call("POST", `${at(row)}/pause`, body && { body });
const resume = (row: KeyRow) => call("POST", `${at(row)}/resume`);
const endAt = (row: KeyRow, until: number) =>
  call("PATCH", at(row), { body: { validUntil: new Date(until).toISOString() } });

/** Each is harmless to repeat. */
async function doOne(row: KeyRow, what: Change, { deadline, now }: { deadline: number; now: number }): Promise<void> {
  switch (what.kind) {
    case "pause":
      await pause(row);
      return;
    case "resume":
      await resume(row);
      return;
    case "extend":
      await endAt(row, laterEnd(row, what.by, now));
      return;
    case "takeBack": {
      const seconds = Math.max(UNDO_MS, deadline - serverNow()) / 1_000;
      await pause(row, { revokeAfterSeconds: Math.ceil(seconds) });
      return;
    }
    case "undo":
      return undoOne(row, what.of);
  }
}

async function undoOne(row: KeyRow, { kind }: Exclude<Change, { kind: "undo" }>): Promise<void> {
  const wasPaused = row.status === "paused";
  if (kind === "extend") await endAt(row, Date.parse(row.until));
  if ((kind === "pause" || kind === "takeBack") && !wasPaused) await resume(row);
  if (kind === "resume" && wasPaused) await pause(row);
  // One that was paused before stays so, and is not taken back.
  if (kind === "takeBack" && wasPaused) await pause(row, { revokeAfter: null });
}

/** When a key ends that is extended. @param now for those that are over */
export function laterEnd({ until, doors }: Pick<KeyRow, "until" | "doors">, by: Extension, now: number): number {
  if ("until" in by) return by.until;
  const from = Math.max(Date.parse(until), now);
  return "ms" in by ? from + by.ms : daysLater(from, by.days, doors[0]?.timeZone ?? "UTC");
}

function askToStay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
