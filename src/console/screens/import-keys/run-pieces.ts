/** A long table, run in pieces: each is tried again until it was answered, for it makes nothing twice. */
import { ApiError } from "../../api/api-error.ts";

interface Piece<A> {
  readonly stop: AbortSignal;
  /** @param done lines so far */
  readonly onPiece: (answer: A, done: number) => void;
  readonly onWait: () => void;
  readonly wait: (ms: number, stop: AbortSignal) => Promise<void>;
}

const LINES = 100;
const TRIES = 20;
const WAIT_MS = 3_000;
const MAX_WAIT_MS = 60_000;

/**
 * Ends early when it is stopped.
 *
 * @param lines where they begin in the table, rising
 * @throws ApiError of a piece that is refused, or was not answered in a long time
 */
export async function runPieces<A extends { readonly notTried: number }>(
  lines: readonly number[],
  run: (first: number, last: number) => Promise<A>,
  { stop, onPiece, onWait, wait }: Piece<A>,
): Promise<void> {
  for (let first = 0; first < lines.length && !stop.aborted; first += LINES) {
    const piece = lines.slice(first, first + LINES);
    for (let tries = 1; ; tries++) {
      try {
        const answer = await run(piece[0]!, piece.at(-1)!);
        onPiece(answer, first + piece.length - answer.notTried);
        if (answer.notTried === 0 || tries >= TRIES || stop.aborted) break;
        onWait();
        await wait(WAIT_MS, stop);
      } catch (error) {
        const isPassing = error instanceof ApiError && ["busy", "offline", "unsure"].includes(error.kind);
        if (!isPassing || tries >= TRIES || stop.aborted) throw error;
        onWait();
        await wait(Math.min(MAX_WAIT_MS, (error.retryAfter ?? 0) * 1_000 || WAIT_MS), stop);
      }
    }
  }
}
