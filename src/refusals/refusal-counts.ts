/**
 * Counts the refusals that the ledger did not write down, and has the counts written when their time is over. They are
 * this process's own: when it is killed, those of the last minutes are lost, and nothing else.
 */
import type { Clock } from "../clock.ts";
import type { CountedRefusal, RefusalKind } from "../domain/refusal-counting.ts";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { type Ledger, LedgerBusyError } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";

/** Kinds that are counted at once; refusals of others are not counted meanwhile. */
const MAX_KINDS = 10_000;
/** How soon after its time a count is told, in milliseconds. */
const EVERY_MS = 30_000;
/** Counts that are written together. */
const AT_ONCE = 256;

interface Count {
  readonly kind: RefusalKind;
  readonly until: number;
  readonly firstAt: number;
  lastAt: number;
  count: number;
}

/** The same ledger. Closing it tells what was counted first. */
export function withRefusalCounts(ledger: Ledger, clock: Clock, log: Log): Ledger {
  const counts = new Map<string, Count>();
  const stop = new AbortController();
  let telling: Promise<void> | undefined;

  function count({ kind, until }: CountedRefusal): void {
    const name = JSON.stringify([kind, until]);
    const now = clock.now();
    const known = counts.get(name);
    if (known) {
      known.count++;
      known.lastAt = now;
    } else if (counts.size < MAX_KINDS) {
      counts.set(name, { kind, until, firstAt: now, lastAt: now, count: 1 });
      telling ??= tellInTime();
    }
  }

  async function tellInTime(): Promise<void> {
    while (counts.size > 0 && !stop.signal.aborted) {
      await clock.sleep(EVERY_MS, stop.signal).catch(() => {}); // stopping
      const now = clock.now();
      if (!stop.signal.aborted) await tell([...counts].filter(([, { until }]) => until <= now));
    }
    telling = undefined;
  }

  async function tell(due: readonly (readonly [string, Count])[]): Promise<void> {
    for (let first = 0; first < due.length; first += AT_ONCE) {
      await Promise.all(due.slice(first, first + AT_ONCE).map(([name, one]) => tellOne(name, one)));
    }
  }

  async function tellOne(name: string, { kind, count: times, firstAt, lastAt }: Count): Promise<void> {
    try {
      await ledger.submit({ type: "recordRefusals", kind, count: times, firstAt, lastAt });
    } catch (error) {
      if (!(error instanceof LedgerBusyError || error instanceof StoreUnavailableError))
        log.error({ err: error }, "A count of refusals could not be written");
      else if (!stop.signal.aborted) return; // with the next ones
    }
    counts.delete(name);
  }

  return {
    async submit(command) {
      const answer = await ledger.submit(command);
      if (!answer.ok && answer.counted) count(answer.counted);
      return answer;
    },
    read: ledger.read,
    probe: () => ledger.probe(),
    async close() {
      stop.abort();
      await telling;
      await tell([...counts]);
      await ledger.close();
    },
  };
}
