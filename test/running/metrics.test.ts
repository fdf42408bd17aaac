/** What a server tells whoever watches it, and that it tells nobody else. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { eventually } from "../webhooks/eventually.ts";
import { startReceiver } from "../webhooks/receiver.ts";

const TOKEN = "metrics-token-of-this-test";
/** Needs escaping. */
const NAME = 'door"1\\';
const env = { METRICS_TOKEN: TOKEN, PROCESS_NAME: NAME, OUTBOUND_ALLOW: "127.0.0.0/8" };

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

function seriesIn(text: string): Series[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(line);
    const pairs = [...labels.matchAll(LABEL)].map(([, key, text]) => [key!, text!.replaceAll(/\\(.)/g, "$1")]);
    return { name: name!, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

/** How many requests make; others may come of work that goes on beside them. */
function ofRequests(all: readonly Series[]): number {
  return all.filter(({ name }) => name.startsWith("latchstring_http_")).length;
}

/** The sum of the series of a name that have these labels. */
function sum(all: readonly Series[], name: string, labels: Record<string, string | number> = {}): number {
  const wanted = Object.entries(labels);
  const found = all.filter((one) => one.name === name && wanted.every(([key, is]) => one.labels[key] === String(is)));
  return found.reduce((total, { value }) => total + value, 0);
}

describe("metrics", () => {
  let server: TestServer;
  let org: Credentials & { readonly apiKey: string };
  const scrape = async () => (await server.call("GET", "/metrics", { token: TOKEN })).text;
  const look = async () => seriesIn(await scrape());
  const open = (uuid: string) => server.call("POST", `/temp-keys/${uuid}/open`);
  /** Until the opening has its outcome. */
  const opened = async (uuid: string) => {
    const { status, headers } = await open(uuid);
    assert.equal(status, 303);
    await server.call("GET", headers.get("location")!);
  };

  before(async () => {
    server = await startServer({ env });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
  });
  after(() => server.close());

  it("are not there unless a token was given", async () => {
    const without = await startServer();
    const [there, unknown] = [
      await without.call("GET", "/metrics", { token: TOKEN }),
      await without.call("GET", "/nothing", { token: TOKEN }),
    ];
    await without.close();
    assert.deepEqual([there.status, there.text], [404, unknown.text]);
  });

  it("are for whoever has the token only", async () => {
    const { token } = await server.user();
    const wrong = [{}, { token: `${TOKEN}x` }, { token: TOKEN.slice(1) }, { token }, { apiKey: org.apiKey }];
    for (const credentials of wrong) {
      const answer = await server.call("GET", "/metrics", credentials);
      assert.equal(answer.status, 401, JSON.stringify(credentials));
      assert.equal(answer.headers.get("www-authenticate"), "Bearer");
      assert.doesNotMatch(answer.text, /latchstring_/);
    }
    const answer = await server.call("GET", "/metrics", { token: TOKEN });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
    const { paths } = (await server.call("GET", "/openapi.json")).json;
    assert.equal(paths["/metrics"], undefined);
  });

  it("bound how often tokens are guessed, and never the right one", async () => {
    const busy = await startServer({ env: { ...env, RATE_LIMIT: "3" } });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await busy.call("GET", "/metrics", { token: "guess" })).status);
    const right = await busy.call("GET", "/metrics", { token: TOKEN });
    await busy.close();
    assert.deepEqual([...statuses, right.status], [401, 401, 401, 429, 429, 200]);
  });

  it("count what was done", async () => {
    const once = await server.key(1, org, { maxUses: 1 });
    const counted: [string, Record<string, string | number>, number][] = [
      ["latchstring_commands_total", { type: "openDoor", answer: "accepted" }, 2],
      ["latchstring_commands_total", { type: "openDoor", answer: "used-up" }, 1],
      ["latchstring_commands_total", { type: "createTempKey", answer: "accepted" }, 1],
      ["latchstring_commands_total", { type: "reportOrder", answer: "accepted" }, 2],
      ["latchstring_commit_duration_seconds_count", {}, 6],
      ["latchstring_orders_total", { driver: "simulator", outcome: "opened" }, 1],
      ["latchstring_orders_total", { driver: "simulator", outcome: "jammed" }, 1],
      ["latchstring_http_requests_total", { method: "POST", route: "/temp-keys/:uuid/open", status: 303 }, 2],
      ["latchstring_http_requests_total", { method: "POST", route: "/temp-keys/:uuid/open", status: 400 }, 1],
      ["latchstring_http_request_duration_seconds_count", { route: "/temp-keys/:uuid/open" }, 3],
    ];
    const before = await look();
    await opened(once);
    assert.equal((await open(once)).status, 400);
    const many = await server.key(1, org);
    await server.fault(1, "jam");
    await opened(many);
    const now = await look();
    for (const [name, labels, more] of counted) {
      const rise = sum(now, name, labels) - sum(before, name, labels);
      assert.equal(rise, more, `${name} ${JSON.stringify(labels)}`);
    }
    await server.fault(1, "none");
  });

  it("tell of webhooks: what was tried, taken, given up, and what waits", async () => {
    await using receiver = await startReceiver();
    const { json } = await server.call("POST", "/organizations/acme/webhooks", {
      ...org,
      body: { url: receiver.url, events: ["*"] },
    });
    await receiver.until(1, "WebhookVerification");
    await server.key(1, org);
    await receiver.until(1, "TempKeyCreated");
    receiver.answer = (_received, response) => void response.writeHead(503).end();
    await server.key(1, org);
    await receiver.until(2, "TempKeyCreated");
    const all = await eventually(async () => {
      const now = await look();
      assert.ok(sum(now, "latchstring_webhook_tries_total", { outcome: "failed" }) >= 1);
      assert.equal(sum(now, "latchstring_queue_waiting", { queue: "webhooks" }), 1);
      return now;
    });
    // A busy machine sees the second try too.
    const failed = sum(all, "latchstring_webhook_tries_total", { outcome: "failed" });
    assert.equal(sum(all, "latchstring_webhook_tries_total", { outcome: "taken" }), 2);
    assert.equal(sum(all, "latchstring_webhook_deliveries_total", { state: "delivered" }), 2);
    assert.equal(sum(all, "latchstring_webhook_delivery_seconds_count"), 2);
    assert.equal(sum(all, "latchstring_webhook_try_duration_seconds_count"), 2 + failed);
    assert.ok(sum(all, "latchstring_queue_oldest_seconds", { queue: "webhooks" }) < 60);
    assert.equal(sum(all, "latchstring_queue_waiting", { queue: "notices" }), 0);
    assert.ok(
      all.some(({ name, labels }) => name === "latchstring_feed_behind_seconds" && labels["reader"] === "webhooks"),
    );
    const pools = all.filter(({ name }) => name === "latchstring_database_connections");
    assert.equal(pools.length, server.config.store.kind === "postgres" ? 6 : 0);
    await server.call("DELETE", `/organizations/acme/webhooks/${json.id}`, org);
  });

  it("do not time a stream, which lasts as long as the door takes", async () => {
    const route = "/temp-keys/:uuid/confirmation";
    const { headers } = await open(await server.key(1, org));
    const before = await look();
    await server.call("GET", headers.get("location")!, { headers: { accept: "text/event-stream" } });
    const now = await look();
    const rise = (name: string) => sum(now, name, { route }) - sum(before, name, { route });
    assert.equal(rise("latchstring_http_requests_total"), 1);
    assert.equal(rise("latchstring_http_request_duration_seconds_count"), 0);
  });

  it("say of a store that is away that it is", async () => {
    const gone = await startServer({ env });
    await gone.ledger.close();
    assert.equal((await gone.call("GET", "/readyz")).status, 503);
    const { text } = await gone.call("GET", "/metrics", { token: TOKEN });
    await gone.close();
    assert.equal(sum(seriesIn(text), "latchstring_commands_total", { type: "probe", answer: "unavailable" }), 1);
  });

  it("name no key, caller, organisation or secret, and no address as it was asked for", async () => {
    const key = await server.key(1, org);
    await open(key);
    await server.call("GET", `/temp-keys/${key}?lang=en&note=hush`);
    await server.call("GET", `/locks/1/temp-keys`, org);
    await server.call("GET", `/${key}/hush`);
    const text = await scrape();
    assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i);
    for (const hidden of [org.apiKey, TOKEN, "acme", "hush"]) assert.ok(!text.includes(hidden), hidden);
    for (const { name, labels } of seriesIn(text)) {
      const known =
        /^(process|version|method|route|status|type|answer|driver|outcome|kind|reason|reader|le|state|queue|pool)$/;
      for (const label of Object.keys(labels)) assert.match(label, known, name);
      if (labels["route"] !== undefined) assert.match(labels["route"], /^(none|(\/([a-zA-Z.-]+|:\w+|\*))+|\/)$/);
    }
  });

  it("are as many after 200 addresses where nothing is as after one", async () => {
    await server.call("GET", `/${randomUUID()}`);
    await server.call("GET", "/%zz");
    await server.call("GET", "/metrics");
    const before = await look();
    for (let i = 0; i < 100; i++) {
      await server.call("GET", `/${randomUUID()}/${i}`);
      await server.call("GET", `/%zz${i}`);
    }
    const now = await look();
    assert.ok(ofRequests(before) > 0);
    assert.equal(ofRequests(now), ofRequests(before));
    const unknown = { method: "GET", route: "none" };
    const rise =
      sum(now, "latchstring_http_requests_total", unknown) - sum(before, "latchstring_http_requests_total", unknown);
    assert.ok(rise >= 100, `${rise}`);
  });

  it("all carry the name of the process, and tell of the process itself", async () => {
    const all = await look();
    for (const { name, labels } of all) assert.equal(labels["process"], NAME, name);
    assert.equal(sum(all, "latchstring_info", { version: "0.1.0" }), 1);
    assert.ok(sum(all, "process_resident_memory_bytes") > 10_000_000);
    assert.ok(Math.abs(sum(all, "process_start_time_seconds") - performance.timeOrigin / 1_000) < 60);
    for (const name of ["process_cpu_seconds_total", "nodejs_heap_size_used_bytes"])
      assert.ok(sum(all, name) > 0, name);
    for (const name of ["nodejs_eventloop_lag_p99_seconds", "nodejs_eventloop_lag_max_seconds"])
      assert.ok(
        all.some((one) => one.name === name && one.value >= 0 && one.value < 60),
        name,
      );
  });

  it("of two servers in one process are their own", async () => {
    const other = await startServer({ env: { ...env, PROCESS_NAME: "door-2" } });
    const { text } = await other.call("GET", "/metrics", { token: TOKEN });
    await other.close();
    assert.equal(sum(seriesIn(text), "latchstring_http_requests_total"), 0);
    assert.ok(sum(await look(), "latchstring_http_requests_total") > 0);
  });
});
