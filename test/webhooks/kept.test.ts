/** What becomes of webhooks over time, by a clock that is passed: what is forgotten, and who is told that one fails. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Sql } from "../../src/database/sql.ts";
import { statement } from "../../src/database/sql.ts";
import { silentLog } from "../../src/log.ts";
import { createDesk, type Sealing } from "../../src/webhooks/desk.ts";
import { noting } from "../../src/webhooks/endpoint-state.ts";
import { type Failing, tellOfFailing } from "../../src/webhooks/failing.ts";
import { enqueueing } from "../../src/webhooks/statements.ts";
import { createWebhookStore } from "../../src/webhooks/stored-webhooks.ts";
import type { DeliveryFilter, Endpoint } from "../../src/webhooks/webhooks.ts";
import { startServer, type TestServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-12-24T12:00:00Z");

let server: TestServer;
let sql: Sql;
before(async () => {
  server = await startServer();
  await server.organization("acme");
  sql = await server.store.webhooks();
});
after(() => server.close());

function endpointOf(id: string): Endpoint {
  const what = { url: "https://a.example/", events: ["*"], lockIds: null, format: "published" } as const;
  const times = { createdAt: NOW, updatedAt: NOW, verifiedAt: NOW, failingSince: null, lastError: null };
  return { id, orgId: "acme", ...what, ...times, status: "active", ciphertext: Buffer.alloc(1) };
}

async function addEndpoint(id: string): Promise<void> {
  assert.ok(await createWebhookStore(sql).add(endpointOf(id), { ...delivery(id, 0), lane: -1 }));
  await sql.write(statement("DELETE FROM webhook_deliveries"), statement("DELETE FROM webhook_lanes"));
}

const delivery = (endpointId: string, i: number) =>
  ({ endpointId, lane: 1, eventId: `e${i}`, orderId: null, type: "T", body: "{}", at: NOW, madeAt: NOW }) as const;

const settle = (state: string, at: number, from: number, to: number) =>
  statement(
    `UPDATE webhook_deliveries SET state = $1, settled_at = $2 WHERE id IN
         (SELECT id FROM webhook_deliveries ORDER BY id LIMIT $3 OFFSET $4)`,
    state,
    at,
    to - from,
    from,
  );

const fail = (since: number | null) =>
  sql.write(statement("UPDATE webhook_endpoints SET failing_since = $1, last_error = 'busy'", since));

describe("webhooks of an organisation", () => {
  it("are 50 at the most, also where several are added at once, and each is asked", async () => {
    const store = createWebhookStore(sql);
    const ids = Array.from({ length: 62 }, (_, i) => `many-${i}`);
    const add = (id: string) => store.add(endpointOf(id), { ...delivery(id, 0), lane: -1 });
    for (const id of ids.slice(0, 46)) assert.ok(await add(id));
    const added = await Promise.all(ids.slice(46).map(add));
    assert.equal(added.filter(Boolean).length, 4);
    const all = (await store.list("acme")).map(({ id }) => id);
    assert.equal(all.length, 50);
    const asked = await sql.read<{ id: string }>("SELECT endpoint_id AS id FROM webhook_deliveries");
    assert.deepEqual(asked.map(({ id }) => id).toSorted(), all.toSorted());
    await Promise.all(all.map((id) => store.remove(id)));
    assert.equal(await store.add({ ...endpointOf("of-none"), orgId: "none" }, delivery("of-none", 0)), false);
  });

  it("are made once by a request that is taken over from a process that died, with a secret that is told", async () => {
    const sealing: Sealing = {
      seal: async (_, secrets) => Buffer.from(JSON.stringify(secrets)),
      unseal: async ({ ciphertext }) => JSON.parse(ciphertext.toString()),
    };
    const store = createWebhookStore(sql);
    const desk = createDesk(store, sealing, { region: "here", account: "test" }, () => {});
    const authentication = { type: "bearerToken", token: "t0k3n" } as const;
    const given = {
      url: "https://a.example/",
      events: ["*"],
      lockIds: null,
      format: "published",
      authentication,
    } as const;
    const [first, again] = [await desk.make("one", "acme", given, NOW), await desk.make("one", "acme", given, NOW + 1)];
    assert.ok(first && again);
    const [one, ...others] = await store.list("acme");
    assert.deepEqual(others, []);
    const secrets = { signing: [{ secret: again.secret, until: null }], authentication };
    assert.deepEqual(await sealing.unseal(one!), secrets);
    assert.equal((await store.deliveries("one", {}, 10)).length, 1);
    await store.remove("one");
  });
});

describe("deliveries", () => {
  it("are forgotten after 30 days, and after a year where they were given up, in slices; what waits never is", async () => {
    await addEndpoint("old");
    const rows = Array.from({ length: 2_600 }, (_, i) => ({ ...delivery("old", i), state: "waiting" as const }));
    await sql.write(...enqueueing(sql.words, rows, NOW));
    await sql.write(
      settle("delivered", NOW - 31 * DAY_MS, 0, 1_100),
      settle("delivered", NOW - 29 * DAY_MS, 1_100, 1_200),
      settle("dead", NOW - 366 * DAY_MS, 1_200, 1_900),
      settle("dead", NOW - 364 * DAY_MS, 1_900, 2_500),
    );
    const store = createWebhookStore(sql);
    const more: boolean[] = [];
    do more.push(await store.forget(NOW));
    while (more.at(-1));
    assert.deepEqual(more, [true, true, false]);
    const left = await sql.read<{ state: string; count: number }>(
      "SELECT state, count(*) AS count FROM webhook_deliveries GROUP BY state ORDER BY state",
    );
    assert.deepEqual(
      left.map(({ state, count }) => [state, Number(count)]),
      [
        ["dead", 600],
        ["delivered", 100],
        ["waiting", 100],
      ],
    );
    await store.remove("old");
  });
});

describe("a webhook with a long log", () => {
  it("is looked through in slices, between which all else has a turn", async () => {
    await addEndpoint("long");
    const rows = Array.from({ length: 12_000 }, (_, i) => {
      return { ...delivery("long", i), type: i === 10 ? "Rare" : "T", state: "waiting" as const };
    });
    await sql.write(...enqueueing(sql.words, rows, NOW));
    await sql.write(
      settle("delivered", NOW, 0, 11_990),
      settle("dead", NOW, 5, 6),
      settle("dead", NOW, 11_950, 11_952),
    );
    const store = createWebhookStore(sql);
    const ids = (await store.deliveries("long", {}, 12_000)).map(({ id }) => id).toReversed();
    assert.equal(ids.length, 12_000);
    const found = async (filter: DeliveryFilter, limit = 100, before?: number) =>
      (await store.deliveries("long", filter, limit, before)).map(({ id }) => ids.indexOf(id));
    let turns = 0;
    let isOver = false;
    const count = () => void (isOver || (turns++, setImmediate(count)));
    count();
    assert.deepEqual(await found({ type: "Rare" }), [10]);
    isOver = true;
    assert.ok(turns >= 3, `${turns} turns`);
    assert.deepEqual(await found({ states: ["dead"] }), [11_951, 11_950, 5]);
    assert.deepEqual(await found({ states: ["dead"] }, 2), [11_951, 11_950]);
    assert.deepEqual(await found({ states: ["dead"] }, 2, ids[11_950]), [5]);
    assert.deepEqual(await found({ states: ["dead", "waiting"] }, 12), [
      ...Array.from({ length: 10 }, (_, i) => 11_999 - i),
      11_951,
      11_950,
    ]);
    assert.deepEqual((await found({}, 7_000, ids[7_500])).slice(-1), [500]);
    assert.deepEqual(await found({ ids: [ids[10]!, ids[11_999]!] }), [11_999, 10]);
    assert.equal(await store.resend("long", { states: ["delivered"], type: "Rare" }, NOW, 10), 1);
    assert.equal(await store.resend("long", { states: ["dead"] }, NOW, 2), 2);
    assert.deepEqual(await found({ states: ["dead"] }), [11_951]);
    assert.equal(await store.resend("long", { ids: [ids[11_951]!, ids[11_999]!] }, NOW, 10), 1);
    await sql.write(statement("DELETE FROM webhook_deliveries"), statement("DELETE FROM webhook_lanes"));
    await store.remove("long");
  });

  it("is gone at once, and its log in slices: doors are not kept waiting", async () => {
    await addEndpoint("long");
    await addEndpoint("other");
    const rows = Array.from({ length: 1_703 }, (_, i) => {
      return { ...delivery(i < 1_700 ? "long" : "other", i), state: "waiting" as const };
    });
    await sql.write(...enqueueing(sql.words, rows, NOW));
    await sql.write(settle("delivered", NOW, 0, 1_000));
    const store = createWebhookStore(sql);
    const left = async () => {
      const [row] = await sql.read<{ count: number }>("SELECT count(*) AS count FROM webhook_deliveries");
      return Number(row!.count);
    };
    assert.ok(await store.remove("long"));
    assert.equal(await store.find("long"), undefined);
    const counts = [await left()];
    while (await store.forget(NOW)) counts.push(await left());
    assert.deepEqual([...counts, await left()], [1_203, 703, 203, 3]);
    const lanes = await sql.read<{ endpoint_id: string }>("SELECT endpoint_id FROM webhook_lanes");
    assert.deepEqual(lanes, [{ endpoint_id: "other" }]);
    await store.remove("other");
    assert.equal(await left(), 0);
  });
});

describe("an address that takes nothing", () => {
  it("is told of after a day, once, again after each further week, and anew when it fails again", async () => {
    await addEndpoint("failing");
    const clock = new ManualClock(NOW);
    const told: Failing[] = [];
    const pass = () =>
      tellOfFailing({ sql, clock, log: silentLog, tellFailing: async (endpoint) => (told.push(endpoint), []) });
    const after = async (ms: number) => {
      await clock.advance(ms);
      return (await Promise.all([pass(), pass()])).reduce((sum, one) => sum + one);
    };
    await fail(NOW);
    assert.equal(await after(DAY_MS - 1_000), 0);
    assert.equal(await after(1_000), 1);
    assert.deepEqual([told[0]!.id, told[0]!.failingSince, told[0]!.lastError], ["failing", NOW, "busy"]);
    assert.equal(await after(DAY_MS), 0);
    assert.equal(await after(6 * DAY_MS), 1);
    assert.equal(await after(6 * DAY_MS), 0);
    await fail(null);
    assert.equal(await after(9 * DAY_MS), 0);
    await fail(clock.now());
    assert.equal(await after(DAY_MS), 1);
    await createWebhookStore(sql).remove("failing");
  });

  it("is told of at once and once where it wants nothing more, also while it is told that it fails, and anew after it did", async () => {
    const store = createWebhookStore(sql);
    const clock = new ManualClock(NOW);
    await addEndpoint("gone");
    const told: Failing[] = [];
    const pass = () =>
      tellOfFailing({ sql, clock, log: silentLog, tellFailing: async (endpoint) => (told.push(endpoint), []) });
    const toldNow = async () => (await Promise.all([pass(), pass()])).reduce((sum, one) => sum + one);
    const answers410 = async () => {
      const verdict = { outcome: "gone", isVerification: false, isLasting: false, said: "410" } as const;
      await sql.write(noting((await store.find("gone"))!, verdict, clock.now())!.statement);
    };
    await fail(NOW);
    await clock.advance(2 * DAY_MS);
    assert.equal(await toldNow(), 1);
    await answers410();
    assert.equal(await toldNow(), 1);
    assert.deepEqual([told.at(-1)!.status, told.at(-1)!.failingSince], ["disabled", NOW]);
    await clock.advance(20 * DAY_MS);
    assert.equal(await toldNow(), 0);

    // Somebody has it asked, and it wants events; or wants none, which they see.
    await sql.write(statement("UPDATE webhook_endpoints SET status = 'pending'"));
    await answers410();
    assert.equal(await toldNow(), 0);
    await sql.write(statement("UPDATE webhook_endpoints SET status = 'active', failing_since = NULL"));
    await answers410();
    assert.equal(await toldNow(), 1);
    assert.equal(told.at(-1)!.failingSince, clock.now());
    await store.remove("gone");
  });
});
