import assert from "node:assert/strict";
import { it } from "node:test";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import { eventually } from "./eventually.ts";
import { type Received, startReceiver } from "./receiver.ts";
import { PATH, withWebhooks } from "./with-webhooks.ts";

const at = withWebhooks();
const { made, shown, isNow, deliveries, remove } = at;

function assertSigned({ headers, text }: Received, secret: string): void {
  const given = headers as Record<string, string>;
  assert.doesNotThrow(() => new StandardWebhook(secret).verify(text, given));
  assert.doesNotThrow(() => new Svix(secret).verify(text, given));
}

it("tells an address that wants events what happens at locks, in the published envelope, signed", async () => {
  await using receiver = await startReceiver();
  const { id, secret } = await made(receiver);
  const key = await at.server.key(1, at.org);
  const [created] = await receiver.until(1, "TempKeyCreated");
  assertSigned(receiver.of("WebhookVerification")[0]!, secret);
  assertSigned(created!, secret);
  assert.throws(() => new Svix(secret).verify(`${created!.text} `, created!.headers as Record<string, string>));
  const { detail, ...envelope } = created!.body;
  assert.equal(created!.headers["webhook-id"], envelope.id);
  assert.deepEqual(Object.keys(envelope), "id source detail-type time region account version resources".split(" "));
  assert.deepEqual([detail.partnerId, detail.aggregateType, detail.data.tempKeyUuid], ["acme", "lock", key]);
  assert.equal(detail.context, undefined);
  await eventually(async () => {
    const [last] = await deliveries(id);
    assert.deepEqual([last!.type, last!.state, last!.attempts], ["TempKeyCreated", "delivered", 1]);
  });
  await remove(id);
});

it("says who sends it as the receiver wants it said, and shows no secret again", async () => {
  const ways = [
    [{ type: "bearerToken", token: "t0k3n" }, "authorization", "Bearer t0k3n"],
    [{ type: "apiKeyHeader", name: "X-Api-Key", value: "v4lue" }, "x-api-key", "v4lue"],
  ] as const;
  for (const [authentication, header, value] of ways) {
    await using receiver = await startReceiver();
    const { id } = await made(receiver, { authentication });
    assert.equal(receiver.received[0]!.headers[header], value);
    const { text } = await at.server.call("GET", `${PATH}/${id}`, at.org);
    assert.doesNotMatch(text, /t0k3n|v4lue|whsec_/);
    await remove(id);
  }
});

const bearer = (token: string) => ({ type: "bearerToken", token });

it("tells another host nothing of what the one before was called with, and asks for it again", async () => {
  const admin = await at.server.administrator();
  await using receiver = await startReceiver();
  await using other = await startReceiver();
  const { id } = await made(receiver, { authentication: bearer("t0k3n") });
  const change = (body: object) => at.server.call("PATCH", `${PATH}/${id}`, { ...at.org, body });
  const asked = (of: typeof receiver) => of.received.map(({ headers: { authorization } }) => authorization);
  const refused = await change({ url: other.url });
  assert.deepEqual([refused.status, refused.json.details?.[0].field], [400, "authentication"], refused.text);
  assert.deepEqual([(await shown(id)).url, (await shown(id)).status], [receiver.url, "active"]);

  // Elsewhere at the same host, and at another one with it.
  assert.equal((await change({ url: `${receiver.url}/two` })).status, 200);
  await receiver.until(2);
  assert.equal((await change({ url: other.url, authentication: bearer("n3w") })).status, 200);
  await other.until(1);
  assert.deepEqual([...asked(receiver), ...asked(other)], ["Bearer t0k3n", "Bearer t0k3n", "Bearer n3w"]);

  // By the published calls an address changes in any case.
  const patched = await at.server.call("PATCH", `/webhooks/${id}`, { ...at.org, body: { url: receiver.url } });
  assert.deepEqual([patched.status, patched.json.status], [200, "pending"], patched.text);
  assert.match(patched.json.lastError, /not taken along to another host/);
  await receiver.until(3);
  const put = (body: object) => at.server.call("PUT", `/tenants/acme/webhooks/${id}`, { ...admin, body });
  assert.equal((await put({ url: other.url, secret: "s3cret" })).status, 200);
  await other.until(2);
  assert.equal((await put({ url: receiver.url })).status, 200);
  await receiver.until(4);
  assert.deepEqual(asked(receiver).slice(2), [undefined, undefined]);
  assert.deepEqual(asked(other), ["Bearer n3w", "Bearer s3cret"]);
  await isNow(id, "active");
  assert.deepEqual([(await shown(id)).authentication, (await shown(id)).lastError], [{ type: "none" }, null]);
  await remove(id);
});

