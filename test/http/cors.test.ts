/** Which web pages of other origins may call what, as browsers ask. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { loadConfig } from "../../src/config.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const APP = "https://app.example.test";
const DEV = "http://localhost:5173";
const EVIL = "https://evil.test";

const asking = (origin: string, method: string, headers = "authorization,content-type") => ({
  headers: { origin, "access-control-request-method": method, "access-control-request-headers": headers },
});

describe("calls from other origins", () => {
  let server: TestServer;
  let owner: Credentials;
  let uuid: string;
  before(async () => {
    server = await startServer({ env: { CORS_ORIGINS: `${APP}, ${DEV}` } });
    const user = await server.user();
    owner = user;
    await server.lock(1, { ownerId: user.userId });
    uuid = await server.key(1, owner);
  });
  after(() => server.close());

  it("are let through to the API with a bearer token, errors included", async () => {
    for (const origin of [APP, DEV])
      for (const [path, as, status] of [
        ["/locks/1/details", owner, 200],
        ["/locks/2/details", owner, 404],
        ["/locks/1/details", {}, 401],
        ["/locks/1/details", { ...owner, headers: { "x-user-id": "me" } }, 400],
      ] as const) {
        const headers = { origin, ...("headers" in as && as.headers) };
        const answer = await server.call("GET", path, { ...as, headers });
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get("access-control-allow-origin"), origin);
        assert.match(
          answer.headers.get("access-control-expose-headers")!,
          /retry-after.*idempotency-replayed.*x-request-id/,
        );
        assert.match(answer.headers.get("vary")!, /origin/i);
        assert.equal(answer.headers.get("access-control-allow-credentials"), null);
      }
  });

  it("are asked about before, and the answer names what may be sent", async () => {
    for (const [method, path] of [
      ["GET", "/locks/1/details"],
      ["POST", "/locks/1/create-temp-key"],
      ["PATCH", `/temp-keys/${uuid}`],
      ["DELETE", `/temp-keys/${uuid}`],
      ["PUT", "/locks/1/arrival"],
    ] as const) {
      const { status, headers } = await server.call("OPTIONS", path, asking(APP, method));
      assert.equal(status, 204, path);
      assert.equal(headers.get("access-control-allow-origin"), APP);
      assert.equal(headers.get("access-control-allow-methods"), method);
      assert.deepEqual(headers.get("access-control-allow-headers")!.split(", "), [
        "authorization",
        "content-type",
        "idempotency-key",
        "last-event-id",
      ]);
      assert.ok(Number(headers.get("access-control-max-age")) > 0);
      assert.equal(headers.get("access-control-allow-credentials"), null);
      assert.match(headers.get("vary")!, /Origin/);
    }
  });

  it("of strangers, to the guest's pages and with what the API has not, are not", async () => {
    const refused: readonly (readonly [origin: string, method: string, path: string])[] = [
      [EVIL, "GET", "/locks/1/details"],
      [`${APP}.evil.test`, "GET", "/locks/1/details"],
      [`${APP}:444`, "GET", "/locks/1/details"],
      [APP.toUpperCase(), "GET", "/locks/1/details"],
      ["null", "GET", "/locks/1/details"],
      [APP, "GET", `/temp-keys/${uuid}`],
      [APP, "POST", `/temp-keys/${uuid}/open`],
      [APP, "POST", `/temp-keys/${uuid}/doors/1/open`],
      [APP, "GET", `/temp-keys/${uuid}/confirmation`],
      [APP, "POST", `/temp-keys/${uuid}/sign-in`],
      [APP, "POST", "/sign-in"],
      [APP, "POST", "/locks/1/open-with-pin"],
      [APP, "GET", "/healthz"],
      [APP, "PUT", "/locks/1/details"],
      [APP, "*", "/locks/1/details"],
      [APP, "GET", "/nowhere"],
    ];
    for (const [origin, method, path] of refused) {
      const what = `${origin} ${method} ${path}`;
      const asked = await server.call("OPTIONS", path, asking(origin, method));
      const sent = method === "*" ? asked : await server.call(method, path, { ...owner, headers: { origin } });
      for (const { headers } of [asked, sent])
        assert.ok(![...headers].some(([name]) => name.startsWith("access-control-")), what);
    }
  });

  it("are answered with no word of it where nobody said which", async () => {
    const plain = await startServer();
    try {
      const asked = await plain.call("OPTIONS", "/locks/1/details", asking(APP, "GET"));
      const sent = await plain.call("GET", "/locks/1/details", { headers: { origin: APP } });
      assert.deepEqual([asked.status, asked.headers.get("allow"), sent.status], [204, "GET, HEAD, OPTIONS", 401]);
      for (const { headers } of [asked, sent])
        assert.ok(![...headers].some(([name]) => name.startsWith("access-control-")));
    } finally {
      await plain.close();
    }
  });

  it("ask only so often", async () => {
    const limited = await startServer({ env: { CORS_ORIGINS: APP, RATE_LIMIT: "5,5" } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 7; i++)
        statuses.push((await limited.call("OPTIONS", "/locks/1/details", asking(APP, "GET"))).status);
      assert.deepEqual(statuses, [204, 204, 204, 204, 204, 429, 429]);
    } finally {
      await limited.close();
    }
  });
});

describe("CORS_ORIGINS", () => {
  it("takes exact origins", () => {
    assert.deepEqual([...loadConfig({ CORS_ORIGINS: ` ${APP} ,${DEV}` }).corsOrigins], [APP, DEV]);
    assert.deepEqual([...loadConfig({ CORS_ORIGINS: " " }).corsOrigins], []);
  });

  for (const wrong of [
    "*",
    "null",
    "app.example.test",
    `${APP}/`,
    `${APP}/path`,
    `${APP}?x`,
    `${APP}:443`,
    "http://a.test:80",
    "https://*.example.test",
    "HTTPS://app.example.test",
    "https://App.example.test",
    "https://user@app.example.test",
    "ftp://app.example.test",
    "file:///x",
    `${APP},`,
    `${APP} ${DEV}`,
    Array.from({ length: 51 }, (_, i) => `https://a${i}.test`).join(),
  ])
    it(`refuses ${wrong.slice(0, 40)}`, () =>
      assert.throws(() => loadConfig({ CORS_ORIGINS: wrong }), /CORS_ORIGINS must be/));
});
