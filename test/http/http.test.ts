/** What every request is held to, and what every answer says in its head, whatever it is about. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const PUBLIC = "https://keys.example.test/x";
const HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
const PATH_PART: Readonly<Record<string, string>> = { id: "1", doorId: "1", orgId: "acme", "*": "x" };

interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Bytes as they are, on a connection of their own. */
async function raw(server: TestServer, head: string): Promise<RawAnswer> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
  socket.write(Buffer.from(head, "latin1"));
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  const [lines = "", ...body] = text.split("\r\n\r\n");
  const [status = "", ...fields] = lines.split("\r\n");
  const headers = fields.map((line) => [line.split(":")[0]!.toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
  return { status: Number(status.split(" ")[1]), headers: Object.fromEntries(headers), body: body.join("\r\n\r\n") };
}

interface Route {
  readonly url: string;
  readonly method: string;
}

/** The routes in a tree of them, in which each part of a path is a line. */
function routesIn(tree: string): Route[] {
  const path: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", part = "", , methods] = /^([│├└─ ]*)(.*?)( \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    // The tree leaves out the slash before what stands for all the rest.
    path.splice(indent.length / 4 - 1, Infinity, part === "*" ? "/*" : part);
    return methods?.split(", ").map((method) => ({ url: path.join(""), method })) ?? [];
  });
}