it("sends CloudEvents to who asks for them, and only what is asked for", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver, { format: "cloudevents", events: ["TempKeyDeleted"], lockIds: ["2"] });
  const [one, two] = [await at.server.key(1, at.org), await at.server.key(2, at.org)];
  for (const [lock, tempKeyUuid] of [
    [1, one],
    [2, two],
  ] as const)
    await at.server.call("POST", `/locks/${lock}/delete-temp-key`, { ...at.org, body: { tempKeyUuid } });
  const [event] = await receiver.until(1, "latchstring.TempKeyDeleted");
  assert.deepEqual([event!.body.specversion, event!.body.data.data.tempKeyUuid], ["1.0", two]);
  assert.equal(event!.body.source, `/locks/${event!.body.subject}`);
  // By this a receiver tells CloudEvents from what else it is sent (structured mode of the HTTP binding, section 3.2).
  for (const { headers } of receiver.received) assert.equal(headers["content-type"], "application/cloudevents+json");
  assert.deepEqual(
    receiver.received.map(({ body }) => body.type),
    ["latchstring.WebhookVerification", "latchstring.TempKeyDeleted"],
  );
  // What is sent again is as it was written, whatever is asked for by then.
  const sent = "?state=delivered&type=TempKeyDeleted";
  await eventually(async () => assert.equal((await deliveries(id, sent)).length, 1));
  await at.server.call("PATCH", `${PATH}/${id}`, { ...at.org, body: { format: "published" } });
  const again = { ...at.org, body: { state: "delivered", type: "TempKeyDeleted" } };
  assert.equal((await at.server.call("POST", `${PATH}/${id}/resend`, again)).json.resent, 1);
  await at.server.call("POST", `${PATH}/${id}/test`, at.org);
  const [, resent] = await receiver.until(2, "latchstring.TempKeyDeleted");
  const [test] = await receiver.until(1, "WebhookTest");
  assert.deepEqual(
    [resent, test].map((one) => one!.headers["content-type"]),
    ["application/cloudevents+json", "application/json"],
  );
  await remove(id);
});

it("signs with both secrets while one takes the other's place", async () => {
  await using receiver = await startReceiver();
  const { id, secret } = await made(receiver);
  const { json } = await at.server.call("POST", `${PATH}/${id}/rotate-secret`, {
    ...at.org,
    body: { overlapSeconds: 3_600 },
  });
  const testing = await at.server.call("POST", `${PATH}/${id}/test`, at.org);
  const [test] = await receiver.until(1, "WebhookTest");
  assert.equal(test!.body.id, testing.json.eventId);
  assertSigned(test!, secret);
  assertSigned(test!, json.secret);
  await at.server.call("POST", `${PATH}/${id}/rotate-secret`, { ...at.org, body: {} });
  await at.server.call("POST", `${PATH}/${id}/test`, at.org);
  const [, last] = await receiver.until(2, "WebhookTest");
  assert.throws(() => assertSigned(last!, json.secret));
  await remove(id);
});

