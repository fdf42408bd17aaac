/** The server's clock, as its answers tell it: a phone's may be wrong by hours, and keys go by the server's. */

/** Answers tell whole seconds, and were under way for a while. */
const UNSURE_MS = 3_000;
let ahead = 0;

/** @param date an answer's Date header */
export function noteServerTime(date: string | null): void {
  const at = Date.parse(date ?? "");
  if (Number.isNaN(at)) return;
  const differs = at + 500 - Date.now();
  ahead = Math.abs(differs) < UNSURE_MS ? 0 : differs;
}

/** In milliseconds since the epoch. */
export function serverNow(): number {
  return Date.now() + ahead;
}
