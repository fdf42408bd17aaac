/** How fast a reader that has much to catch up with goes on: whoever opens a door comes first. */

/** Measures how busy this process is between the batches of a reader. */
export interface Pace {
  /** A batch begins. */
  begin(): void;
  /** It is done. @returns how long to leave this process to others, in milliseconds */
  end(): number;
  /** Whether to catch up no further now. */
  holdsBack?(): boolean;
  /**
   * Between two full batches while it catches up; nobody waits for it where it is left out.
   *
   * @param tookMs the batch before
   * @returns how long to leave this process to others, in milliseconds
   */
  rest?(tookMs: number): number;
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

/** Of the time, with much to catch up with, where nobody is known to wait for this process. */
const SHARE = 0.25;
/** A batch that took long was kept waiting itself. */
const MOST_WAIT_MS = 100;

/**
 * For a reader that is told of each command: a quarter of the time however much there is to read, so that commands that come
 * meanwhile are taken, and a batch a second while `isBusy` says that others need it.
 */
export function sharingWhile(isBusy: () => boolean): Pace {
  let begun = performance.now();
  function rest(tookMs: number): number {
    if (isBusy()) return LONG_WAIT_MS;
    return Math.min(Math.max(LEAST_WAIT_MS, tookMs * (1 / SHARE - 1)), MOST_WAIT_MS);
  }
  return {
    begin: () => void (begun = performance.now()),
    end: () => rest(performance.now() - begun),
    holdsBack: isBusy,
    rest,
  };
}