it("loses no secret and no change where several come at once, and signs with all whose overlap is not over", async () => {
  await using receiver = await startReceiver();
  const { id, secret } = await made(receiver);
  const rotate = () =>
    at.server.call("POST", `${PATH}/${id}/rotate-secret`, { ...at.org, body: { overlapSeconds: 3_600 } });
  const authentication = { type: "bearerToken", token: "n3w" };
  const [one, , two] = await Promise.all([
    rotate(),
    at.server.call("PATCH", `${PATH}/${id}`, { ...at.org, body: { authentication } }),
    rotate(),
  ]);
  await at.server.call("POST", `${PATH}/${id}/test`, at.org);
  const [test] = await receiver.until(1, "WebhookTest");
  for (const known of [secret, one.json.secret, two.json.secret]) assertSigned(test!, known);
  assert.equal(test!.headers["authorization"], "Bearer n3w");
  await remove(id);
});

it("keeps what a receiver refuses, and sends it again when asked", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver);
  receiver.answer = (_received, response) => void response.writeHead(422).end("no such key here");
  await at.server.key(1, at.org);
  await eventually(async () => {
    const [last] = await deliveries(id, "?state=dead");
    assert.deepEqual([last?.attempts, last?.tries[0]!.status, last?.tries[0]!.said], [1, 422, "no such key here"]);
  });
  // Of one that refuses all for a day its owners are told, as of one that does not answer.
  const { lastError, failingSince } = await shown(id);
  assert.equal(lastError, "422 no such key here");
  assert.ok(failingSince);
  receiver.answer = (_received, response) => void response.writeHead(200).end();
  const { json } = await at.server.call("POST", `${PATH}/${id}/resend`, {
    ...at.org,
    body: { type: "TempKeyCreated" },
  });
  assert.deepEqual(json, { resent: 1 });
  await receiver.until(2, "TempKeyCreated");
  await eventually(async () => assert.deepEqual(await deliveries(id, "?state=dead"), []));
  await eventually(async () => assert.equal((await shown(id)).failingSince, null));
  const [first, again] = receiver.of("TempKeyCreated");
  assert.deepEqual([again!.text, again!.headers["webhook-id"]], [first!.text, first!.headers["webhook-id"]]);
  await remove(id);
});

it("holds back no other lock's events behind one that fails, and keeps its order", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver);
  let isDown = true;
  receiver.answer = ({ body }, response) =>
    void response.writeHead(isDown && body.detail.data.lockId === 1 ? 503 : 200, { "retry-after": "1" }).end();
  const first = [await at.server.key(1, at.org), await at.server.key(1, at.org)];
  await at.server.key(2, at.org);
  await receiver.until(2, "TempKeyCreated");
  await eventually(async () => {
    const waiting = await deliveries(id, "?state=waiting");
    assert.deepEqual(
      waiting.map(({ attempts }) => attempts),
      [0, 1],
    );
  });
  isDown = false;
  await receiver.until(4, "TempKeyCreated");
  const ofFirst = receiver.of("TempKeyCreated").filter(({ body }) => body.detail.data.lockId === 1);
  assert.deepEqual(
    ofFirst.map(({ body }) => body.detail.data.tempKeyUuid),
    [first[0], ...first],
  );
  await remove(id);
});

