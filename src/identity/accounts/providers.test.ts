/** Against a real provider on this machine. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { StillClock } from "../../../test/manual-clock.ts";
import type { Sql } from "../../database/sql.ts";
import { openSqliteSql } from "../../database/sqlite/sql.ts";
import { networkOf } from "../../outbound/addresses.ts";
import { outboundFetch } from "../../outbound/fetch.ts";
import { createOutbound } from "../../outbound/outbound.ts";
import { createProviders, type Providers } from "./providers.ts";
import { type OidcSite, startOidcSite } from "./testing/oidc-site.ts";
import { createTickets } from "./tickets.ts";

/** Less than a provider may take for an answer, and more than a busy machine does for anything else. */
const MOMENT_MS = 4_000;

const HERE = "http://127.0.0.1:8787";
const SILENT = { info() {}, warn() {}, error() {} };
const returnTo = (id: string) => `${HERE}/account/with/${id}/return`;
const changed = (query: string, fields: Record<string, string>) =>
  new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(query)), ...fields }).toString();
const codeOf = (query: string) => new URLSearchParams(query).get("code")!;

describe("a provider of OpenID Connect", () => {
  let folder: string;
  let sql: Sql;
  let site: OidcSite;
  let other: OidcSite;
  let clock: StillClock;
  let providers: Providers;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "latchstring-"));
    sql = openSqliteSql(join(folder, "latchstring.db"));
    site = await startOidcSite({ latchstring: [returnTo("work")] });
    other = await startOidcSite({ latchstring: [returnTo("other")] });
  });
  after(async () => {
    await site.stop();
    await other.stop();
    await sql.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    clock = new StillClock(Date.now());
    providers = open();
    site.person = { sub: "maria", email: "maria@example.test", email_verified: true, name: "Maria" };
    other.person = { sub: "maria", email: "mallory@example.test", email_verified: true };
  });
  afterEach(() => {
    site.instead = undefined;
    other.instead = undefined;
  });

  function open(timeoutMs = 2_000): Providers {
    const shared = { clientId: "latchstring", clientSecret: "secret-of-latchstring", creates: "none" } as const;
    return createProviders({
      providers: [
        { ...shared, id: "work", name: "Work", issuer: site.issuer },
        { ...shared, id: "other", name: "Other", issuer: other.issuer },
      ],
      tickets: createTickets(sql, async () => Buffer.alloc(32, 7), clock),
      fetch: outboundFetch(createOutbound({ allow: [networkOf("127.0.0.0/8")!] }), timeoutMs),
      publicUrl: () => HERE,
      clock,
      log: SILENT,
    });
  }

  async function begun(id = "work", carried = {}) {
    const way = await providers.begin(id, carried);
    assert.ok(way !== undefined && way !== "away");
    return way;
  }
  async function back(id = "work", carried = {}) {
    const { url, secret } = await begun(id, carried);
    const at = await (id === "work" ? site : other).visit(url);
    assert.ok(at.startsWith(`${returnTo(id)}?`), at);
    return { query: new URL(at).search.slice(1), secret };
  }

  it("is asked with PKCE, state and nonce, and brings back who was there", async () => {
    const { url } = await begun();
    const asked = new URL(url).searchParams;
    assert.equal(asked.get("code_challenge_method"), "S256");
    assert.equal(asked.get("response_type"), "code");
    assert.equal(asked.get("redirect_uri"), returnTo("work"));
    for (const name of ["state", "nonce", "code_challenge"]) assert.ok(asked.get(name)!.length >= 43, name);
    const { query, secret } = await back("work", { next: "/account" });
    const person = await providers.finish("work", query, secret);
    assert.ok(person && person !== "away");
    assert.equal(person.subject, "maria");
    assert.equal(person.email, "maria@example.test");
    assert.equal(person.name, "Maria");
    assert.equal(person.provider.id, "work");
    assert.deepEqual(person.carried, { next: "/account" });
  });

  it("says nothing of an address that it has not made sure of", async () => {
    for (const verified of [false, undefined, "true" as unknown as boolean]) {
      site.person = {
        sub: `u-${verified}`,
        email: "maria@example.test",
        ...(verified !== undefined && { email_verified: verified }),
      };
      const { query, secret } = await back();
      const person = await providers.finish("work", query, secret);
      assert.ok(person && person !== "away");
      assert.equal(person.email, undefined);
    }
  });

  it("asks whoever is signed in to prove it again", async () => {
    const { url } = await begun("work", { userId: "u1" });
    assert.equal(new URL(url).searchParams.get("prompt"), "login");
    const { query, secret } = await back("work", { userId: "u1" });
    const person = await providers.finish("work", query, secret);
    assert.ok(person && person !== "away");
    assert.deepEqual(person.carried, { userId: "u1" });
  });

  it("is believed once", async () => {
    const { query, secret } = await back();
    const all = await Promise.all(Array.from({ length: 4 }, () => providers.finish("work", query, secret)));
    assert.equal(all.filter((one) => one !== undefined).length, 1);
    assert.equal(await providers.finish("work", query, secret), undefined);
  });

  it("is believed from the browser that left alone", async () => {
    const [one, two] = [await back(), await back()];
    assert.equal(await providers.finish("work", one.query, two.secret), undefined);
    assert.equal(await providers.finish("work", one.query, ""), undefined);
    assert.ok(await providers.finish("work", one.query, one.secret), "whoever tried has not spent it");
  });

  it("is not believed with another's code, state or nonce", async () => {
    const [one, two] = [await back(), await back()];
    // The code of another sign-in: its PKCE challenge and its nonce are others.
    assert.equal(
      await providers.finish("work", changed(one.query, { code: codeOf(two.query) }), one.secret),
      undefined,
    );
    const three = await back();
    assert.equal(await providers.finish("work", changed(three.query, { state: "made-up.x" }), three.secret), undefined);
    assert.equal(await providers.finish("work", changed(three.query, { code: "made up" }), three.secret), undefined);
    const four = await back();
    assert.equal(await providers.finish("work", changed(four.query, { iss: other.issuer }), four.secret), undefined);
  });

  it("is not mistaken for another provider", async () => {
    const one = await back("work");
    assert.equal(await providers.finish("other", one.query, one.secret), undefined);
    const two = await back("other");
    assert.equal(await providers.finish("work", two.query, two.secret), undefined);
    // The other's code comes back with this one's state.
    const [mine, theirs] = [await back("work"), await back("other")];
    const code = new URLSearchParams(theirs.query).get("code")!;
    assert.equal(await providers.finish("work", changed(mine.query, { code }), mine.secret), undefined);
  });

  it("sends back to the one address that it knows, and takes no other", async () => {
    const { url } = await begun();
    for (const elsewhere of [
      `${HERE}/account/with/work/return/`,
      "https://evil.example.test/",
      `${returnTo("work")}?x=1`,
    ]) {
      const wrong = new URL(url);
      wrong.searchParams.set("redirect_uri", elsewhere);
      await assert.rejects(site.visit(wrong.href), /400/);
    }
  });

  it("has ten minutes", async () => {
    const { query, secret } = await back();
    await clock.advance(600_000);
    assert.equal(await providers.finish("work", query, secret), undefined);
  });

  it("that refuses is no fault", async () => {
    const { url, secret } = await begun();
    const state = new URL(url).searchParams.get("state")!;
    assert.equal(await providers.finish("work", `error=access_denied&state=${state}`, secret), undefined);
    assert.equal(await providers.finish("work", "", secret), undefined);
    assert.equal(await providers.begin("unknown", {}), undefined);
    assert.equal(await providers.finish("unknown", "code=x&state=y", secret), undefined);
  });

  it("that is away is shown as away, holds nobody up, and is asked again later", async () => {
    await site.stop();
    try {
      const begunAt = performance.now();
      assert.deepEqual(await providers.list(), [
        { id: "work", name: "Work", away: true },
        { id: "other", name: "Other", away: false },
      ]);
      assert.equal(await providers.begin("work", {}), "away");
      assert.ok(performance.now() - begunAt < MOMENT_MS);
    } finally {
      await site.start();
    }
    assert.equal((await providers.list())[0]!.away, true, "it is not asked at every request");
    clock.setBack(3_600_000);
    await clock.advance(20_000);
    assert.equal((await providers.list())[0]!.away, false);
    const { query, secret } = await back();
    assert.ok(await providers.finish("work", query, secret));
  });

  it("that takes its time is waited for a moment only", async () => {
    site.instead = () => true;
    const begunAt = performance.now();
    assert.equal((await providers.list())[0]!.away, true);
    assert.ok(performance.now() - begunAt < MOMENT_MS);
    assert.equal(await open(300).begin("work", {}), "away");
  });

  it("that fails between leaving and coming back is away, not a stranger", async () => {
    const { query, secret } = await back();
    site.instead = (path, response) => {
      if (path !== "/token") return false;
      response.destroy();
      return true;
    };
    assert.equal(await providers.finish("work", query, secret), "away");
  });

  it("that says what it should not is not believed", async () => {
    const WRONG: Record<string, string> = {
      "for another issuer": JSON.stringify({
        issuer: "https://evil.example.test",
        authorization_endpoint: "https://evil.example.test/auth",
      }),
      "a script as its page": JSON.stringify({ issuer: site.issuer, authorization_endpoint: "javascript:alert(1)" }),
      "no page": JSON.stringify({ issuer: site.issuer }),
      "no JSON": "hello",
      "far too much": "x".repeat(200_000),
    };
    for (const [what, body] of Object.entries(WRONG)) {
      providers = open();
      site.instead = (_, response) => {
        response.setHeader("content-type", "application/json");
        response.end(body);
        return true;
      };
      assert.equal((await providers.list())[0]!.away, true, what);
    }
  });

  it("that redirects is not followed", async () => {
    site.instead = (_, response) => {
      response.writeHead(302, { location: `${other.issuer}/.well-known/openid-configuration` });
      response.end();
      return true;
    };
    other.asked.length = 0;
    assert.equal((await open().list())[0]!.away, true);
    assert.ok(other.asked.length <= 2, "only for itself");
  });
});
