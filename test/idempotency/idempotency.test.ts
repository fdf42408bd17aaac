/** The same request sent again: done once, answered alike, in every process, for a day. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { LOOK_MS } from "../../src/http/requests/idempotency.ts";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";

const DAY = 86_400_000;

describe("an Idempotency-Key", () => {
  const clock = new ManualClock(Date.now());
  let server: TestServer;
  let org: Credentials;
  let body: object;

  before(async () => {
    server = await startServer({ clock });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    body = { ...publicTerms(clock.now()), validUntil: new Date(clock.now() + 9 * DAY).toISOString(), maxUses: 9 };
  });
  after(() => server.close());

  const post = (path: string, key: string, sent: object = body, as = org, to = server): Promise<Answer> =>
    to.call("POST", path, { ...as, body: sent, headers: { "idempotency-key": key } });
  const create = (key: string, sent?: object, as?: Credentials, to?: TestServer) =>
    post("/locks/1/create-temp-key", key, sent, as, to);
  const keysOfLock = async () => (await server.ledger.read.tempKeysOfLock(1, { limit: 999, withRevoked: true })).length;

  it("gives the same answer again, and makes one key", async () => {
    const before = await keysOfLock();
    const key = randomUUID();
    const first = await create(key);
    const again = await create(key);
    assert.equal(first.status, 200);
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get("content-type"), first.headers.get("content-type"));
    assert.deepEqual(
      [first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")],
      [null, "true"],
    );
    assert.equal(await keysOfLock(), before + 1);
    // The order of a body's members is no other body.
    assert.equal((await create(key, Object.fromEntries(Object.entries(body).toReversed()))).text, first.text);
  });

  it("gives a secret again that is told once, and keeps it unreadable", async () => {
    const { validFrom, validUntil } = body as { validFrom: string; validUntil: string };
    const doors = [{ lockId: "1", accessMethod: "code" }];
    const key = randomUUID();
    const first = await post("/temp-keys", key, { validFrom, validUntil, doors });
    assert.match(first.json.pin, /^\d{8}$/);
    assert.equal((await post("/temp-keys", key, { validFrom, validUntil, doors })).json.pin, first.json.pin);
    const stored = await server.sql("SELECT id, fingerprint, seed, answer FROM requests WHERE answer IS NOT NULL");
    assert.ok(stored.length > 0);
    const text = stored.flatMap((row) =>
      Object.values(row).map((value) => Buffer.from(value as string).toString("latin1")),
    );
    for (const secret of [first.json.pin, key]) assert.ok(!text.join().includes(secret));
  });

  it("gives that secret also when the first answer was lost before it could be kept", async () => {
    const { validFrom, validUntil } = body as { validFrom: string; validUntil: string };
    const request = { validFrom, validUntil, doors: [{ lockId: "1", accessMethod: "code" }] };
    const key = randomUUID();
    const first = await post("/temp-keys", key, request);
    // As a server leaves it that dies between the commit and the answer.
    await server.sql("UPDATE requests SET answer = NULL, lease_until = 0 WHERE seed = ?", first.json.uuid);
    const again = await post("/temp-keys", key, request);
    assert.deepEqual(again.json, first.json);
    assert.equal(again.headers.get("idempotency-replayed"), null);
    // Whoever names the key's UUID, with another header or none, is not told.
    const named = await post("/temp-keys", randomUUID(), { ...request, tempKeyUuid: first.json.uuid });
    assert.deepEqual([named.status, named.json.pin], [201, null]);
  });

  it("is refused as it would be without, whatever is in the body", async () => {
    const body = `{"pin":"48205917","x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
    const answer = await post("/locks/1/open-with-pin", randomUUID(), body as unknown as object);
    assert.equal(answer.status, 400, answer.text);
  });

  it("is one request for 20 at once through two servers", async () => {
    const before = await keysOfLock();
    // Two clocks that go on by themselves: who comes second waits for the first.
    const data = { dataDir: server.dataDir };
    const [a, b] = [await startServer(data), await startServer(data)];
    try {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => create(key, body, org, i % 2 ? a : b)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
      assert.equal(await keysOfLock(), before + 1);
    } finally {
      await a.close();
      await b.close();
    }
  });

  it("is refused for another body, another path, and when it is malformed", async () => {
    const key = randomUUID();
    await create(key);
    for (const answer of [await create(key, { ...body, maxUses: 8 }), await post("/locks/1/OpenLock", key, {})]) {
      assert.deepEqual([answer.status, answer.json.details[0].field], [409, "Idempotency-Key"]);
    }
    for (const bad of ["a b", "a\tb", "x".repeat(256), "ü", ""]) {
      for (const path of ["/locks/1/create-temp-key", "/locks/1/open-with-pin", `/temp-keys/${randomUUID()}/open`]) {
        const { status, json } = await post(path, bad);
        assert.deepEqual([status, json.details[0].field], [400, "Idempotency-Key"], `${path} ${bad}`);
      }
    }
    assert.equal((await create("~".repeat(255))).status, 200);
  });

  it("means something only together with who asks", async () => {
    const other = await server.organization("rival");
    const key = randomUUID();
    assert.equal((await create(key)).status, 200);
    assert.equal((await create(key, body, other)).status, 404);
    assert.equal((await create(key)).status, 200);

    // The record names the user beside the organisation, so another user's request is another one.
    const [anna, boris] = [await server.user("Anna"), await server.user("Boris")];
    const asUser = (user: Credentials) => create(key, body, { ...org, token: user.token! });
    const made = [await asUser(anna), await asUser(boris), await asUser(anna)].map(({ json }) => json.tempKeyUuid);
    assert.equal(new Set(made).size, 2);
    assert.equal(made[2], made[0]);
  });

  it("remembers what was refused, and forgets what may go better next time", async () => {
    const key = randomUUID();
    const absent = { ...body, tempKeyUuid: randomUUID() };
    assert.equal((await post("/locks/77/create-temp-key", key, absent)).status, 404);
    await server.lock(77, { orgId: "acme" });
    assert.equal((await post("/locks/77/create-temp-key", key, absent)).status, 404);

    await server.fault(1, "jam");
    const opening = randomUUID();
    assert.equal((await post("/locks/1/OpenLock", opening, {})).status, 502);
    await server.fault(1, "none");
    const opened = await post("/locks/1/OpenLock", opening, {});
    assert.equal(opened.status, 200);
    assert.equal((await post("/locks/1/OpenLock", opening, {})).text, opened.text);
  });

  it("ends after a day", async () => {
    const key = randomUUID();
    const first = await create(key);
    await clock.jump(DAY - 1);
    assert.equal((await create(key)).text, first.text);
    await clock.jump(1);
    const next = await create(key);
    assert.notEqual(next.json.tempKeyUuid, first.json.tempKeyUuid);
  });

  it("is taken over when whoever was at it is gone: the same key, or for a use that is counted by hand a 409", async () => {
    const tempKeyUuid = await server.key(1, org, { maxUses: null });
    const requests = { create: randomUUID(), use: randomUUID() };
    const first = await create(requests.create);
    const use = () => post("/locks/1/use-temp-key", requests.use, { tempKeyUuid });
    await use();
    // As it is after a crash between the commit and the answer.
    await server.sql("UPDATE requests SET answer = NULL");
    const answered = new AbortController();
    const waiting = create(requests.create).finally(() => answered.abort());
    // Time goes on only while the request sleeps: it stands still while the store works, however long that takes.
    while (!answered.signal.aborted) await (clock.isAsleepFor(LOOK_MS) ? clock.advance(LOOK_MS) : turn());
    const busy = await waiting;
    assert.deepEqual([busy.status, busy.headers.get("retry-after")], [409, "2"]);
    await clock.advance(30_000);
    const again = await create(requests.create);
    assert.deepEqual([again.status, again.json.event], [200, null]);
    assert.equal(again.json.tempKeyUuid, first.json.tempKeyUuid);
    assert.equal((await use()).status, 409);
    assert.equal((await server.ledger.read.tempKey(tempKeyUuid))!.state.usedCount, 1);
  });

  it("is one opening for a guest's client too, of one door", async () => {
    await server.lock(2, { orgId: "acme" });
    const { validFrom, validUntil } = body as { validFrom: string; validUntil: string };
    const doors = [{ lockId: "1" }, { lockId: "2" }];
    const made = await server.call("POST", "/temp-keys", {
      ...org,
      body: { validFrom, validUntil, maxUses: 5, doors },
    });
    const { uuid } = made.json as { uuid: string };
    const open = (door: number, headers: Record<string, string> = {}, sent?: string) =>
      server.call("POST", `/temp-keys/${uuid}/doors/${door}/open`, {
        headers: { "idempotency-key": "phone-1", ...headers },
        ...(sent !== undefined && { body: sent }),
      });
    const [first, again] = [await open(1), await open(1)];
    assert.equal(first.status, 303);
    assert.deepEqual([again.status, again.text], [303, first.text]);
    for (const name of ["location", "cache-control"]) {
      assert.ok(first.headers.get(name), name);
      assert.equal(again.headers.get(name), first.headers.get(name));
    }
    assert.equal((await open(2)).status, 409);
    const form = { "idempotency-key": "phone-2", "content-type": "application/x-www-form-urlencoded" };
    const sent = [await open(2, form, "intent=a"), await open(2, form, "intent=a")];
    assert.equal(sent[0]!.status, 303);
    assert.equal(sent[1]!.headers.get("location"), sent[0]!.headers.get("location"));
    assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 2);
  });

  it("leaves nothing in the store where a caller without credentials is refused, however often", async () => {
    const stored = async () => (await server.sql("SELECT id FROM requests")).length;
    const before = await stored();
    // Refusals of PINs take their time, which does not stand still here.
    const awake = await startServer({ dataDir: server.dataDir });
    const revoked = await server.key(1, org);
    await server.call("DELETE", `/temp-keys/${revoked}`, org);
    const statuses = new Set<number>();
    for (let i = 0; i < 15; i++) {
      const header = { headers: { "idempotency-key": `refused-${i}` } };
      for (const lockId of [1, 40_000 + i]) {
        const body = { pin: "39517264" };
        statuses.add((await awake.call("POST", `/locks/${lockId}/open-with-pin`, { ...header, body })).status);
      }
      for (const uuid of [revoked, randomUUID()])
        statuses.add((await awake.call("POST", `/temp-keys/${uuid}/open`, header)).status);
    }
    await awake.close();
    assert.deepEqual([...statuses].toSorted(), [400, 401, 404, 429]);
    assert.equal(await stored(), before);
  });

  it("replays what a caller without credentials made: one opening by PIN for the same request again", async () => {
    await server.lock(3, { orgId: "acme" });
    const { validFrom, validUntil } = body as { validFrom: string; validUntil: string };
    const doors = [{ lockId: "3", accessMethod: "both" }];
    const { json } = await server.call("POST", "/temp-keys", { ...org, body: { validFrom, validUntil, doors } });
    const enter = () => post("/locks/3/open-with-pin", "panel-1", { pin: json.pin }, {});
    const [first, again] = [await enter(), await enter()];
    assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text]);
    assert.equal(again.headers.get("idempotency-replayed"), "true");
    assert.equal((await server.ledger.read.tempKey(json.uuid))!.state.usedCount, 1);
  });

  it("is not remembered for whoever asks too often", async () => {
    const limited = await startServer({ env: { RATE_LIMIT: "3,3" } });
    const stored = async () => (await limited.sql("SELECT id FROM requests")).length;
    try {
      const tries = Array.from({ length: 6 }, (_, i) =>
        i % 2 ? post("/locks/9/open-with-pin", `t-${i}`, { pin: "4820" }, {}, limited) : openNothing(limited, `t-${i}`),
      );
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 429).length, 3);
      assert.equal(await stored(), 0);
    } finally {
      await limited.close();
    }
  });
});

function openNothing(server: TestServer, key: string): Promise<Answer> {
  return server.call("POST", `/temp-keys/${randomUUID()}/open`, { headers: { "idempotency-key": key } });
}