it("is sent events again from any point on, also of before it was there, those of a lock in order", async () => {
  await using receiver = await startReceiver();
  await at.server.lock(300, { orgId: "acme" });
  const keys = [await at.server.key(300, at.org)];
  await new Promise((resolve) => setTimeout(resolve, 5));
  const from = new Date().toISOString();
  for (let i = 0; i < 3; i++) keys.push(await at.server.key(300, at.org));
  const { id } = await made(receiver, { lockIds: ["300"], events: ["TempKeyCreated"] });
  const replay = async (body: object) =>
    (await at.server.call("POST", `${PATH}/${id}/replay`, { ...at.org, body })).json;
  const came = () => receiver.of("TempKeyCreated").map(({ body }) => body.detail.data.tempKeyUuid);
  await eventually(async () => {
    const { json } = await at.server.call("GET", "/events?lockId=300&types=TempKeyCreated", at.org);
    assert.equal(json.events.length, 4);
  });
  assert.equal(receiver.of("TempKeyCreated").length, 0);
  assert.equal((await replay({ from })).replayed, 3);
  await receiver.until(3, "TempKeyCreated");
  assert.deepEqual(came(), keys.slice(1));
  const { events } = (await at.server.call("GET", "/events?lockId=300&types=TempKeyCreated&limit=1", at.org)).json;
  assert.equal((await replay({ after: events[0].cursor, to: new Date(Date.now() + 1_000).toISOString() })).replayed, 3);
  await receiver.until(6, "TempKeyCreated");
  assert.equal((await replay({})).replayed, 4);
  await receiver.until(10, "TempKeyCreated");
  assert.deepEqual(came(), [...keys.slice(1), ...keys.slice(1), ...keys]);
  const ids = receiver.of("TempKeyCreated").map(({ headers }) => headers["webhook-id"]);
  assert.deepEqual(ids.slice(0, 3), ids.slice(7));
  for (const body of [{ from, after: events[0].cursor }, { after: "nothing" }, { from: "yesterday" }])
    assert.equal((await at.server.call("POST", `${PATH}/${id}/replay`, { ...at.org, body })).status, 400);
  await remove(id);
});

it("is disabled by a 410, and sent nothing more until it is asked again", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver);
  receiver.answer = (_received, response) => void response.writeHead(410).end();
  await at.server.key(1, at.org);
  await isNow(id, "disabled");
  const before = receiver.received.length;
  await at.server.key(1, at.org);
  const statuses = async () => {
    const from = new Date().toISOString();
    const asked = Object.entries({ test: {}, resend: { from }, replay: { from } }).map(([what, body]) =>
      at.server.call("POST", `${PATH}/${id}/${what}`, { ...at.org, body }),
    );
    return (await Promise.all(asked)).map(({ status }) => status);
  };
  assert.deepEqual(await statuses(), [409, 409, 409]);
  await eventually(async () => assert.deepEqual(await deliveries(id, "?state=waiting"), []));
  // Nor while nobody asks one that is pending.
  receiver.answer = (_received, response) => void response.writeHead(404).end();
  await at.server.call("POST", `${PATH}/${id}/verify`, at.org);
  await eventually(async () => assert.equal((await deliveries(id, "?type=WebhookVerification&state=dead")).length, 1));
  assert.deepEqual(await statuses(), [409, 409, 409]);
  receiver.answer = (_received, response) => void response.writeHead(204).end();
  await at.server.call("POST", `${PATH}/${id}/verify`, at.org);
  assert.deepEqual(await statuses(), [200, 200, 200]);
  await isNow(id, "active");
  await at.server.key(1, at.org);
  await receiver.until(1, "WebhookTest");
  await receiver.until(before + 2);
  await remove(id);
});

it("is sent nothing before it said that it wants events, nor at an address that did not", async () => {
  await using receiver = await startReceiver();
  await using other = await startReceiver();
  receiver.answer = (_received, response) => void response.writeHead(404).end();
  const { json } = await at.server.call("POST", PATH, { ...at.org, body: { url: receiver.url, events: ["*"] } });
  await eventually(async () => assert.match((await shown(json.id)).lastError, /404/));
  await at.server.key(1, at.org);
  assert.deepEqual(
    receiver.received.map(({ body }) => body["detail-type"]),
    ["WebhookVerification"],
  );
  const changed = await at.server.call("PATCH", `/webhooks/${json.id}`, {
    apiKey: at.org.apiKey,
    body: { url: other.url },
  });
  assert.deepEqual([changed.status, changed.json.status], [200, "pending"]);
  await isNow(json.id, "active");
  await at.server.key(1, at.org);
  await other.until(1, "TempKeyCreated");
  await remove(json.id);
});

it("follows no redirect and waits for no answer for ever", async () => {
  await using receiver = await startReceiver();
  await using other = await startReceiver();
  const { id } = await made(receiver);
  receiver.answer = (_received, response) => void response.writeHead(307, { location: other.url }).end();
  await at.server.key(1, at.org);
  await eventually(async () => assert.equal((await deliveries(id))[0]!.tries[0]?.status, 307));
  assert.deepEqual(other.received, []);
  await remove(id);
});

