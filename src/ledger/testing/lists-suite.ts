/** Lists of keys and of orders, a page at a time. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { HOUR, OPENED, OWNER, createKey, createLock, openDoor, revokeKey, orderIdOf } from "./commands.ts";
import type { Holder, Ledger } from "../ledger.ts";
import { accepted, standingClock, type Check, type LedgerHarness } from "./harness.ts";

export function listSuite(check: Check): void {
  check("many locks at once, as each is alone, and none for a number that no lock has", async ({ submit, read }) => {
    assert.equal((await read.locks([])).size, 0);
    const lockIds = Array.from({ length: 60 }, (_, i) => 1 + i * 7);
    await Promise.all(lockIds.map((lockId) => submit(createLock(lockId, { name: `Door ${lockId}` }))));
    await submit(createKey(8, randomUUID()));
    const each = new Map(await Promise.all(lockIds.map(async (id) => [id, (await read.lock(id))!] as const)));
    assert.equal(each.get(8)?.version, 2);
    const backwards = [2, ...lockIds.toReversed(), 8, Number.MAX_SAFE_INTEGER];
    assert.deepEqual(await read.locks(backwards), each);
    assert.deepEqual([...(await read.locks([15, 1])).keys()].toSorted(), [1, 15]);
  });

  check("pages of a lock's keys, newest first, revoked ones on request", async ({ submit, read }) => {
    await Promise.all([submit(createLock(1)), submit(createLock(2))]);
    const uuids = Array.from({ length: 30 }, () => randomUUID());
    for (const [i, uuid] of uuids.entries()) {
      await submit(createKey(1, uuid));
      if (i % 2 === 0) await submit(createKey(2, randomUUID()));
    }
    const revoked = uuids.filter((_, i) => i % 3 === 0);
    await Promise.all(revoked.map((uuid) => submit(revokeKey(1, uuid))));
    const pagesOf = async (withRevoked: boolean) => {
      const found: string[] = [];
      let before: number | undefined;
      for (;;) {
        const page = { limit: 7, withRevoked, ...(before !== undefined && { before }) };
        const keys = await read.tempKeysOfLock(1, page);
        found.push(...keys.map(({ state }) => state.uuid));
        if (keys.length < 7) return found;
        before = keys.at(-1)!.cursor;
      }
    };
    assert.deepEqual(await pagesOf(true), uuids.toReversed());
    assert.deepEqual(await pagesOf(false), uuids.filter((uuid) => !revoked.includes(uuid)).toReversed());
  });

  check("the locks that somebody has, with the ends of their streams", async ({ submit, read }) => {
    for (const lockId of [3, 1, 2]) await submit(createLock(lockId));
    await submit({ type: "setOrganization", actor: OWNER, lockId: 2, orgId: "agency" });
    await submit({ type: "setOwner", actor: OWNER, lockId: 3, userId: "otto" });
    const of = async (holder: Holder, page = { after: 0, limit: 9 }) =>
      (await read.streamsOf(holder, page)).map(({ lockId, version }) => [lockId, version]);
    assert.deepEqual(await of({ kind: "owner", userId: "olga" }), [
      [1, 1],
      [2, 2],
    ]);
    assert.deepEqual(await of({ kind: "owner", userId: "otto" }), [[3, 2]]);
    assert.deepEqual(await of({ kind: "organization", orgId: "agency" }), [[2, 2]]);
    assert.deepEqual(await of({ kind: "anybody" }, { after: 1, limit: 1 }), [[2, 2]]);
    assert.deepEqual(await of({ kind: "organization", orgId: "others" }), []);
  });

  check("the keys that events are about since they were read", async ({ submit, read }) => {
    for (const lockId of [1, 2]) await submit(createLock(lockId));
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    for (let i = 0; i < 70; i++) await submit(createKey(1, randomUUID()));
    await submit(createKey(1, a));
    const { version } = (await read.lock(1))!;
    await submit(createKey(1, b));
    await submit(createKey(2, c));
    assert.deepEqual(await read.keysSince([{ lockId: 1, version }]), [b]);
    await submit(openDoor(a));
    assert.deepEqual((await read.keysSince([{ lockId: 1, version }])).toSorted(), [a, b].toSorted());
    const both = await read.keysSince([
      { lockId: 1, version },
      { lockId: 2, version: 0 },
    ]);
    assert.deepEqual(both.toSorted(), [a, b, c].toSorted());
    assert.deepEqual(await read.keysSince([]), []);
    const found = await read.tempKeys([c, randomUUID(), a]);
    assert.deepEqual(found.map(({ state }) => state.uuid).toSorted(), [a, c].toSorted());
    const [used] = await read.tempKeys([a]);
    assert.ok(Math.abs(used!.state.lastUsedAt! - Date.now()) < HOUR);
  });

  check("texts that changed beside the record", async ({ submit, read }) => {
    await submit(createLock(1, { name: "Front door" }));
    const [a, b] = [randomUUID(), randomUUID()];
    await submit(createKey(1, a, { description: "Anna" }));
    const { cursor } = await read.changedTexts();
    await submit(createKey(1, b, { description: "Bert" }));
    await submit(openDoor(a));
    assert.deepEqual((await read.changedTexts(cursor)).keys, []);
    const change = { type: "changeKey", actor: OWNER, removeDoors: [], addDoors: [] } as const;
    accepted(await submit({ ...change, tempKeyUuid: a, description: "Anna, room 4" }));
    const changed = await read.changedTexts(cursor);
    assert.deepEqual(changed.keys, [a]);
    // Once more at the most, while somebody still writes.
    assert.ok((await read.changedTexts(changed.cursor)).keys.every((uuid) => uuid === a));
  });

  check("pages of what somebody created", async ({ submit, read }) => {
    await submit(createLock(1));
    await submit({ type: "setOrganization", actor: OWNER, lockId: 1, orgId: "agency" });
    const uuids = Array.from({ length: 6 }, () => randomUUID());
    for (const [i, uuid] of uuids.entries())
      await submit(
        createKey(1, uuid, i % 3 === 2 ? { actor: { kind: "organization", scopes: ["admin"], orgId: "agency" } } : {}),
      );
    await submit(revokeKey(1, uuids[3]!));
    const page = async (by: string, more: object = {}) =>
      (await read.tempKeysCreatedBy(by, { limit: 9, withRevoked: true, ...more })).map(({ state }) => state.uuid);
    assert.deepEqual(await page("agency"), [uuids[5], uuids[2]]);
    assert.deepEqual(await page("user:olga"), [uuids[4], uuids[3], uuids[1], uuids[0]]);
    assert.deepEqual(await page("user:olga", { withRevoked: false, limit: 2 }), [uuids[4], uuids[1]]);
    const [, second] = await read.tempKeysCreatedBy("user:olga", { limit: 2, withRevoked: true });
    assert.deepEqual(await page("user:olga", { before: second!.cursor }), [uuids[1], uuids[0]]);
    assert.deepEqual(await page("nobody"), []);
  });

  check("orders whose time is over, oldest first, until they are settled", (_ledger, harness) =>
    withOrders(harness, async ({ submit, read }, ids, now) => {
      const later = now + HOUR;
      assert.deepEqual(await read.overdueOrders(now, 10), []);
      assert.deepEqual(await read.overdueOrders(later, 10), ids);
      assert.deepEqual(await read.overdueOrders(later, 2), ids.slice(0, 2));
      await submit({ type: "reportOrder", orderId: ids[0]!, outcome: OPENED });
      assert.deepEqual(await read.overdueOrders(later, 10), ids.slice(1));
      assert.equal((await read.order(ids[0]!))?.stage, "opened");
    }),
  );

  check("orders whose time is to come, last first, until they are settled", (_ledger, harness) =>
    withOrders(harness, async ({ submit, read }, ids) => {
      await submit({ type: "reportOrder", orderId: ids[0]!, outcome: OPENED });
      const { notAfter } = (await read.order(ids[1]!))!;
      assert.deepEqual(await read.ordersAhead(notAfter - 10, 10), [ids[2], ids[1]]);
      assert.deepEqual(await read.ordersAhead(notAfter - 1, 1), [ids[2]]);
      assert.deepEqual(await read.ordersAhead(notAfter, 10), [ids[2]]);
    }),
  );

  check("orders that wait for their lock, until they are sent or their time is over", (_ledger, harness) =>
    withOrders(harness, async ({ submit, read }, [sent, ...waiting], now) => {
      const idsOf = async (since: number, at: number, limit = 10) =>
        (await read.waitingOrders(since, at, limit)).map(({ orderId }) => orderId);
      assert.deepEqual(await idsOf(now + 1, now), waiting);
      assert.deepEqual(await idsOf(now + 1, now, 1), waiting.slice(0, 1));
      assert.deepEqual(await idsOf(now, now), waiting.slice(0, 1), "the last one came just now");
      assert.deepEqual(await idsOf(now + 1, now + HOUR), []);
      await submit({ type: "reportOrder", orderId: sent!, outcome: OPENED });
      await submit({ type: "sendOrder", orderId: waiting[0]!, claim: randomUUID() });
      assert.deepEqual(await idsOf(now + 1, now), waiting.slice(1));
    }),
  );
}

/** A lock with three orders, a millisecond apart: the first was sent, the others wait. */
async function withOrders(harness: LedgerHarness, use: (ledger: Ledger, ids: string[], now: number) => Promise<void>) {
  const { clock, time } = standingClock(Date.now());
  const ledger = await harness.open({ clock });
  try {
    await ledger.submit(createLock(1));
    const uuid = randomUUID();
    await ledger.submit(createKey(1, uuid));
    const orders = Array.from({ length: 3 }, () => openDoor(uuid));
    for (const order of orders) {
      time[0]! += 1;
      await ledger.submit(order);
    }
    await use(ledger, orders.map(orderIdOf), clock.now());
  } finally {
    await ledger.close();
  }
}
