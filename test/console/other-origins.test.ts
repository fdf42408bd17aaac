/** What other sites can do with the cookie of somebody who is signed in: nothing, a page at another port included. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { operationsOf, type Document } from "../attacks/document.ts";
import { launchChromium } from "../chromium.ts";
import { startServer, type TestServer } from "../harness.ts";
import { FORM, form, operator, PASSWORD, type Person, send, QUICK_HASHING } from "./people.ts";

describe("with the console's cookie, another origin", () => {
  let server: TestServer;
  let olga: Person;

  before(async () => {
    server = await startServer({ hashing: QUICK_HASHING });
    olga = await operator(server);
  });
  after(() => server.close());

  /** All that a cookie of the console goes along to: each by a path that it has, and whether it is a page. */
  async function operations() {
    const { json } = await server.call("GET", "/openapi.json");
    const document = json as Document & { paths: Record<string, Record<string, { tags: string[] }>> };
    const found = operationsOf(document).filter(({ method, path }) =>
      document.paths[path]![method.toLowerCase()]!.tags.includes("Accounts"),
    );
    assert.ok(found.length > 12, `${found.length} operations`);
    return found.map(({ method, path }) => ({
      method,
      path: path.replaceAll(/\{.*?\}/g, "1"),
      isPage: path.startsWith("/account"),
    }));
  }

  const foreign = () => {
    const { port } = new URL(server.url);
    return [
      { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
      { origin: "https://evil.test" },
      { origin: `http://127.0.0.1:${Number(port) + 1}`, "sec-fetch-site": "same-site" },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { origin: "null" },
      { origin: "" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
      { origin: server.url, "sec-fetch-site": "cross-site" },
      { origin: `${server.url}.evil.test` },
      { origin: `http://127.0.0.1:${port}@evil.test` },
    ];
  };

  it("changes nothing and reads nothing", async () => {
    for (const { method, path, isPage } of await operations()) {
      if (isPage && method === "GET") continue; // a link leads there, and nobody else can read it
      for (const headers of foreign()) {
        const body = method === "POST" ? { body: isPage ? form({ password: PASSWORD }) : {} } : {};
        const type = isPage ? FORM : {};
        const answer = await server.call(method, path, {
          headers: { ...type, cookie: olga.cookie, ...headers },
          ...body,
        });
        assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
        assert.deepEqual(answer.headers.getSetCookie(), []);
        assert.equal(answer.headers.get("access-control-allow-origin"), null);
      }
    }
    const { status } = await server.call("GET", "/session", { headers: { cookie: olga.cookie } });
    assert.equal(status, 200);
  });

  it("is not this one, which a browser says in either way", async () => {
    for (const headers of [{ origin: server.url }, { origin: server.url, "sec-fetch-site": "same-origin" }, {}]) {
      const token = await server.call("POST", "/session/token", {
        headers: { cookie: olga.cookie, ...headers },
        body: {},
      });
      assert.equal(token.status, 200, JSON.stringify(headers));
    }
  });

  it("has no page of it in a frame, in a cache, or told where its links led from", async () => {
    const pages = (await operations()).filter(({ isPage, method }) => isPage && method === "GET");
    const some = ["/account/nothing-here", ...pages.map(({ path }) => path)];
    for (const path of some)
      for (const cookie of [olga.cookie, ""]) {
        const { headers } = await server.call("GET", path, { headers: { accept: "text/html", cookie } });
        const policy = headers.get("content-security-policy")!;
        assert.match(policy, /frame-ancestors 'none'/, path);
        assert.match(policy, /^default-src 'none';/, path);
        assert.match(policy, /base-uri 'none'/, path);
        assert.match(policy, /form-action 'self'/, path);
        assert.doesNotMatch(policy, /unsafe/, path);
        assert.equal(headers.get("referrer-policy"), "same-origin", path);
        assert.equal(headers.get("cache-control"), "no-store", path);
        assert.equal(headers.get("x-content-type-options"), "nosniff", path);
        assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", path);
      }
    const told = await server.call("GET", "/session", { headers: { cookie: olga.cookie } });
    assert.equal(told.headers.get("cache-control"), "no-store");
  });

  it("gets nowhere in a browser, where cookies are the same at every port", async () => {
    const evil = createServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<form method="post" action="${server.url}/account/sign-out"><button>Win a prize</button></form>
        <iframe src="${server.url}/account/sessions"></iframe>`);
    });
    await new Promise<void>((done) => evil.listen(0, "127.0.0.1", done));
    const browser = await launchChromium();
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${server.url}/account/sign-in`);
      await page.fill("#email", olga.email);
      await page.fill("#password", PASSWORD);
      await page.click("button");
      await page.waitForURL(`${server.url}/`);
      await page.goto(`${server.url}/account/sessions`);
      const beside = await context.newPage();
      const { port } = evil.address() as AddressInfo;
      await beside.goto(`http://127.0.0.1:${port}/`);
      const tried = await beside.evaluate(async (url) => {
        const ask = (path: string, method: string) =>
          fetch(url + path, { method, credentials: "include", mode: "no-cors", body: method === "POST" ? "{}" : null });
        await Promise.allSettled([
          ask("/session/token", "POST"),
          ask("/account/sign-out", "POST"),
          ask("/session", "GET"),
        ]);
        const read = await fetch(`${url}/session`, { credentials: "include" }).then(
          () => "read",
          () => "refused",
        );
        return read;
      }, server.url);
      assert.equal(tried, "refused");
      assert.match(beside.frames()[1]!.url(), /^chrome-error:/);
      await beside.click("button");
      await beside.waitForURL("**/account/sign-out");
      assert.match(await beside.innerText("h1"), /another site/);
      await page.reload();
      assert.equal(new URL(page.url()).pathname, "/account/sessions");
      assert.match(await page.innerText("h1"), /Where you are signed in/);
      // And its own page does what it is for.
      await page.click("text=Sign out here");
      assert.equal(new URL(page.url()).pathname, "/account/sign-in");
    } finally {
      await browser.close();
      evil.close();
    }
  });

  it("makes nobody sign in as somebody else", async () => {
    const sent = await send(
      server,
      "/account/sign-in",
      { email: olga.email, password: PASSWORD },
      { origin: "https://evil.test" },
    );
    assert.equal(sent.status, 403);
    assert.deepEqual(sent.headers.getSetCookie(), []);
  });
});
