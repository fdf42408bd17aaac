/** Remembered answers, and those who may have them no more. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { operator, type Person, somebody, tokenOf } from "../console/people.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("an answer that is remembered for a retry", () => {
  let server: TestServer;
  let mona: Person;
  const TERMS = publicTerms(Date.now());

  before(async () => {
    server = await startServer();
    await operator(server, "Acme");
    mona = await somebody(server);
    await server.organization("other");
    for (const [lockId, orgId] of [
      [1, "acme"],
      [2, "other"],
    ] as const)
      await server.lock(lockId, { orgId });
  });
  after(() => server.close());

  const make = (as: Credentials, key: string, lockId = 1) =>
    server.call("POST", "/temp-keys", {
      ...as,
      headers: { "idempotency-key": key },
      body: { ...TERMS, doors: [{ lockId: String(lockId), accessMethod: "code" }] },
    });

  it("is for nobody who may do less since, and for no other organisation of the same person", async () => {
    const { members } = server.organizations;
    const now = server.clock.now();
    for (const orgId of ["acme", "other"]) assert.equal(await members.put(orgId, mona.userId, "manager", now), "done");
    const [acme, other, own] = [
      { token: await tokenOf(server, mona, "acme") },
      { token: await tokenOf(server, mona, "other") },
      { token: await tokenOf(server, mona) },
    ];
    const key = randomUUID();
    const made = await make(acme, key);
    assert.equal(made.status, 201, made.text);
    const again = await make(acme, key);
    assert.deepEqual([again.status, again.json], [201, made.json], "it is remembered at all");
    for (const as of [other, own]) {
      const answer = await make(as, key);
      assert.ok(answer.status === 403 || answer.status === 404, `${answer.status}`);
      assert.ok(!answer.text.includes(made.json.uuid) && !answer.text.includes(made.json.pin));
    }
    const changes = [
      () => members.change("acme", mona.userId, { role: "viewer" }),
      () => members.change("acme", mona.userId, { role: "manager", paused: true }),
      () => members.remove("acme", mona.userId),
    ];
    for (const change of changes) {
      assert.equal(await change(), "done");
      const answer = await make(acme, key);
      assert.equal(answer.status, 403);
      assert.ok(!answer.text.includes(made.json.pin));
    }
    assert.equal(await members.put("acme", mona.userId, "manager", now), "done");
    const { sessions } = await server.store.accounts();
    await sessions.endAll(mona.userId);
    const until = Date.now() + 1_000;
    let { status } = await make(acme, key);
    while (status !== 401 && Date.now() < until) ({ status } = await make(acme, key));
    assert.equal(status, 401, "within a second of the session's end");
  });
});
