import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import type { Command } from "../domain/command.ts";
import type { RecordRefusals } from "../domain/record-refusals.ts";
import type { CountedRefusal } from "../domain/refusal-counting.ts";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Ledger, Submitted } from "../ledger/ledger.ts";
import { silentLog } from "../log.ts";
import { withRefusalCounts } from "./refusal-counts.ts";

const UNTIL = 900_000;
const asked: Command = { type: "expireOrder", orderId: "any" };

function counted(tempKeyUuid: string, until = UNTIL): CountedRefusal {
  return { kind: { tempKeyUuid, lockId: 1, reason: "revoked", method: "key", asked: { source: "s" } }, until };
}

function setUp() {
  const clock = new ManualClock(0);
  const told: RecordRefusals[] = [];
  const state = { away: false, answer: counted("a"), closed: false };
  const ledger: Ledger = {
    async submit(command): Promise<Submitted> {
      if (command.type !== "recordRefusals")
        return { ok: false, reason: "revoked", message: "", counted: state.answer };
      if (state.away) throw new StoreUnavailableError("away");
      told.push(command);
      return { ok: false, reason: "unknown-key", message: "" };
    },
    read: undefined as unknown as Ledger["read"],
    probe: async () => {},
    async close() {
      state.closed = true;
    },
  };
  return { clock, told, state, tally: withRefusalCounts(ledger, clock, silentLog) };
}

/** Time goes by in steps, so that what waits wakes and sleeps again. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 30_000) await clock.advance(Math.min(left, 30_000));
}

describe("the tally of refusals", () => {
  it("tells how many there were, of each kind once, when their time is over and not before", async () => {
    const { clock, told, state, tally } = setUp();
    for (let i = 0; i < 5; i++) await tally.submit(asked);
    state.answer = counted("b");
    await tally.submit(asked);
    await pass(clock, UNTIL - 60_000);
    assert.equal(told.length, 0);
    await pass(clock, 90_000);
    assert.deepEqual(
      told.map((one) => [one.kind.tempKeyUuid, one.count, one.firstAt]),
      [
        ["a", 5, 0],
        ["b", 1, 0],
      ],
    );
    await pass(clock, UNTIL);
    assert.equal(told.length, 2);
    await tally.close();
  });

  it("keeps a count while the store is away", async () => {
    const { clock, told, state, tally } = setUp();
    await tally.submit(asked);
    state.away = true;
    await pass(clock, UNTIL + 60_000);
    state.away = false;
    await pass(clock, 60_000);
    assert.equal(told.length, 1);
    await tally.close();
  });

  it("tells what it has before the ledger is closed", async () => {
    const { told, state, tally } = setUp();
    await tally.submit(asked);
    await tally.close();
    assert.deepEqual([told.length, state.closed], [1, true]);
  });

  it("counts a bounded number of kinds, however many there are", async () => {
    const { told, state, tally } = setUp();
    for (let i = 0; i < 10_100; i++) {
      state.answer = counted(`k${i}`);
      await tally.submit(asked);
    }
    await tally.close();
    assert.equal(told.length, 10_000);
  });
});
