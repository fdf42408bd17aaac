import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { FORGED, resolveForged } from "../../src/outbound/testing/forged-urls.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { systemClock } from "../../src/clock.ts";
import { sendOnce } from "../../src/webhooks/send.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { eventually } from "./eventually.ts";

const PATH = "/organizations/acme/webhooks";
/** In the URL itself, so that it is refused before anything is kept. */
const WRITTEN = FORGED.filter(([what]) => !/^(names|metadata|zones)/.test(what) && what !== "localhost");

let server: TestServer;
let org: Credentials & { readonly apiKey: string };
before(async () => {
  server = await startServer();
  org = await server.organization("acme");
});
after(() => server.close());

it("no forged address is taken for a webhook, by any of the calls that make or change one", async () => {
  const admin = await server.administrator();
  const events = ["*"];
  const made = await server.call("POST", PATH, { ...org, body: { url: "https://partner.example/", events } });
  assert.equal(made.status, 201, made.text);
  const { id } = made.json;
  const calls: [string, string, Credentials, object][] = [
    ["POST", PATH, org, { events }],
    ["PATCH", `${PATH}/${id}`, org, {}],
    ["PATCH", `/webhooks/${id}`, { apiKey: org.apiKey }, {}],
    ["POST", "/tenants/acme/webhooks", admin, { events }],
    ["PUT", `/tenants/acme/webhooks/${id}`, admin, {}],
  ];
  for (const [i, [what, url]] of WRITTEN.entries()) {
    // Each of them by one of the calls, and the first of each kind by all.
    const isFirst = WRITTEN.findIndex(([one]) => one === what) === i;
    for (const [method, path, as, more] of isFirst ? calls : [calls[i % calls.length]!]) {
      const { status, json, text } = await server.call(method, path, { ...as, body: { ...more, url } });
      assert.deepEqual([status, json?.details?.[0].field], [400, "url"], `${method} ${path} ${url}: ${text}`);
    }
  }
  const { json } = await server.call("GET", PATH, org);
  assert.deepEqual(
    json.webhooks.map((one: { url: string }) => one.url),
    ["https://partner.example/"],
  );
});

it("a name of this machine is refused, and one that leads to it is called by nobody", async () => {
  for (const url of [
    "https://localhost/",
    "https://LOCALHOST./x",
    "https://a.localhost:8443/",
    "HTTP://partner.example/",
  ]) {
    const { status } = await server.call("POST", PATH, { ...org, body: { url, events: ["*"] } });
    assert.equal(status, 400, url);
  }
  const body = { url: "https://metadata.google.internal/", events: ["*"] };
  const { json } = await server.call("POST", PATH, { ...org, body });
  await eventually(async () => {
    const { lastError, status } = (await server.call("GET", `${PATH}/${json.id}`, org)).json;
    assert.equal(status, "pending");
    assert.match(lastError ?? "", /not known|may not be called/);
  });
});

it("a delivery to a forged address is sent to nobody, whatever stands in the store", async () => {
  const outbound = createOutbound({ allow: [], resolve: resolveForged });
  const secrets = {
    signing: [{ secret: `whsec_${"a".repeat(32)}`, until: null }],
    authentication: { type: "none" },
  } as const;
  const delivery = { eventId: "event", body: "{}" };
  for (const [what, url] of FORGED) {
    const signal = AbortSignal.timeout(2_000);
    const sent = await sendOnce({ url }, secrets, delivery, {
      outbound,
      clock: systemClock,
      answerMs: 2_000,
      signal,
    });
    assert.deepEqual([sent.outcome, sent.try.status], ["failed", undefined], `${what}: ${url}`);
    assert.match(sent.try.said, /may not be called|the URL must|without TLS/, `${what}: ${url}`);
  }
});
