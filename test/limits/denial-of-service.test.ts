/** What one client, one network or many of them do, and that nobody else who may come in is kept out by it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { after, before, describe, it } from "node:test";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const TOKEN = "metrics-token-of-this-test";
/** The proxy is who connects, so a test says who asks. */
const env = { TRUST_PROXY: "loopback", RATE_LIMIT: "40,20", METRICS_TOKEN: TOKEN };

let clients = 0;
const newClient = () => `10.${++clients >> 16}.${(clients >> 8) & 255}.${clients & 255}`;

interface Route {
  readonly method: string;
  readonly path: string;
}

/** The routes as they are printed: a tree, each line with the rest of its path. */
function routesIn(tree: string): Route[] {
  const above: string[] = [];
  return tree
    .split("\n")
    .filter(Boolean)
    .flatMap((line) => {
      const [, indent, rest, methods] = /^([│ ]*)[├└]── (\S+) \(([A-Z, ]+)\)/.exec(line) ?? assert.fail(line);
      const depth = indent!.length / 4;
      above.splice(depth, above.length, (above[depth - 1] ?? "") + rest!);
      return methods!.split(", ").map((method) => ({ method, path: above[depth]! }));
    });
}

describe("whoever comes without credentials", () => {
  let server: TestServer;
  let routes: Route[] = [];
  let org: Credentials;
  let key: string;

  before(async () => {
    server = await startServer({
      env,
      extend: (app) =>
        app.addHook("onReady", async () => void (routes = routesIn(app.printRoutes({ commonPrefix: false })))),
    });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    key = await server.key(1, org);
  });
  after(() => server.close());

  const ask = async (client: string, method: string, path: string, more: Parameters<TestServer["call"]>[2] = {}) =>
    (await server.call(method, path, { ...more, headers: { ...more.headers, "x-forwarded-for": client } })).status;
  const look = (client: string, of = key) => ask(client, "GET", `/temp-keys/${of}`);
  const open = (client: string, of = key) => ask(client, "POST", `/temp-keys/${of}/open`);

  /** The answer to a request whose body is announced and never comes. */
  async function answerToHead({ method, path }: Route, client: string): Promise<number> {
    const headers = { "x-forwarded-for": client, "content-type": "application/json", "content-length": "5000" };
    const asked = request(server.url + path, { method, headers });
    asked.on("error", () => {}).flushHeaders();
    try {
      const [answer] = (await once(asked, "response", { signal: AbortSignal.timeout(5_000) })) as [IncomingMessage];
      return answer.statusCode!;
    } finally {
      asked.destroy();
    }
  }

  it("is counted by every route before anything of a body is read", { timeout: 120_000 }, async () => {
    const limited = await startServer({ env: { ...env, RATE_LIMIT: "2,2" } });
    const real = server;
    server = limited;
    try {
      const values: Record<string, string> = { id: "1", doorId: "1", orgId: "acme" };
      const nowhere = ["/nothing", "/temp-keys/none/open/", "/%zz", "/temp-keys/%00", "/locks/1/details%00"];
      const all = [...routes, ...nowhere.flatMap((path) => ["GET", "POST"].map((method) => ({ method, path })))];
      assert.ok(all.length > 90, `${all.length} routes`);
      for (const { method, path } of all) {
        const uuid = randomUUID();
        const route = { method, path: path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? uuid) };
        const client = newClient();
        const body = method === "POST" || method === "PUT" || method === "PATCH" ? "{" : undefined;
        for (let i = 0; i < 2; i++)
          assert.notEqual(await ask(client, method, route.path, { body }), 429, `${method} ${path}`);
        assert.equal(await answerToHead(route, client), 429, `${method} ${path}`);
        assert.notEqual(await ask(newClient(), method, route.path, { body }), 429, `${method} ${path}, another client`);
      }
    } finally {
      server = real;
      await limited.close();
    }
  });

  it("is one client, however it writes its address", async () => {
    const ways = [
      "203.0.113.7:49152",
      "::ffff:203.0.113.7",
      "[::ffff:203.0.113.7]:80",
      "203.0.113.7",
      "2002:cb00:7107::9",
    ];
    const statuses = await Promise.all(Array.from({ length: 42 }, (_, i) => look(ways[i % ways.length]!)));
    assert.equal(statuses.filter((status) => status === 429).length, 2);
    const network = await Promise.all(Array.from({ length: 42 }, (_, i) => look(`2001:db8:0:7::${i.toString(16)}`)));
    assert.equal(network.filter((status) => status === 429).length, 2);
    const lies = await Promise.all(Array.from({ length: 42 }, (_, i) => look(`198.51.100.${i}, 203.0.113.70`)));
    assert.equal(lies.filter((status) => status === 429).length, 2);
    const garbage = await Promise.all(Array.from({ length: 42 }, (_, i) => look(`198.51.100.1, lie-${i}`)));
    assert.equal(garbage.filter((status) => status === 429).length, 2);
  });

  it("spends nothing that openings need by looking", async () => {
    const eve = newClient();
    const paths = ["", "/confirmation", "/logo", "/doors/1/picture", "/manifest.webmanifest", "/sign-in"];
    for (let i = 0; i < 50; i++) await ask(eve, "GET", `/temp-keys/${key}${paths[i % paths.length]!}`);
    assert.equal(await look(eve), 429);
    const anna = newClient();
    assert.equal(await look(anna), 200);
    assert.equal(await open(anna), 303);
    assert.equal(await open(eve), 303);
    assert.equal(await ask(eve, "GET", "/healthz"), 200);
  });

  it("opens with a key although one client, or very many, try it as often as they may", async () => {
    const eve = newClient();
    const statuses = [];
    for (let i = 0; i < 30; i++) statuses.push(await open(eve));
    assert.equal(statuses.indexOf(429), 10);
    for (let i = 0; i < 40; i++) {
      const one = newClient();
      for (let n = 0; n < 4; n++) await open(one);
    }
    const anna = newClient();
    for (let n = 0; n < 3; n++) assert.equal(await open(anna), 303);
  });

  it("spends none of a key's tries by trying keys that are not there", async () => {
    const eve = newClient();
    for (let i = 0; i < 30; i++) assert.equal(await open(eve, randomUUID()), 404);
    const other = await server.key(1, org);
    for (let i = 0; i < 10; i++) assert.equal(await open(eve, other), 303);
    assert.equal(await open(eve, other), 429);
  });

  it("guesses credentials so often, and does not keep out who came in from there before", async () => {
    const eve = newClient();
    const acme = await server.organization(randomUUID());
    assert.equal(await ask(eve, "GET", "/temp-keys", acme), 200);
    for (let i = 0; i < 40; i++) assert.equal(await ask(eve, "GET", "/temp-keys", { apiKey: `guess-${i}` }), 401);
    assert.equal(await ask(eve, "GET", "/temp-keys", { apiKey: "guess" }), 429);
    assert.equal(await ask(eve, "GET", "/temp-keys", { token: "guess" }), 429);
    assert.equal(await ask(eve, "GET", "/temp-keys"), 429);
    assert.equal(await ask(eve, "GET", "/temp-keys", acme), 200);
    assert.equal(await ask(eve, "GET", "/metrics", { token: TOKEN }), 200);
    assert.equal(await ask(eve, "GET", "/metrics", { token: "guess" }), 429);
    assert.equal(await look(eve), 200);
    const unknown = await server.organization(randomUUID());
    assert.equal(await ask(newClient(), "GET", "/temp-keys", unknown), 200);
  });

  it("asks whether the record can be written, and no guest waits for that", async () => {
    const busy = await startServer({ env: { METRICS_TOKEN: TOKEN } });
    try {
      const acme = await busy.organization("acme");
      await busy.lock(1, { orgId: "acme" });
      const uuid = await busy.key(1, acme);
      const done = new AbortController();
      const askers = Array.from({ length: 80 }, async () => {
        let asked = 0;
        for (; !done.signal.aborted; asked++) assert.equal((await busy.call("GET", "/readyz")).status, 200);
        return asked;
      });
      for (let i = 0; i < 25; i++) assert.equal((await busy.call("POST", `/temp-keys/${uuid}/open`)).status, 303);
      done.abort();
      const asked = (await Promise.all(askers)).reduce((sum, one) => sum + one, 0);
      const metrics = (await busy.call("GET", "/metrics", { token: TOKEN })).text;
      const probes = Number(
        /latchstring_commands_total\{type="probe",answer="accepted"[^}]*\} (\d+)/.exec(metrics)?.[1],
      );
      assert.ok(asked > 80 && probes >= 1 && probes < asked / 10, `${asked} asked, ${probes} probes`);
    } finally {
      await busy.close();
    }
  });

  it("takes its share of the live pages of one door, and leaves the others", async () => {
    const slow = await startServer({ env: { TRUST_PROXY: "loopback", SIMULATOR_TRAVEL_MS: "8000" } });
    const leave = new AbortController();
    try {
      const acme = await slow.organization("acme");
      await slow.lock(1, { orgId: "acme" });
      await slow.lock(2, { orgId: "acme" });
      const opened = async (lockId: number) => {
        const uuid = await slow.key(lockId, acme);
        return (await slow.call("POST", `/temp-keys/${uuid}/open`)).headers.get("location")!;
      };
      const [one, other] = [await opened(1), await opened(2)];
      const watch = async (client: string, page: string) => {
        const headers = { accept: "text/event-stream", "x-forwarded-for": client };
        return (await fetch(slow.url + page, { headers, signal: leave.signal })).status;
      };
      const eve = newClient();
      const statuses = await Promise.all(Array.from({ length: 55 }, () => watch(eve, one)));
      assert.equal(statuses.filter((status) => status === 503).length, 5);
      assert.equal(await watch(newClient(), one), 503, "a key has its share too");
      assert.equal(await watch(eve, other), 503);
      assert.equal(await watch(newClient(), other), 200);
    } finally {
      leave.abort();
      await slow.close();
    }
  });

  it("is told by the Host header alone what it asked for", async () => {
    const named = await startServer({ env: { TRUST_PROXY: "loopback", PUBLIC_URL: "https://door.example" } });
    const uuid = randomUUID();
    const status = async (headers: Record<string, string>) =>
      (await named.call("GET", `/temp-keys/${uuid}`, { headers: { accept: "application/json", ...headers } })).status;
    // By the machine's own name; what a client may write beside it is not looked at.
    assert.equal(await status({}), 404);
    assert.equal(await status({ "x-forwarded-host": "evil.example" }), 404);
    assert.equal(await status({ "x-forwarded-proto": "gopher", forwarded: "for=1.2.3.4;host=evil.example" }), 404);
    await named.close();
  });
});
