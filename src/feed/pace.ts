/** How fast a reader that has much to catch up with goes on: whoever opens a door comes first. */

/** Measures how busy this process is between the batches of a reader. */
export interface Pace {
  /** A batch begins. */
  begin(): void;
  /** It is done. @returns how long to leave this process to others, in milliseconds */
  end(): number;
  /** Whether to catch up no further now. */
  holdsBack?(): boolean;
}

/** Of the time between two batches, how much others may need before the reader holds back. */
const BUSY = 0.25;
const BUSY_WAIT_MS = 250;
const LEAST_WAIT_MS = 10;
const LONG_WAIT_MS = 1_000;

/** A reader that takes as much time as it leaves while nobody else needs it, and a few batches a second otherwise. */
export function givingWay(): Pace {
  let ended: ReturnType<typeof performance.eventLoopUtilization> | undefined;
  let begun = performance.now();
  let isBusy = true;
  return {
    begin() {
      begun = performance.now();
      isBusy = ended === undefined || performance.eventLoopUtilization(ended).utilization > BUSY;
    },
    end() {
      ended = performance.eventLoopUtilization();
      return isBusy ? BUSY_WAIT_MS : Math.max(LEAST_WAIT_MS, performance.now() - begun);
    },
  };
}

/** The same, and a batch a second while `isBusy` says that others need it. */
export function yieldingWhile(isBusy: () => boolean): Pace {
  const { begin, end } = givingWay();
  return { begin, end: () => Math.max(end(), isBusy() ? LONG_WAIT_MS : 0) };
}