describe("HTTP", () => {
  let server: TestServer;
  let org: Credentials;
  let uuid: string;
  let routes: readonly Route[] = [];
  before(async () => {
    server = await startServer({
      env: { PUBLIC_URL: PUBLIC, METRICS_TOKEN: "0123456789abcdef" },
      extend: (app) =>
        app.addHook("onReady", async () => void (routes = routesIn(app.printRoutes({ commonPrefix: false })))),
    });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    uuid = await server.key(1, org);
  });
  after(() => server.close());

  const get = (target: string, ...headers: string[]) =>
    raw(server, `GET ${target} HTTP/1.1\r\n${[...headers, "Connection: close"].join("\r\n")}\r\n\r\n`);
  /** A path that the pattern of a route matches. */
  const pathOf = (url: string) => url.replaceAll(/:(\w+)|\*/g, (all, name) => PATH_PART[name ?? all] ?? uuid);

  describe("the name that is asked for", () => {
    for (const host of [
      "keys.example.test",
      "keys.example.test:443",
      "keys.example.test:80",
      "keys.example.test:",
      "keys.example.test.",
      "keys.example.test.:443",
      "KEYS.Example.TEST",
      "Keys.Example.Test:443",
      "localhost:8787",
      "LOCALHOST",
      "127.0.0.1:1234",
      "[::1]:8787",
    ])
      it(`${host} is ours`, async () => {
        assert.equal((await get(`/temp-keys/${uuid}`, `Host: ${host}`)).status, 200);
      });

    for (const host of [
      "evil.test",
      "keys.example.test.evil.test",
      "keys.example.test:81",
      "keys.example.test..",
      "user@keys.example.test",
      "keys.example.test/x",
      "keys%2eexample.test",
      "keys.example.test,evil.test",
      "127.0.0.1.evil.test",
      "2130706433.test",
    ])
      it(`${host} is not, and a browser is told so in a page`, async () => {
        for (const [accept, type] of [
          ["application/json", "application/json; charset=utf-8"],
          [HTML, "text/html; charset=utf-8"],
        ]) {
          const answer = await get(`/temp-keys/${uuid}`, `Host: ${host}`, `Accept: ${accept}`);
          assert.deepEqual([answer.status, answer.headers["content-type"]], [421, type]);
          assert.doesNotMatch(answer.body, /evil/);
        }
      });

    it("is told once: no Host header, an empty one and two of them are a 400", async () => {
      for (const path of [`/temp-keys/${uuid}`, "/healthz", "/nowhere", "http://keys.example.test/healthz"])
        for (const hosts of [
          [],
          ["Host: "],
          ["Host: keys.example.test", "host: keys.example.test"],
          ["Host: a", "Host: b"],
        ]) {
          const answer = await get(path, ...hosts);
          assert.equal(answer.status, 400, `${path} ${hosts.join()}`);
          assert.equal(JSON.parse(answer.body).code, 400);
        }
      assert.equal((await raw(server, "GET /healthz HTTP/1.0\r\n\r\n")).status, 200);
    });

    it("is the same in the target where the target has one", async () => {
      for (const [target, host, status] of [
        ["http://keys.example.test", "keys.example.test", 200],
        ["HTTP://KEYS.example.test.", "keys.example.test:80", 200],
        ["https://keys.example.test:443", "keys.example.test", 200],
        ["https://keys.example.test", "evil.test", 421],
        ["https://evil.test", "keys.example.test", 421],
        ["https://evil.test", "evil.test", 421],
      ] as const)
        assert.equal((await get(`${target}/temp-keys/${uuid}`, `Host: ${host}`)).status, status, target);
      assert.equal((await get("http://keys.example.test", "Host: keys.example.test")).status, 401);
      for (const bad of ["ftp://keys.example.test/x", "keys.example.test:443", "http://", "x"])
        assert.ok([400, 404].includes((await get(bad, "Host: keys.example.test")).status), bad);
    });

    it("is compared with where a form comes from in every spelling", async () => {
      const form = "email=x&"; // no address: refused for that, and not for where it comes from
      for (const [host, origin, status] of [
        ["keys.example.test:443", "https://keys.example.test", 400],
        ["KEYS.example.test.", "https://keys.example.test", 400],
        ["keys.example.test", "https://keys.example.test:443", 400],
        ["keys.example.test", "https://evil.test", 403],
        ["keys.example.test", "https://keys.example.test:8443", 403],
      ] as const) {
        const head = [
          `POST /temp-keys/${uuid}/sign-in HTTP/1.1`,
          `Host: ${host}`,
          `Origin: ${origin}`,
          "Content-Type: application/x-www-form-urlencoded",
          `Content-Length: ${form.length - 1}`,
          "Connection: close",
        ];
        const answer = await raw(server, `${head.join("\r\n")}\r\n\r\n${form.slice(0, -1)}`);
        assert.equal(answer.status, status, `${host} ${origin}`);
      }
    });
  });

  describe("a link that was damaged on its way", () => {
    it("leads to the page, and never to another host", async () => {
      const damaged = [
        `/temp-keys/${uuid}/`,
        `//temp-keys/${uuid}`,
        `/temp-keys/${uuid}.`,
        `/temp-keys/${uuid})`,
        `/temp-keys/${uuid},`,
        `/temp-keys/${uuid}>`,
        `/temp-keys/${uuid}%20`,
        `/temp-keys/${uuid}%22`,
        `/temp-keys/${uuid}'`,
        `/temp-keys/${uuid}%E2%80%8B`,
        `/temp-keys/${uuid}\u00e2\u0080\u008b`,
        `/temp-keys/${uuid}%`,
        `/temp-keys/${uuid}%20${"and%20more".repeat(50)}`,
        `/TEMP-KEYS/${uuid.toUpperCase()}`,
        `/temp-keys/${uuid}/?fbclid=IwAR`,
        `/temp-keys/${uuid}?lang=de&lang=en`,
        `/temp-keys/${uuid}?lang=${"x".repeat(50)}`,
      ];
      for (const target of damaged)
        for (const accept of target.includes("?lang") ? [HTML] : [HTML, "*/*"]) {
          const answer = await get(target, "Host: keys.example.test", `Accept: ${accept}`);
          assert.equal(answer.status, 302, target);
          assert.match(answer.headers["location"]!, new RegExp(`^/x/temp-keys/${uuid}(\\?lang=de)?$`), target);
          assert.equal(answer.headers["cache-control"], "no-store");
        }
      for (const target of [
        `/temp-keys/${uuid.toUpperCase()}`,
        `/temp-keys/${uuid.replaceAll("-", "%2D")}`,
        `/temp-keys/${uuid}?fbclid=IwAR`,
        `/temp-keys/${uuid}?lang=de.`,
      ])
        assert.equal((await get(target, "Host: keys.example.test", `Accept: ${HTML}`)).status, 200, target);
      assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 0);
    });

    it("leads round in no circle where nothing is found, and not at all where a program asks", async () => {
      const unknown = randomUUID();
      const bare = await get(`/temp-keys/${unknown}.`, "Host: keys.example.test", `Accept: ${HTML}`);
      assert.equal(bare.headers["location"], `/x/temp-keys/${unknown}`);
      for (const target of [`/temp-keys/${unknown}`, `/temp-keys/${unknown}?lang=de`]) {
        const page = await get(target, "Host: keys.example.test", `Accept: ${HTML}`);
        assert.deepEqual([page.status, page.headers["content-type"]], [404, "text/html; charset=utf-8"], target);
      }
      const program = await get(`/temp-keys/${uuid}.`, "Host: keys.example.test", "Accept: application/json");
      assert.equal(JSON.parse(program.body).code, 404);
    });

    it("to sign in leads there with what is left of it", async () => {
      const token = "A".repeat(32);
      const target = `/sign-in?token=${token}.&key=${uuid}`;
      const answer = await get(target, "Host: keys.example.test", `Accept: ${HTML}`);
      assert.deepEqual([answer.status, answer.headers["location"]], [302, `/x/sign-in?token=${token}&key=${uuid}`]);
    });
  });

  describe("an error", () => {
    const cases: Readonly<Record<string, readonly [status: number, head: string]>> = {
      "bad encoding": [400, "GET /nowhere/%zz HTTP/1.1"],
      "two hosts": [400, "GET /healthz HTTP/1.1\r\nHost: again"],
      "a forged header": [400, "GET /healthz HTTP/1.1\r\nX-User-Id: me"],
      "nothing there": [404, "GET /nowhere HTTP/1.1"],
      "what would be elsewhere": [404, "GET //evil.test/%2e%2e HTTP/1.1"],
      "the wrong method": [405, "PUT /healthz HTTP/1.1"],
      "a page of a form": [405, `GET /temp-keys/${randomUUID()}/open HTTP/1.1`],
      "a link that is too long": [404, `GET /temp-keys/${"x".repeat(300)} HTTP/1.1`],
      "too much before it": [431, `GET / HTTP/1.1\r\nx: ${"x".repeat(20_000)}`],
      "no HTTP": [400, "GET / HTTP/9.9"],
    };
    for (const [name, [status, head]] of Object.entries(cases))
      it(`${status} for ${name} is a page to a browser, in its language, and JSON to programs`, async () => {
        // What is read last is all that is there of what cannot be read.
        const tail = "Host: keys.example.test\r\nAccept-Language: de\r\nConnection: close\r\n\r\n";
        const page = await raw(server, `${head}\r\nAccept: ${HTML}\r\n${tail}`);
        assert.equal(page.status, status);
        assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
        assert.match(page.body, /<html lang="de"/);
        assert.doesNotMatch(page.body, /href="\/\/|evil\.test\/?"/);
        for (const part of ["default-src 'none'", "frame-ancestors 'none'"])
          assert.ok(page.headers["content-security-policy"]!.includes(part));
        assert.equal(page.headers["referrer-policy"], "no-referrer");
        const body = await raw(server, `${head}\r\nAccept: application/json\r\n${tail}`);
        assert.equal(body.status, status);
        assert.equal(JSON.parse(body.body).code, status);
        for (const { headers } of [page, body]) {
          assert.equal(headers["cache-control"], "no-store");
          assert.equal(headers["x-content-type-options"], "nosniff");
          assert.match(headers["strict-transport-security"]!, /^max-age=\d{8}$/);
          assert.equal(headers["allow"] !== undefined, status === 405);
        }
      });

    it("of the API is JSON whoever asks, for programs take pages without meaning it", async () => {
      const headers = { accept: "text/html, */*; q=.2" };
      assert.equal((await server.call("GET", "/locks/2/details", { ...org, headers })).json.code, 404);
      assert.equal((await server.call("GET", "/locks/2/details", { headers })).json.code, 401);
      const pin = { headers, body: { pin: [] } };
      assert.equal((await server.call("POST", "/locks/2/open-with-pin", pin)).json.code, 400);
      const events = `/temp-keys/${randomUUID()}/events?page=67`;
      assert.equal((await server.call("GET", events, { ...org, headers })).json.code, 404, "nor a redirect");
    });
  });

  describe("every route", () => {
    it("was found", () => assert.ok(routes.length > 50, String(routes.length)));

    it("tells its methods to whoever comes with another, and to OPTIONS", async () => {
      for (const url of new Set(routes.map((route) => route.url))) {
        // A path of its own may be one of a pattern too, which has other methods.
        const those = routes.filter((route) => isOf(route.url, pathOf(url)));
        const known = new Set(those.map(({ method }) => method));
        const allow = [...known, "OPTIONS"].toSorted().join(", ");
        const path = pathOf(url);
        const asked = await server.call("OPTIONS", path);
        assert.deepEqual([asked.status, asked.headers.get("allow"), asked.text], [204, allow, ""], url);
        for (const method of ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "PROPFIND"]) {
          if (known.has(method)) continue;
          const refused = await server.call(method, path, {
            ...(method !== "GET" && method !== "HEAD" && { body: "x", headers: { "content-type": "text/plain" } }),
          });
          assert.deepEqual([refused.status, refused.headers.get("allow")], [405, allow], `${method} ${url}`);
        }
      }
      const all = await raw(server, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assert.deepEqual([all.status, all.headers["allow"]], [204, "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"]);
    });

    /** What browsers and proxies may keep. */
    const KEPT: readonly (readonly [url: RegExp, as: RegExp])[] = [
      [/^\/guest\/worker\.js$/, /^no-cache$/],
      [/^\/guest\/(?!offline$)/, /^public, max-age=31536000, immutable$/],
      [/^\/account\/[\w-]{12}\/\w+\.js$/, /^public, max-age=31536000, immutable$/],
      [/^\/(reference|(openapi|asyncapi)\.json$|\.well-known\/jwks\.json$)/, /^public, max-age=300$/],
    ];

    it("says what may be kept of its answer, which is nothing but of a few", async () => {
      const problems: string[] = [];
      for (const { url, method } of routes)
        for (const as of [{}, org]) {
          const hasBody = method !== "GET" && method !== "HEAD";
          const answer = await server.call(method, pathOf(url), { ...as, ...(hasBody && { body: {} }) });
          const [, kept] = KEPT.find(([which]) => which.test(url)) ?? [];
          const cache = answer.headers.get("cache-control") ?? "";
          const isRight = kept && answer.status < 400 ? kept.test(cache) : cache === "no-store";
          if (!isRight) problems.push(`${method} ${url}: ${answer.status} ${cache}`);
          if (answer.headers.get("x-content-type-options") !== "nosniff") problems.push(`${method} ${url}: sniffed`);
          if (!answer.headers.get("strict-transport-security")?.startsWith("max-age="))
            problems.push(`${method} ${url}: without HTTPS`);
          if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
          const policy = answer.headers.get("content-security-policy") ?? "";
          const isSafe = policy.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'");
          if (!isSafe) problems.push(`${method} ${url}: ${policy}`);
          // Forms of the console say where they come from, and to this server alone.
          const referrer = url.startsWith("/account") ? "same-origin" : "no-referrer";
          if (answer.headers.get("referrer-policy") !== referrer) problems.push(`${method} ${url}: referrer`);
        }
      assert.deepEqual(problems, []);
    });
  });

  it("says nothing of HTTPS where the public URL has none", async () => {
    const plain = await startServer();
    try {
      assert.equal((await plain.call("GET", "/healthz")).headers.get("strict-transport-security"), null);
    } finally {
      await plain.close();
    }
  });
});

/** @param pattern a route's, with names for what may be anything */
function isOf(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/:\w+/g, "[^/]+").replaceAll("*", ".*")}$`).test(path.split("?")[0]!);
}