it("is asked for as it is published", async () => {
  const admin = await at.server.administrator();
  for (const { id } of (await at.server.call("GET", PATH, at.org)).json.webhooks) await remove(id);
  await using receiver = await startReceiver();
  const body = { url: receiver.url, events: ["TempKeyUsed"], secret: "s3cret" };
  const created = await at.server.call("POST", "/tenants/acme/webhooks", { ...admin, body });
  assert.equal(created.status, 201, created.text);
  assert.deepEqual(
    Object.keys(created.json),
    "id url events status createdAt verifiedAt updatedAt lastError".split(" "),
  );
  const { id } = created.json;
  await isNow(id, "active");
  assert.equal(receiver.received[0]!.headers.authorization, "Bearer s3cret");
  const list = await at.server.call("GET", "/tenants/acme/webhooks", admin);
  assert.deepEqual([list.json.total, list.json.limit, list.json.offset, list.json.webhooks[0].id], [1, 50, 0, id]);
  const put = await at.server.call("PUT", `/tenants/acme/webhooks/${id}`, { ...admin, body: { events: ["*"] } });
  assert.deepEqual(put.json.events, ["*"]);
  // It is signed with a secret that nobody was told, until the organisation has another one made.
  const { json: told } = await at.server.call("POST", `${PATH}/${id}/rotate-secret`, { ...at.org, body: {} });
  await at.server.call("POST", `${PATH}/${id}/test`, at.org);
  const [test] = await receiver.until(1, "WebhookTest");
  assertSigned(test!, told.secret);
  assert.equal(test!.headers.authorization, "Bearer s3cret");
  assert.equal((await at.server.call("DELETE", `/tenants/acme/webhooks/${id}`, admin)).status, 200);
  assert.equal((await at.server.call("DELETE", `/tenants/acme/webhooks/${id}`, admin)).status, 404);
});

it("is of the locks that it was limited to, whatever else of it changes and whoever has them by then", async () => {
  const [admin, elsewhere] = [await at.server.administrator(), await at.server.organization("elsewhere")];
  await using receiver = await startReceiver();
  await using other = await startReceiver();
  for (const lock of [301, 302]) await at.server.lock(lock, { orgId: "acme" });
  const { id } = await made(receiver, { lockIds: ["301", "302"], events: ["TempKeyCreated"] });
  const given = await at.server.call("POST", "/locks/302/SetOrganization", { ...at.org, body: { orgId: "elsewhere" } });
  assert.equal(given.status, 200, given.text);
  const limits = async () => (await shown(id)).lockIds;
  const changes = [
    ["PATCH", `${PATH}/${id}`, { url: other.url }, at.org],
    ["PATCH", `${PATH}/${id}`, { format: "cloudevents", authentication: { type: "bearerToken", token: "t" } }, at.org],
    ["PATCH", `${PATH}/${id}`, {}, at.org],
    ["PATCH", `/webhooks/${id}`, { url: receiver.url }, at.org],
    ["PUT", `/tenants/acme/webhooks/${id}`, { events: ["*"], secret: "s" }, admin],
    ["POST", `${PATH}/${id}/verify`, undefined, at.org],
    ["POST", `${PATH}/${id}/rotate-secret`, {}, at.org],
  ] as const;
  for (const [method, path, body, who] of changes) {
    const { status, text } = await at.server.call(method, path, { ...who, ...(body && { body }) });
    assert.ok(status < 300, `${method} ${path}: ${text}`);
    assert.deepEqual(await limits(), ["301", "302"], path);
  }
  const refused = [
    { lockIds: ["301", "302"] },
    { lockIds: ["999"] },
    { lockIds: [] },
    { lockId: "301" },
    { locks: null },
  ];
  for (const body of refused) {
    assert.equal((await at.server.call("PATCH", `${PATH}/${id}`, { ...at.org, body })).status, 400);
    const whole = { url: receiver.url, events: ["*"], ...body };
    assert.equal((await at.server.call("POST", PATH, { ...at.org, body: whole })).status, 400);
  }
  assert.deepEqual(await limits(), ["301", "302"]);

  await isNow(id, "active");
  await at.server.key(302, elsewhere);
  await at.server.key(1, at.org);
  const key = await at.server.key(301, at.org);
  const [created] = await receiver.until(1, "latchstring.TempKeyCreated");
  assert.equal(created!.body.data.data.tempKeyUuid, key);
  assert.equal((await deliveries(id, "?type=TempKeyCreated")).length, 1);
  await remove(id);
});

