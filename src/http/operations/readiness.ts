/** Whether the record can be written, as load balancers ask: one look a second at the most, however many ask. */
import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailableError } from "../../database/unavailable.ts";

/** How old an answer may be, in milliseconds. */
export const FRESH_MS = 1_000;
/** How long one is waited for, in milliseconds; then the record cannot be written, until it answers after all. */
const PATIENCE_MS = 3_000;

/**
 * @param probe writes; never asked again before it answered
 * @returns what all who ask share. It throws what `probe` throws, or StoreUnavailableError when that takes too long
 */
export function createReadiness(
  probe: () => Promise<void>,
  { patienceMs = PATIENCE_MS, now = () => performance.now() } = {},
): () => Promise<void> {
  let latest: Promise<void> | undefined;
  let isRunning = false;
  let freshUntil = 0;

  function look(): Promise<void> {
    isRunning = true;
    const probed = probe();
    const settled = () => {
      isRunning = false;
      freshUntil = now() + FRESH_MS;
      latest = probed;
    };
    probed.then(settled, settled);
    const stop = new AbortController();
    return Promise.race([probed, tooLong(stop.signal)]).finally(() => stop.abort());
  }

  async function tooLong(signal: AbortSignal): Promise<never> {
    await wait(patienceMs, undefined, { signal, ref: false });
    throw new StoreUnavailableError(`Nothing could be written in ${patienceMs} ms`);
  }

  return () => {
    if (!isRunning && now() >= freshUntil) {
      latest = look();
      latest.catch(() => {}); // whoever asks is told
    }
    return latest!;
  };
}
