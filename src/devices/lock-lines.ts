/** The waiting lines of locks: at each lock one order at a time has its turn, in the order in which they came. */
import { type Clock, pause } from "../clock.ts";

/**
 * Called before it is asked whether the lock is free, so that what happens meanwhile is not missed.
 *
 * @returns what waits so many milliseconds, or until something of the lock was settled since the call
 */
export type Look = () => (ms: number) => Promise<void>;

interface LockLines {
  /** Have a turn when all that came before are done. What it throws is thrown here and holds nobody up. */
  join(lockId: number, turn: (look: Look) => Promise<void>): Promise<void>;
  /** Something of the lock was settled: whose turn it is there looks again. */
  freed(lockId: number): void;
  /** Whose turn it is looks again, at every lock. */
  wake(): void;
}

interface Line {
  last: Promise<void>;
  length: number;
  looking: AbortController;
}

/** Why a wait ended. Without a reason of ours every abort would make an error, with the stack of its calls. */
const LOOK_AGAIN = "look again";

/** A line for each lock, of this process alone. */
export function createLockLines(clock: Clock): LockLines {
  const lines = new Map<number, Line>();

  return {
    join(lockId, turn) {
      const line = lines.get(lockId) ?? { last: Promise.resolve(), length: 0, looking: new AbortController() };
      const look: Look = () => {
        const { signal } = (line.looking = new AbortController());
        return (ms) => pause(clock, ms, signal);
      };
      lines.set(lockId, line);
      line.length++;
      const done = line.last
        .then(() => turn(look))
        .finally(() => {
          line.length--;
          if (line.length === 0) lines.delete(lockId);
        });
      line.last = done.catch(() => {});
      return done;
    },
    freed: (lockId) => lines.get(lockId)?.looking.abort(LOOK_AGAIN),
    wake() {
      for (const { looking } of lines.values()) looking.abort(LOOK_AGAIN);
    },
  };
}