it("refuses what is no address, and what is another's", async () => {
  const wrong = ["ftp://a.example/", "https://u:p@a.example/", "https://a.example/#x", "a.example", ""];
  // Such a URL is read without them.
  const untidy = [
    " https://a.example/",
    "https://a.example/ ",
    "https://a.example/\r\n",
    "https://a.exam\tple/",
    "https://a\n.b/",
  ];
  for (const url of [...wrong, ...untidy]) {
    const { status, json } = await at.server.call("POST", PATH, { ...at.org, body: { url, events: ["*"] } });
    assert.deepEqual([status, json.details?.[0].field], [400, "url"], url);
  }
  const body = {
    url: "https://a.example/",
    events: ["*"],
    authentication: { type: "apiKeyHeader", name: "Webhook-Id", value: "x" },
  };
  assert.equal((await at.server.call("POST", PATH, { ...at.org, body })).status, 400);
  const { apiKey } = await at.server.organization("hosts", { super: true });
  const ofNone = { apiKey, body: { url: "https://a.example/", events: ["*"] } };
  assert.equal((await at.server.call("POST", "/organizations/none/webhooks", ofNone)).status, 404);
  await using receiver = await startReceiver();
  const { id } = await made(receiver);
  const others = await at.server.organization("other");
  assert.equal(
    (await at.server.call("PATCH", `/webhooks/${id}`, { ...others, body: { url: "https://a.example/" } })).status,
    404,
  );
  assert.equal((await at.server.call("GET", `/organizations/other/webhooks/${id}`, others)).status, 404);
  await remove(id);
});

it("is sent nothing more at an address that it was, once a change or its end was answered", async () => {
  for (const isEnd of [false, true]) {
    await using receiver = await startReceiver();
    await using next = await startReceiver();
    const { id } = await made(receiver);
    let answer: (() => void) | undefined;
    receiver.answer = (_received, response) => void (answer = () => response.writeHead(410).end());
    await at.server.key(1, at.org);
    await receiver.until(1, "TempKeyCreated");
    await at.server.key(1, at.org);
    await eventually(async () => assert.equal((await deliveries(id, "?state=waiting")).length, 2));
    if (isEnd) await remove(id);
    else {
      await at.server.call("PATCH", `${PATH}/${id}`, { ...at.org, body: { url: next.url } });
      await isNow(id, "active");
      await at.server.key(2, at.org);
      await next.until(1, "TempKeyCreated"); // it is known by its new address
    }
    answer!();
    receiver.answer = (_received, response) => void response.writeHead(204).end();
    await at.server.key(3, at.org);
    if (!isEnd) {
      await next.until(3, "TempKeyCreated");
      assert.equal((await shown(id)).status, "active", "the old address disabled the new one");
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(receiver.of("TempKeyCreated").length, 1);
    await remove(id);
  }
});

it("refuses a secret that no header can carry", async () => {
  const admin = await at.server.administrator();
  for (const secret of ["a\r\nx: y", "ключ"]) {
    const body = { url: "https://a.example/", events: ["*"], secret };
    const { status, json } = await at.server.call("POST", "/tenants/acme/webhooks", { ...admin, body });
    assert.deepEqual([status, json.details?.[0].field], [400, "secret"], secret);
  }
});
