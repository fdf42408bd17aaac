/** Work that goes on in one process at a time: in whichever holds the lease. */
import { holdLease, type LeaseOptions } from "./lease.ts";

/** Work that this process does while it is its turn. */
export interface Turns {
  /** End it here, and leave it to others. */
  stop(): Promise<void>;
}

/** @param work goes on until the signal is aborted; never rejects */
export function workInTurn(
  options: Omit<LeaseOptions, "taken" | "lost">,
  work: (signal: AbortSignal) => Promise<void>,
): Turns {
  let isLeft = false;
  let turn: { readonly end: AbortController; readonly ended: Promise<void> } | undefined;

  async function endTurn(): Promise<void> {
    const ending = turn;
    turn = undefined;
    ending?.end.abort();
    await ending?.ended;
  }

  const lease = holdLease({
    ...options,
    taken() {
      if (isLeft) return;
      const end = new AbortController();
      turn = { end, ended: work(end.signal) };
    },
    lost: () => void endTurn(),
  });

  return {
    async stop() {
      isLeft = true;
      await endTurn();
      await lease.release();
    },
  };
}
