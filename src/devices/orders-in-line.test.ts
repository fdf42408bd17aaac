import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { UnlockCommand } from "./driver.ts";
import { LOCK, OPERATOR, START, atSite, given, silent, stub, until } from "./testing/site.ts";

test("one order at a time is on its way to a lock; the next goes as soon as it is done", async () => {
  await atSite({ travelMs: 1_000 }, async (site) => {
    const [first, second, third] = [await site.open(), await site.open(), await site.open()];
    assert.deepEqual([first.stage, second.stage, third.stage], ["sent", "queued", "queued"]);
    await given(site, first);
    await site.clock.advance(1_000);
    await site.outcome(first);
    await given(site, second);
    assert.equal((await site.ledger.read.order(third.orderId))?.stage, "queued");
    await site.clock.advance(1_000);
    await site.outcome(second);
    // Woken by what this process recorded: no time passes in between.
    await given(site, third);
    assert.equal(site.clock.now(), START + 2_000);
    await site.clock.advance(1_000);
    assert.equal((await site.outcome(third)).stage, "opened");
    assert.deepEqual(await site.openings(), [first.orderId, second.orderId, third.orderId]);
  });
});

test("an order that waits for another process's goes soon after that is reported", async () => {
  await atSite({}, async (site) => {
    const other = await site.admit();
    const ours = await site.open();
    assert.equal(ours.stage, "queued");
    const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 1 } as const;
    await site.ledger.submit({ type: "reportOrder", orderId: other.orderId, outcome });
    await site.clock.advance(200);
    assert.equal((await site.outcome(ours)).stage, "opened");
  });
});

test("revoking the key cancels what still waits; its driver is never called", async () => {
  const calls: UnlockCommand[] = [];
  const drivers = {
    stub: async () =>
      stub(async (command) => {
        calls.push(command);
        return new Promise(() => {});
      }),
  };
  await atSite({ driver: "stub", drivers }, async (site) => {
    const first = await site.open();
    const second = await site.open();
    await until(async () => (calls.length === 1 ? true : undefined));
    await site.ledger.submit({ type: "deleteTempKey", actor: OPERATOR, lockId: LOCK, tempKeyUuid: site.key });
    // Cancelled by the revocation itself, so the wait for it finds out by looking.
    const waiting = site.orders.settled(second.orderId, 5_000);
    await site.clock.advance(250);
    const settled = await waiting;
    assert.deepEqual([settled?.stage, settled?.failure], ["failed", "revoked"]);
    await site.clock.advance(30_000);
    await site.outcome(first);
    assert.deepEqual(
      calls.map((call) => call.orderId),
      [first.orderId],
    );
    assert.equal(await site.usedCount(), 1);
  });
});

test("an order whose deadline passes while it waits expires and gives its use back", async () => {
  await atSite({ driver: "stub", drivers: { stub: async () => silent() } }, async (site) => {
    await site.open();
    const second = await site.open();
    assert.equal(second.stage, "queued");
    await site.clock.advance(10_000);
    assert.equal((await site.outcome(second)).stage, "expired");
    await site.clock.advance(500);
    assert.equal(await site.usedCount(), 1);
  });
});

test("a waiting order whose claim was recorded, and its answer lost, is carried all the same, once", async () => {
  let lost = 0;
  const wrap = (ledger: Ledger): Ledger => ({
    ...ledger,
    async submit(command) {
      const answer = await ledger.submit(command);
      if (command.type !== "sendOrder" || !answer.ok || lost++ > 0) return answer;
      throw new StoreUnavailableError("The answer was lost");
    },
  });
  await atSite({ wrap, travelMs: 1_000 }, async (site) => {
    const first = await site.open();
    await given(site, first);
    const second = await site.open();
    assert.equal(second.stage, "queued");
    await site.clock.advance(1_000);
    await site.outcome(first);
    await until(async () => (lost > 0 ? true : undefined));
    await site.clock.advance(200);
    await given(site, second);
    await site.clock.advance(1_000);
    assert.equal((await site.outcome(second)).stage, "opened");
    assert.deepEqual(await site.openings(), [first.orderId, second.orderId]);
  });
});
