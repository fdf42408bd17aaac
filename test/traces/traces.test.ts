/** What a collector is told of an opening, from the guest's tap to the bolt and the webhook, and that it is told no more. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { idsOfOrder } from "../../src/traces/order-ids.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { eventually } from "../webhooks/eventually.ts";
import { type Receiver, startReceiver } from "../webhooks/receiver.ts";
import { type Collector, type Span, startCollector } from "./collector.ts";

const OPEN = "POST /temp-keys/:uuid/open";
const PROXY = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

let collector: Collector;
let receiver: Receiver;
let server: TestServer;
let org: Credentials & { readonly apiKey: string };
const dataDir = mkdtempSync(join(tmpdir(), "latchstring-"));
const start = (more: Record<string, string> = {}) =>
  startServer({
    dataDir,
    env: {
      OUTBOUND_ALLOW: "127.0.0.0/8",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_SERVICE_NAME: "doors",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
      OTEL_BSP_SCHEDULE_DELAY: "20",
      PROCESS_NAME: "door-1",
      ...more,
    },
  });

before(async () => {
  collector = await startCollector();
  receiver = await startReceiver();
  server = await start();
  org = await server.organization("acme");
  await server.lock(1, { orgId: "acme", name: "Back entrance" });
});
after(async () => {
  await server.close();
  await receiver[Symbol.asyncDispose]();
  await collector[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Where a span is. */
const at = ({ traceId, spanId }: Pick<Span, "traceId" | "spanId">) => ({ traceId, spanId });

/** Until the door has opened, or not. @returns the id of the order */
async function open(key: string, headers: Record<string, string> = {}, on: TestServer = server): Promise<string> {
  const answer = await on.call("POST", `/temp-keys/${key}/open`, { headers });
  assert.equal(answer.status, 303);
  const location = answer.headers.get("location")!;
  await on.call("GET", location);
  return new URL(location, on.url).searchParams.get("order")!;
}

const named = (name: string, orderId: string): Span | undefined =>
  collector.of(name).find(({ traceId }) => traceId === idsOfOrder(orderId).traceId);
const seen = (name: string, orderId: string) => collector.until(() => named(name, orderId));

async function webhook(): Promise<string> {
  const { json } = await server.call("POST", "/organizations/acme/webhooks", {
    ...org,
    body: { url: receiver.url, events: ["*"] },
  });
  await eventually(async () =>
    assert.equal((await server.call("GET", `/organizations/acme/webhooks/${json.id}`, org)).json.status, "active"),
  );
  return json.id;
}

it("follows an opening from the tap to the bolt and the webhook in one trace, each step under the one before", async () => {
  const id = await webhook();
  const orderId = await open(await server.key(1, org));
  const [request, commit, order, unlock, report, told] = await Promise.all(
    [OPEN, "commit openDoor", "order", "unlock", "commit reportOrder", "webhook LockOpened"].map((name) =>
      seen(name, orderId),
    ),
  );
  assert.equal(request!.parentSpanId, undefined);
  assert.equal(commit!.parentSpanId, request!.spanId);
  assert.equal(order!.parentSpanId, request!.spanId);
  for (const step of [unlock, report, told]) assert.equal(step!.parentSpanId, order!.spanId);
  assert.deepEqual({ traceId: order!.traceId, spanId: order!.spanId }, idsOfOrder(orderId));
  assert.deepEqual(
    [request!.kind, unlock!.kind, told!.kind, request!.attributes["http.response.status_code"]],
    [2, 3, 3, 303],
  );
  assert.deepEqual(
    [unlock!.attributes["latchstring.driver"], unlock!.attributes["latchstring.outcome"]],
    ["simulator", "opened"],
  );
  const [received] = await receiver.until(1, "LockOpened");
  assert.deepEqual(told!.attributes, {
    "latchstring.event_id": received!.body.id,
    "latchstring.webhook_id": id,
    "latchstring.attempt": 1,
    "latchstring.outcome": "taken",
    "http.response.status_code": 204,
  });
  // A receiver is not told of it: it finds the delivery by the event's id.
  assert.equal(received!.headers["traceparent"], undefined);
  // Published envelopes name no order, and are in its trace all the same.
  assert.equal((await seen("webhook LockOpenRequested", orderId)).parentSpanId, order!.spanId);
  assert.equal((await seen("webhook TempKeyUsed", orderId)).parentSpanId, order!.spanId);
  const { attributes } = await seen(OPEN, orderId);
  assert.match(String(attributes["latchstring.request_id"]), /^[\w-]+\.[0-9a-z]+$/);
  assert.partialDeepStrictEqual(collector.resources.at(-1), {
    "service.name": "doors",
    "service.instance.id": "door-1",
    "deployment.environment.name": "test",
  });
  await server.call("DELETE", `/organizations/acme/webhooks/${id}`, org);
});

it("finds the trace again when a webhook is told after a restart", async () => {
  const id = await webhook();
  const key = await server.key(1, org);
  await eventually(() =>
    assert.ok(receiver.of("TempKeyCreated").some(({ body }) => body.detail.data.tempKeyUuid === key)),
  );
  receiver.answer = (_received, response) => void response.writeHead(503).end();
  const orderId = await open(key);
  const failed = await collector.until(() =>
    collector.spans.find(({ name, traceId }) => name.startsWith("webhook") && traceId === idsOfOrder(orderId).traceId),
  );
  assert.deepEqual([failed.status, failed.attributes["latchstring.outcome"]], [2, "failed"]);
  await server.close();
  receiver.answer = (_received, response) => void response.writeHead(204).end();
  server = await start({ PROCESS_NAME: "door-2" });
  await server.sql("UPDATE webhook_lanes SET next_at = 0");
  const taken = await collector.until(() =>
    collector
      .of("webhook LockOpened")
      .find(({ traceId, status }) => traceId === idsOfOrder(orderId).traceId && status !== 2),
  );
  assert.equal(taken.parentSpanId, idsOfOrder(orderId).spanId);
  assert.equal(collector.resources.at(-1)!["service.instance.id"], "door-2");
  await server.call("DELETE", `/organizations/acme/webhooks/${id}`, org);
});

