/** Of servers that are tried out: as documented, in other units. */
export const ANSWER_MS = 700;
export const RETRY_AFTER_S = 1;
const WAIT_MS = 60;
const TRIES = 12;

/** As `waitAfter` of the server. */
export function waitAfter(attempts: number): number | undefined {
  return attempts < TRIES ? WAIT_MS * Math.min(attempts, 4) : undefined;
}
