/** What the guest's routes answer to whom: statuses, bodies, headers, and what stays private. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { OpenOutcome } from "../../src/domain/order.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const JSON_ONLY = { accept: "application/json" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

function assertPrivate({ headers }: Answer, what: string): void {
  assert.equal(headers.get("cache-control"), "no-store", what);
  assert.equal(headers.get("referrer-policy"), "no-referrer", what);
  assert.equal(headers.get("x-robots-tag"), "noindex, nofollow", what);
  assert.equal(headers.get("x-content-type-options"), "nosniff", what);
  assert.equal(headers.get("set-cookie"), null, what);
  const policy = headers.get("content-security-policy") ?? "";
  assert.doesNotMatch(policy, /unsafe|\*/, what);
  for (const part of ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    assert.ok(policy.includes(part), `${what}: ${part}`);
}

const failed = (failure: string, mayHaveExecuted = false) =>
  ({ ok: false, failure, mayHaveExecuted, detail: "" }) as OpenOutcome;

describe("the guest's answers", () => {
  let server: TestServer;
  let org: Credentials;

  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
  });
  after(() => server.close());

  const open = (uuid: string, options: Parameters<TestServer["call"]>[2] = {}) =>
    server.call("POST", `/temp-keys/${uuid}/open`, options);

  it("keeps every answer out of caches, frames, referrers and search engines", async () => {
    const uuid = await server.key(1, org, { maxUses: 1 });
    const opened = await open(uuid);
    const answers: Record<string, Answer> = {
      page: await server.call("GET", `/temp-keys/${uuid}`),
      head: await server.call("HEAD", `/temp-keys/${uuid}`),
      redirect: opened,
      confirmation: await server.call("GET", opened.headers.get("location")!),
      refusal: await open(uuid),
      "refusal page": await open(uuid, { headers: HTML }),
      "unknown page": await server.call("GET", `/temp-keys/${randomUUID()}`),
      "unknown key": await server.call("GET", `/temp-keys/${randomUUID()}`, { headers: JSON_ONLY }),
      "forged header": await server.call("GET", `/temp-keys/${uuid}`, { headers: { ...HTML, "x-user-id": "me" } }),
    };
    for (const [what, answer] of Object.entries(answers)) assertPrivate(answer, what);
  });

  it("refuses with the published body, and with a page to a browser", async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const user = await server.user();
    const used = await server.key(1, org, { maxUses: 1 });
    await open(used);
    const revoked = await server.key(1, org);
    await server.call("POST", "/locks/1/delete-temp-key", { ...org, body: { tempKeyUuid: revoked } });
    const named = { accessMode: "user-whitelist", allowedUserIds: [(await server.user("Anna")).userId] };
    const cases: readonly (readonly [uuid: string, status: number, title: RegExp, as?: Credentials])[] = [
      [used, 400, /used up/],
      [revoked, 400, /been cancelled/],
      [await server.key(1, org, { validFrom: soon }), 400, /not work yet/],
      [await server.key(1, org, named), 403, /certain people/],
      [await server.key(1, org, named), 403, /somebody else/, user],
      [randomUUID(), 404, /opens no door/],
      ["no-uuid", 404, /opens no door/],
    ];
    for (const [uuid, status, title, as = {}] of cases) {
      const body = await open(uuid, as);
      assert.equal(body.status, status, body.text);
      assert.equal(body.json.code, status);
      assert.equal(typeof body.json.error, "string");
      assert.equal(typeof body.json.message, "string");
      const page = await open(uuid, { ...as, headers: HTML });
      assert.equal(page.status, status);
      assert.match(page.headers.get("content-type")!, /^text\/html/);
      assert.match(page.text, title);
    }
  });

  it("answers an unknown link with a page, and with the published body to who takes JSON only", async () => {
    for (const path of [`/temp-keys/${randomUUID()}`, "/temp-keys/x", `/temp-keys/${randomUUID()}/confirmation`]) {
      for (const headers of [{}, HTML, { accept: "text/html, application/json" }]) {
        const page = await server.call("GET", path, { headers });
        assert.equal(page.status, 404);
        assert.match(page.headers.get("content-type")!, /^text\/html/, `${path} ${JSON.stringify(headers)}`);
      }
      const body = await server.call("GET", path, { headers: JSON_ONLY });
      assert.equal(body.json.code, 404);
    }
  });

  it("takes an intent from a form, from JSON or from nobody, and a repeat is the same opening", async () => {
    const uuid = await server.key(1, org);
    const places = new Set<string | null>();
    for (const request of [{ body: "intent=tap_1-A", headers: FORM }, { body: { intent: "tap_1-A" } }]) {
      const answer = await open(uuid.toUpperCase(), request);
      assert.equal(answer.status, 303, answer.text);
      places.add(answer.headers.get("location"));
    }
    assert.equal(places.size, 1);
    assert.match([...places][0]!, new RegExp(`^/temp-keys/${uuid}/confirmation\\?door=1&order=[0-9a-f-]{36}$`));
    assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 1);
    for (const headers of [{}, FORM, { "content-type": "application/json" }])
      assert.equal((await open(uuid, { headers, ...(headers === FORM && { body: "" }) })).status, 303);
  });

  it("names the field when the intent is not one", async () => {
    const uuid = await server.key(1, org);
    const bad = ["intent=", "intent=a%20b", `intent=${"a".repeat(65)}`, "intent=a&intent=b"];
    const answers = [
      ...(await Promise.all(bad.map((body) => open(uuid, { body, headers: FORM })))),
      await open(uuid, { body: { intent: 7 } }),
    ];
    for (const { status, json } of answers) {
      assert.equal(status, 400);
      assert.deepEqual(
        json.details.map(({ field }: { field: string }) => field),
        ["intent"],
      );
    }
    assert.equal((await open(uuid, { body: "<a/>", headers: { "content-type": "application/xml" } })).status, 415);
    assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 0);
  });

  it("shows the note and times of a key for named people to nobody else", async () => {
    const user = await server.user();
    const terms = { accessMode: "user-whitelist", allowedUserIds: [user.userId], description: "The safe: 4711" };
    const uuid = await server.key(1, org, { ...terms, maxUses: 3 });
    const strangers: readonly Parameters<TestServer["call"]>[2][] = [
      {},
      await server.user("Sven"),
      { token: "not-a-token" },
      { headers: { authorization: "Basic eDp5" } },
    ];
    for (const stranger of strangers) {
      const page = await server.call("GET", `/temp-keys/${uuid}`, stranger);
      assert.equal(page.status, 200);
      assert.doesNotMatch(page.text, /4711|<time|openings|<form/);
      assert.match(page.text, /certain people|somebody else/);
    }
    const own = await server.call("GET", `/temp-keys/${uuid}`, user);
    assert.match(own.text, /4711/);
    assert.match(own.text, /3 openings left/);
    assert.match(own.text, /<form\s+method="post"/);
  });

  it("keeps the note to itself once the key was taken back", async () => {
    const uuid = await server.key(1, org, { description: "The safe: 4711" });
    await server.call("POST", "/locks/1/delete-temp-key", { ...org, body: { tempKeyUuid: uuid } });
    assert.doesNotMatch((await server.call("GET", `/temp-keys/${uuid}`)).text, /4711/);
  });

  it("says why a door did not open, and when it did", async () => {
    const cases: readonly (readonly [OpenOutcome, RegExp])[] = [
      [{ ok: true, stage: "executed", by: "ack", latencyMs: 5 }, /is unlocked.*<time datetime="20/s],
      [failed("offline"), /did not open.*cannot be reached/s],
      [failed("timeout"), /did not open.*did not answer in time/s],
      [failed("jammed"), /did not open.*jammed/s],
      [failed("rejected"), /did not open.*refused the request/s],
      [failed("unsupported"), /did not open.*cannot be opened from here.*Ask whoever/s],
      [failed("internal"), /did not open.*went wrong/s],
      [failed("expired"), /did not open.*took too long/s],
      [failed("indeterminate", true), /Look at the door/s],
    ];
    for (const [outcome, text] of cases) {
      const tempKeyUuid = await server.key(1, org);
      const orderId = randomUUID();
      // Not dispatched: this test is the device.
      await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
      await server.ledger.submit({ type: "reportOrder", orderId, outcome });
      const lie = `/temp-keys/${tempKeyUuid}/confirmation?door=1&order=${orderId}&offline=true`;
      const page = await server.call("GET", lie);
      assert.match(page.text, text);
      assert.doesNotMatch(page.text, /class="counts"/, "a key without a limit counts nothing");
    }
  });

  it("looks again while the lock still works", async () => {
    const tempKeyUuid = await server.key(1, org);
    const orderId = randomUUID();
    await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
    const page = await server.call("GET", `/temp-keys/${tempKeyUuid}/confirmation?order=${orderId}`);
    assert.match(page.text, /Opening…/);
    assert.match(page.text, /<noscript><meta http-equiv="refresh" content="2"/);
    await server.ledger.submit({
      type: "reportOrder",
      orderId,
      outcome: { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" },
    });
    const settled = await server.call("GET", `/temp-keys/${tempKeyUuid}/confirmation?order=${orderId}`);
    assert.doesNotMatch(settled.text, /http-equiv="refresh"/);
  });

  it("says that times are the door's, and names zones that are no place", async () => {
    const zones = { "America/Argentina/Buenos_Aires": /local time at the door/, UTC: /UTC</, "Etc/GMT+3": /GMT-3</ };
    for (const [i, [timeZone, text]] of Object.entries(zones).entries()) {
      await server.lock(10 + i, { orgId: "acme", timeZone });
      const uuid = await server.key(10 + i, org);
      assert.match((await server.call("GET", `/temp-keys/${uuid}`)).text, text);
    }
  });
});
