/** What a store's test gives the conformance suite, and how each check of it is run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../../clock.ts";
import type { Done, Ledger, Submitted } from "../ledger.ts";
import type { Verified } from "../verify-record.ts";

/** An empty store, fresh for each test. */
export interface LedgerHarness {
  /** Another ledger on the same store; whoever opens it closes it. */
  open(options?: { readonly clock?: Clock; readonly maxQueued?: number }): Promise<Ledger>;
  /** How a process of its own opens the same store: an export of a module, called with these options and a clock. */
  readonly opener: { readonly module: string; readonly name: string; readonly options: object };
  verify(): Promise<Verified>;
  close(): Promise<void>;
}

export type Check = (what: string, run: (ledger: Ledger, harness: LedgerHarness) => Promise<void>) => void;

/** Each check is run on a fresh store with one ledger, and ends with a record that verifies. */
export function checkOn(openHarness: () => Promise<LedgerHarness>): Check {
  return (what, run) => {
    test(what, { timeout: 60_000 }, async () => {
      const harness = await openHarness();
      const ledger = await harness.open();
      try {
        await run(ledger, harness);
        const verified = await harness.verify();
        assert.ok(verified.ok, JSON.stringify(verified));
      } finally {
        await ledger.close();
        await harness.close();
      }
    });
  };
}

/** A clock that shows what is written into `time`. */
export function standingClock(start: number): { readonly clock: Clock; readonly time: Float64Array } {
  const shared = new SharedArrayBuffer(8);
  const time = new Float64Array(shared);
  time[0] = start;
  const now = () => time[0]!;
  return { clock: { now, elapsed: now, sleep: () => Promise.resolve(), shared }, time };
}

export function accepted(answer: Submitted): Done {
  assert.ok(answer.ok, answer.ok ? "" : `refused: ${answer.reason}`);
  return answer;
}
