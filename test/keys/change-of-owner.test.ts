/** What becomes of keys when a lock changes hands, and of openings that wait when a key changes. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { isSettled } from "../../src/domain/order.ts";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";

const TRAVEL_MS = 400;

const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

describe("a lock that changes hands", () => {
  let server: TestServer;
  let alice: Credentials & { readonly userId: string };
  let bob: Credentials & { readonly userId: string };
  let doors: { lockId: string }[];
  let lockId = 0;
  before(async () => {
    server = await startServer();
    [alice, bob] = [await server.user("Alice"), await server.user("Bob")];
  });
  after(() => server.close());

  async function sharedKey(): Promise<string> {
    doors = [];
    for (let i = 0; i < 2; i++) {
      await server.lock(++lockId, { ownerId: alice.userId });
      doors.push({ lockId: String(lockId) });
    }
    const { validFrom, validUntil } = publicTerms(Date.now());
    return (await server.call("POST", "/temp-keys", { ...alice, body: { validFrom, validUntil, doors } })).json.uuid;
  }
  const give = (i: number, userId: string) =>
    server.call("POST", `/locks/${doors[i]!.lockId}/SetOwner`, { ...alice, body: { userId } });

  it("is not given to somebody who would read a key to the former owner's other doors", async () => {
    const uuid = await sharedKey();
    const refused = await give(0, bob.userId);
    assert.equal(refused.status, 409, refused.text);
    assert.deepEqual(refused.json.details[0].field, "userId");
    await server.organization("acme");
    const toOrganization = await server.call("POST", `/locks/${doors[0]!.lockId}/SetOrganization`, {
      ...alice,
      body: { orgId: "acme" },
    });
    assert.equal(toOrganization.status, 409, toOrganization.text);
    assert.equal((await server.call("GET", `/locks/${doors[0]!.lockId}/temp-keys`, bob)).status, 404);
    // Once the key opens one of them only, the lock goes, and with it what is left.
    const removed = await server.call("PATCH", `/temp-keys/${uuid}`, { ...alice, body: { removeDoors: [1] } });
    assert.equal(removed.status, 200, removed.text);
    assert.equal((await give(0, bob.userId)).status, 200);
    assert.deepEqual((await server.call("GET", `/temp-keys?lockId=${doors[0]!.lockId}`, bob)).json.tempKeys, []);
  });

  it("is given when the keys were taken back", async () => {
    const uuid = await sharedKey();
    assert.equal((await server.call("DELETE", `/temp-keys/${uuid}`, alice)).status, 200);
    assert.equal((await give(0, bob.userId)).status, 200);
  });

  it("is not given while a key is made at the same time", async () => {
    for (let round = 0; round < 10; round++) {
      const made = await sharedKey();
      await server.call("DELETE", `/temp-keys/${made}`, alice);
      const { validFrom, validUntil } = publicTerms(Date.now());
      const [given, created] = await Promise.all([
        give(0, bob.userId),
        server.call("POST", "/temp-keys", { ...alice, body: { validFrom, validUntil, doors } }),
      ]);
      assert.deepEqual([200, 201].includes(given.status) !== [200, 201].includes(created.status), true);
    }
  });
});

describe("an opening that waits for the lock", () => {
  const clock = new ManualClock(Date.now());
  let server: TestServer;
  before(async () => {
    server = await startServer({ clock, env: { SIMULATOR_TRAVEL_MS: String(TRAVEL_MS) } });
  });
  after(() => server.close());

  it("is ended with its use given back when its guest or its time is taken off the key", async () => {
    const [owner, guest, other] = [await server.user(), await server.user("Guest"), await server.user("Other")];
    const named = { accessMode: "user-whitelist", allowedUserIds: [guest.userId] };
    const changes: readonly (readonly [body: Record<string, unknown>, stage: string])[] = [
      [{ allowedUserIds: [other.userId] }, "failed"],
      [{ validFrom: hour(1) }, "failed"],
      [{ validUntil: hour(5) }, "opened"],
      [{ maxUses: 9 }, "opened"],
    ];
    const busy: Promise<Answer>[] = [];
    const waiting = await Promise.all(
      changes.map(async ([change, stage], i) => {
        const lockId = i + 1;
        await server.lock(lockId, { ownerId: owner.userId });
        const uuid = await server.key(lockId, owner, { ...named, validUntil: hour(9) });
        busy.push(server.call("POST", `/locks/${lockId}/OpenLock`, owner));
        while ((await server.ledger.read.lock(lockId))!.state.inFlight === null) await turn();
        const asked = await server.call("POST", `/temp-keys/${uuid}/open`, guest);
        const orderId = new URL(asked.headers.get("location")!, server.url).searchParams.get("order")!;
        const order = async () => (await server.ledger.read.order(orderId))!;
        assert.equal((await order()).stage, "queued");
        const body = { tempKeyUuid: uuid, ...change };
        const path = i % 2 ? `/locks/${lockId}/update-temp-key` : `/temp-keys/${uuid}`;
        const changed = await server.call(i % 2 ? "POST" : "PATCH", path, { ...owner, body: i % 2 ? body : change });
        assert.equal(changed.status, 200, changed.text);
        return { uuid, change, stage, order };
      }),
    );
    // Only now do bolts move.
    for (const { uuid, change, stage, order } of waiting) {
      while (!isSettled(await order())) await (clock.isAsleepFor(TRAVEL_MS) ? clock.advance(TRAVEL_MS) : turn());
      assert.equal((await order()).stage, stage, JSON.stringify(change));
      const { usedCount } = (await server.ledger.read.tempKey(uuid))!.state;
      assert.equal(usedCount, stage === "opened" ? 1 : 0);
    }
    assert.ok((await Promise.all(busy)).every(({ status }) => status === 200));
  });
});
