/**
 * Erases by age what stands beside the record. Every process does it, a little at a time: whatever another one erased is
 * found no more.
 */
import type { Clock } from "../clock.ts";
import { endOf } from "../domain/erase-beside-key.ts";
import type { LedgerWithoutOrders } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import type { StoredTexts } from "./stored-texts.ts";

/** What retention stands on. */
export interface RetentionDeps {
  readonly texts: StoredTexts;
  readonly ledger: Pick<LedgerWithoutOrders, "submit">;
  /** Each forgets something that is over: remembered requests, deliveries. @returns whether there may be more */
  readonly forgetOthers: readonly ((now: number) => Promise<boolean>)[];
  /** How long after its end a key keeps its texts and its PIN, in milliseconds; without it, for ever. */
  readonly keepMs: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** When it is first done after the start, and how often, in milliseconds. */
export const FIRST_MS = 60_000;
export const EVERY_MS = 6 * 3_600_000;
/** Others get their turn in between, for so long. */
const BREATH_MS = 100;

/** Goes on until `stop` is aborted. Never rejects: what fails is tried again next time. */
export async function keepRetention(deps: RetentionDeps, stop: AbortSignal): Promise<void> {
  const { clock, log } = deps;
  const wait = (ms: number) =>
    clock.sleep(ms, stop).catch((error: unknown) => {
      if (!stop.aborted) throw error;
    });
  for (await wait(FIRST_MS); !stop.aborted; await wait(EVERY_MS)) {
    try {
      await pass(deps, stop, () => wait(BREATH_MS));
    } catch (error) {
      log.warn({ err: error }, "What stands beside the record could not be erased by age; trying again later");
    }
  }
}

async function pass(deps: RetentionDeps, stop: AbortSignal, breathe: () => Promise<void>): Promise<void> {
  const { texts, keepMs, clock, log } = deps;
  while (!stop.aborted && (await texts.forgetOver(clock.now()))) await breathe();
  for (const forget of deps.forgetOthers) while (!stop.aborted && (await forget(clock.now()))) await breathe();
  if (keepMs === undefined || stop.aborted) return;
  const before = clock.now() - keepMs;
  while (!stop.aborted && (await texts.forgetBefore(before))) await breathe();
  let erased = 0;
  for (let after: number | undefined = 0; after !== undefined && !stop.aborted;) {
    const { states, next }: Awaited<ReturnType<StoredTexts["keys"]>> = await texts.keys(after);
    const ended = states.filter((state) => endOf(state, clock.now()) < before);
    for (const { uuid: tempKeyUuid } of ended)
      await deps.ledger.submit({
        type: "eraseBesideKey",
        tempKeyUuid,
        texts: true,
        pin: true,
        recipient: true,
        endedBefore: before,
      });
    erased += ended.length;
    after = next;
    if (next !== undefined) await breathe();
  }
  if (erased > 0) log.info({ keys: erased }, "Texts and PINs of keys that ended long ago were erased");
}
