/** Every expression of the dashboard and every alert has data, on a real Prometheus that looked at a server at work. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { startServer, type TestServer } from "../harness.ts";
import { startPostgres, type TestPostgres } from "../postgres.ts";
import { eventually } from "../webhooks/eventually.ts";
import { type Receiver, startReceiver } from "../webhooks/receiver.ts";
import { startPrometheus, type TestPrometheus } from "./prometheus.ts";

const DASHBOARD = "examples/grafana/latchstring.json";
const RULES = "examples/prometheus/latchstring.rules.yml";
const TOKEN = "metrics-token-of-this-test";
/** What Grafana puts in their places. */
const VARIABLES: Readonly<Record<string, string>> = { $__rate_interval: "15s", $process: ".*" };
const EVERY_MS = 200;
/** Prometheus looks each second, and what is asked for is of 15. */
const PATIENCE_MS = 60_000;

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const dashboard = JSON.parse(readFileSync(DASHBOARD, "utf8")) as { readonly panels: readonly Panel[] };
const asked = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
const alerts = [...readFileSync(RULES, "utf8").matchAll(/^ +expr: (.+)$/gm)].map(([, expr]) => expr!);

describe("the dashboard and the alerts", () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let receiver: Receiver;
  let prometheus: TestPrometheus;
  /** As long as somebody looks: of what happened before there is no number after a while. */
  let traffic: Promise<void> | undefined;
  const over = new AbortController();

  before(async () => {
    postgres = await startPostgres();
    receiver = await startReceiver();
    server = await startServer({
      env: {
        DATABASE_URL: await postgres.createDatabase(),
        METRICS_TOKEN: TOKEN,
        PROCESS_NAME: "door-1",
        OUTBOUND_ALLOW: "127.0.0.0/8",
      },
    });
    const org = await server.organization("acme");
    for (const lock of [1, 2]) await server.lock(lock, { orgId: "acme" });
    await server.call("POST", "/organizations/acme/webhooks", { ...org, body: { url: receiver.url, events: ["*"] } });
    await receiver.until(1, "WebhookVerification");
    const [good, jammed] = [await server.key(1, org), await server.key(2, org)];
    const once = await server.key(1, org, { maxUses: 1 });
    await server.fault(2, "jam");
    prometheus = await startPrometheus(server.url, TOKEN, RULES);
    traffic = (async () => {
      for (; !over.signal.aborted; await wait(EVERY_MS)) {
        for (const key of [good, jammed, once]) await server.call("POST", `/temp-keys/${key}/open`);
        await server.call("GET", "/locks/1/details", { token: "nobody's" });
      }
    })();
  });
  after(async () => {
    over.abort();
    await traffic;
    await prometheus?.[Symbol.asyncDispose]();
    await server?.close();
    await receiver?.[Symbol.asyncDispose]();
    await postgres?.close();
  });

  it("has panels beside one another, each with a name", () => {
    const ids = new Set(dashboard.panels.map(({ id }) => id));
    assert.equal(ids.size, dashboard.panels.length);
    const cells = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      assert.ok(title);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24 && !cells.has(`${x} ${y}`), `${title} is on another panel`);
          cells.add(`${x} ${y}`);
        }
      }
    }
    assert.ok(asked.length > 20 && alerts.length >= 8);
  });

  for (const { title, expr } of asked) {
    it(`${title}: ${expr}`, async () => {
      const expression = expr.replaceAll(/\$\w+/g, (name) => VARIABLES[name] ?? assert.fail(`${name} is unknown`));
      const values = await eventually(async () => {
        const found = await prometheus.ask(expression);
        assert.ok(found.length > 0, "no series");
        assert.ok(
          found.some((value) => !Number.isNaN(value)),
          "no number",
        );
        return found;
      }, PATIENCE_MS);
      for (const value of values) assert.ok(Number.isNaN(value) || value >= 0, String(value));
    });
  }

  for (const expr of alerts) {
    it(`the alert ${expr}`, async () => {
      // Without its bound, it has data.
      const [, measured] = /^(.+) (?:==|>) \S+$/.exec(expr)!;
      await eventually(async () => assert.ok((await prometheus.ask(measured!)).length > 0, "no series"), PATIENCE_MS);
    });
  }

  it("the alerts are taken by Prometheus, and doors that fail raise one", async () => {
    await eventually(async () => {
      const rules = await prometheus.rules();
      assert.equal(rules.length, alerts.length);
      assert.deepEqual(
        rules.map(({ health }) => health),
        rules.map(() => "ok"),
        JSON.stringify(rules),
      );
      const failing = alerts.find((expr) => expr.includes('outcome!="opened"'))!;
      assert.ok((await prometheus.ask(failing)).length > 0);
    }, PATIENCE_MS);
  });
});