it("takes nobody's word for a trace but a trusted proxy's, and links the order's trace to the proxy's", async () => {
  const stranger = await open(await server.key(1, org), { traceparent: PROXY });
  const own = await seen(OPEN, stranger);
  assert.deepEqual([own.parentSpanId, own.links], [undefined, []]);
  await using proxied = await startServerBehindProxy();
  const key = await server.key(1, org);
  for (const bad of ["00-short-b7ad6b7169203331-01", `${PROXY}, ${PROXY}`, "ff-x"])
    assert.equal((await seen(OPEN, await open(key, { traceparent: bad }, proxied.server))).parentSpanId, undefined);
  const orderId = await open(key, { traceparent: PROXY }, proxied.server);
  const order = await seen("order", orderId);
  const [, traceId, parent] = PROXY.split("-");
  const request = await collector.until(() => collector.of(OPEN).find((span) => span.traceId === traceId));
  assert.equal(request.parentSpanId, parent);
  assert.deepEqual(order.links.map(at), [at(request)]);
  assert.deepEqual(request.links.map(at), [at(order)]);
  const commit = collector.of("commit openDoor").find((span) => span.traceId === traceId);
  assert.equal(commit!.parentSpanId, request.spanId);
});

async function startServerBehindProxy() {
  await server.close();
  server = await start({ TRUST_PROXY: "127.0.0.1" });
  return { server, [Symbol.asyncDispose]: async () => {} };
}

it("marks what failed, and says no more of an error than its kind", async () => {
  await server.fault(1, "jam");
  const orderId = await open(await server.key(1, org));
  const unlock = await seen("unlock", orderId);
  assert.deepEqual([unlock.status, unlock.attributes["latchstring.outcome"]], [2, "jammed"]);
  await server.fault(1, "none");
});

it("tells no link, token, PIN, name, address or reason", async () => {
  const email = "maria@example.test";
  const member = await server.user("Maria Papadopoulou");
  const made = await server.call("POST", "/temp-keys", {
    ...org,
    body: {
      validFrom: new Date(Date.now() - 60_000).toISOString(),
      validUntil: new Date(Date.now() + 60_000).toISOString(),
      description: "Towels are upstairs",
      doors: [{ lockId: "1", accessMethod: "both" }],
    },
  });
  const { uuid, pin } = made.json;
  const secret = "hush-hush-hush";
  const asked: [string, string, object][] = [
    ["POST", `/temp-keys/${uuid}/open`, {}],
    ["GET", `/temp-keys/${uuid}?token=${secret}`, {}],
    ["POST", "/locks/1/open-with-pin", { body: { pin } }],
    ["POST", "/locks/1/OpenLock", { ...org, body: { reason: "Because of the flood" } }],
    ["GET", `/users/by-email?email=${encodeURIComponent(email)}`, org],
    ["GET", "/locks/1/details", member],
    ["GET", `/nowhere/${secret}`, { headers: { "user-agent": secret, referer: `https://x.example/${secret}` } }],
    ["GET", "/organizations/acme/webhooks", { apiKey: secret }],
  ];
  for (const [method, path, options] of asked) await server.call(method, path, options);
  const before = collector.of("GET none").length;
  await server.call("GET", `/nothing-${secret}`);
  await collector.until(() => (collector.of("GET none").length > before ? true : undefined));
  const told = collector.texts.join("\n");
  const secrets = [uuid, pin, secret, email, org.apiKey, member.token, member.userId, "acme", "127.0.0.1"];
  for (const hidden of [...secrets, "Maria", "Towels", "flood", "Back entrance", "by-email?", receiver.url])
    assert.ok(hidden && !told.includes(hidden), `${hidden} was told`);
});

it("keeps as many as the sampler says, all of a trace or none", async () => {
  await server.close();
  server = await start({ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.5" });
  const key = await server.key(1, org);
  const from = collector.spans.length;
  const orders: string[] = [];
  for (let i = 0; i < 24; i++) orders.push(await open(key));
  await server.close();
  const kept = collector.spans.slice(from);
  const traces = orders.map((id) => kept.filter(({ traceId }) => traceId === idsOfOrder(id).traceId));
  const sizes = traces.map(({ length }) => length);
  assert.ok(sizes.includes(0) && sizes.some((size) => size > 0), String(sizes));
  for (const spans of traces.filter(({ length }) => length > 0))
    for (const name of [OPEN, "commit openDoor", "order", "unlock", "commit reportOrder"])
      assert.equal(spans.filter((span) => span.name === name).length, 1, name);
  server = await start();
});

it("goes on opening doors while the collector takes nothing, and sends protobuf where nothing else is asked", async () => {
  await server.close();
  collector.status = 400;
  server = await start({ OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" });
  const from = collector.headers.length;
  await open(await server.key(1, org));
  await collector.until(() => collector.headers[from]);
  assert.equal(collector.headers[from]!["content-type"], "application/x-protobuf");
  assert.match(collector.texts[from]!, /door-1/);
  collector.status = 200;
  await open(await server.key(1, org));
});
