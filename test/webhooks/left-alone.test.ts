/** Receivers that fail, are slow or say that it is too much are left alone for a while, and hold up nobody else. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { publicTerms } from "../harness.ts";
import { eventually } from "./eventually.ts";
import { startReceiver } from "./receiver.ts";
import { type Made, PATH, withWebhooks } from "./with-webhooks.ts";

const at = withWebhooks();
const { made, shown, deliveries, remove } = at;

it("is left alone between tries whatever its answers are made of", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver);
  const said = `a\0b\u001b[2J${"x".repeat(290)}😀😀`;
  receiver.answer = (_received, response) => void response.writeHead(500).end(said);
  await at.server.call("POST", `${PATH}/${id}/verify`, at.org);
  await eventually(async () => {
    const [last] = await deliveries(id, "?state=waiting");
    assert.equal(last?.tries[0]?.said.slice(0, 8), "a b [2Jx");
    assert.ok(last!.tries[0]!.said.isWellFormed());
  });
  assert.match((await shown(id)).lastError, /^500 a b/);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const [, asked, again] = receiver.of("WebhookVerification");
  // The shortest wait is of five seconds, a fifth more or less.
  assert.ok(asked && (again === undefined || again.at - asked.at >= 4_000));
  await remove(id);
});

it("keeps nobody else's waiting, however many slow addresses an organisation has", async () => {
  await using slow = await startReceiver();
  await using quick = await startReceiver();
  const locks = Array.from({ length: 16 }, (_, i) => 100 + i);
  for (const lock of locks) await at.server.lock(lock, { orgId: "acme" });
  const all: Made[] = [];
  for (let i = 0; i < 9; i++) all.push(await made(slow, { lockIds: locks.map(String) }));
  const others = await at.server.organization("beside");
  await at.server.lock(200, { orgId: "beside" });
  const { json } = await at.server.call("POST", "/organizations/beside/webhooks", {
    ...others,
    body: { url: quick.url, events: ["*"] },
  });
  await quick.until(1, "WebhookVerification");
  await eventually(async () => {
    const beside = await at.server.call("GET", `/organizations/beside/webhooks/${json.id}`, others);
    assert.equal(beside.json.status, "active");
  });
  slow.answer = () => {};
  for (const lock of locks) await at.server.key(lock, at.org);
  await slow.until(40, "TempKeyCreated");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await at.server.key(200, others);
  await quick.until(1, "TempKeyCreated", 5_000);
  for (const { id } of all) await remove(id);
});

it("is left alone for a while once 20 tries failed in a row, however many locks have something for it", async () => {
  await using receiver = await startReceiver();
  const locks = Array.from({ length: 50 }, (_, i) => 3_000 + i);
  for (const lock of locks) await at.server.lock(lock, { orgId: "acme" });
  const { id } = await made(receiver, { events: ["TempKeyCreated"] });
  receiver.answer = (_received, response) => void response.writeHead(503).end();
  const { accessMode: _, ...terms } = publicTerms(Date.now());
  const body = { ...terms, doors: locks.map((lockId) => ({ lockId })) };
  assert.equal((await at.server.call("POST", "/temp-keys", { ...at.org, body })).status, 201);
  await receiver.until(20, "TempKeyCreated");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  // 16 at once are on their way when the last of them comes back.
  const tried = receiver.of("TempKeyCreated").length;
  assert.ok(tried < 20 + 16, `${tried} were tried`);
  assert.equal((await shown(id)).status, "active");
  await remove(id);
});

it("is left alone by all locks' events for as long as it says that they are too many", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver, { events: ["TempKeyCreated"] });
  receiver.answer = (_received, response) => void response.writeHead(429, { "retry-after": "2" }).end();
  await at.server.key(1, at.org);
  await receiver.until(1, "TempKeyCreated");
  await eventually(async () => assert.equal((await deliveries(id, "?state=waiting"))[0]?.attempts, 1));
  receiver.answer = (_received, response) => void response.writeHead(204).end();
  await at.server.key(2, at.org);
  const [first, second] = await receiver.until(2, "TempKeyCreated");
  const ms = second!.at - first!.at;
  assert.ok(ms > 1_900, `after ${ms} ms`);
  await remove(id);
});

it("is asked at once by whoever asks, however long it would be left alone, and sent what waits when it wants it", async () => {
  await using receiver = await startReceiver();
  const { id } = await made(receiver, { events: ["TempKeyCreated"] });
  const attempts = async () =>
    Object.fromEntries((await deliveries(id, "?state=waiting")).map((one) => [one.type, one.attempts]));
  receiver.answer = (_received, response) => void response.writeHead(503, { "retry-after": "3600" }).end();
  await at.server.key(1, at.org);
  await at.server.call("POST", `${PATH}/${id}/test`, at.org);
  await eventually(async () => assert.deepEqual(await attempts(), { WebhookTest: 1, TempKeyCreated: 1 }));
  await at.server.call("POST", `${PATH}/${id}/verify`, at.org);
  await eventually(async () => assert.equal((await attempts())["WebhookVerification"], 1));
  receiver.answer = (_received, response) => void response.writeHead(204).end();
  await at.server.call("POST", `${PATH}/${id}/verify`, at.org);
  await eventually(async () => assert.deepEqual(await attempts(), {}));
  assert.equal((await shown(id)).status, "active");
  await remove(id);
});
