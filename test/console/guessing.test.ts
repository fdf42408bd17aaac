/** Guessing at passwords: it is slowed down for the account and for the network, and keeps nobody out who was there before. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startServer, type TestServer } from "../harness.ts";
import { cookieOf, FORM, form, QUICK_HASHING } from "./people.ts";

const PASSWORD = "four goats in the snow";

const guess = (server: TestServer, email: string, from: string) =>
  server.call("POST", "/account/sign-in", {
    body: form({ email, password: "not the password at all" }),
    headers: { ...FORM, "x-forwarded-for": from },
  });

const fromNetwork = (n: number) => `10.${n}.${n}.1`;

async function through(server: TestServer, times: number, email: (n: number) => string, from: (n: number) => string) {
  let count = 0;
  for (let n = 0; n < times; n++) {
    const { status } = await guess(server, email(n), from(n));
    if (status === 401) count++;
    else assert.equal(status, 429);
  }
  return count;
}

describe("guessing, from behind a proxy or not", () => {
  it("many accounts from one network are slowed down, whatever is forged in X-Forwarded-For", async () => {
    for (const trust of ["false", "1"]) {
      const server = await startServer({ hashing: QUICK_HASHING, env: { RATE_LIMIT: "600,120", TRUST_PROXY: trust } });
      try {
        // What a client writes is before what the proxy adds.
        const forged = (n: number) => `203.0.113.${n}${trust === "1" ? ", 192.0.2.7" : ""}`;
        assert.equal(await through(server, 30, (n) => `u${n}@example.test`, forged), 20, trust);
      } finally {
        await server.close();
      }
    }
  });

  it("one account from many networks is slowed down, and the same for one that is not there", async () => {
    const server = await startServer({ hashing: QUICK_HASHING, env: { RATE_LIMIT: "600,120", TRUST_PROXY: "1" } });
    try {
      const { userId } = await server.user();
      await (await server.store.accounts()).passwords.set(userId, PASSWORD);
      const known = await through(server, 12, () => `${userId}@example.test`, fromNetwork);
      const unknown = await through(
        server,
        12,
        () => "nobody@example.test",
        (n) => fromNetwork(n + 20),
      );
      assert.deepEqual([known, unknown], [5, 5]);
      const answers = [
        await guess(server, `${userId}@example.test`, "10.50.50.1"),
        await guess(server, "nobody@example.test", "10.51.51.1"),
      ];
      const said = answers.map(({ text }) => text.replaceAll(/nonce="[^"]+"/g, ""));
      assert.equal(said[0], said[1]);
      for (const { headers } of answers) assert.ok(Number(headers.get("retry-after")) <= 60);
      // Whoever it belongs to is not shut out of what cannot be guessed, nor anybody else of theirs.
      assert.equal((await guess(server, "somebody-else@example.test", "10.52.52.1")).status, 401);
      const code = { email: `${userId}@example.test`, code: "0000-0000-0000-0000" };
      const recovery = await server.call("POST", "/account/recovery", { body: form(code), headers: FORM });
      assert.equal(recovery.status, 401);
    } finally {
      await server.close();
    }
  });

  it("keeps nobody out in a browser where they have signed in, nor lets more be guessed with its cookie", async () => {
    const server = await startServer({ hashing: QUICK_HASHING, env: { RATE_LIMIT: "600,120", TRUST_PROXY: "1" } });
    try {
      const [anna, eve] = [await server.user("Anna"), await server.user("Eve")];
      const { passwords } = await server.store.accounts();
      for (const { userId } of [anna, eve]) await passwords.set(userId, PASSWORD);
      const email = `${anna.userId}@example.test`;
      const signIn = (of: string, password: string, from: string, cookie = "") =>
        server.call("POST", "/account/sign-in", {
          body: form({ email: of, password }),
          headers: { ...FORM, "x-forwarded-for": from, cookie },
        });
      /** As a browser has it that went on to the page of sessions. */
      const knownTo = async (of: string, from: string) => {
        const cookie = cookieOf(await signIn(of, PASSWORD, from));
        const page = await server.call("GET", "/account/sessions", { headers: { accept: "text/html", cookie } });
        const [set = ""] = page.headers.getSetCookie();
        assert.match(set, /^latchstring-known=[^;]+; Max-Age=15552000; Path=\/account\/; HttpOnly; SameSite=Lax$/);
        return `${cookie}; ${set.split(";")[0]}`;
      };
      const known = await knownTo(email, "10.90.1.1");
      const evesOwn = await knownTo(`${eve.userId}@example.test`, "10.90.2.1");
      const again = await server.call("GET", "/account/sessions", { headers: { accept: "text/html", cookie: known } });
      assert.deepEqual(again.headers.getSetCookie(), []);
      await through(server, 12, () => email, fromNetwork);
      assert.equal((await signIn(email, PASSWORD, "10.90.3.1")).status, 429);
      assert.equal((await signIn(email, PASSWORD, "10.90.4.1", evesOwn)).status, 429);
      assert.equal((await signIn(email, PASSWORD, "10.90.5.1", known)).status, 303);
      // The session's own cookie is of no use for it.
      const alone = known.split("; ").find((one) => !one.startsWith("latchstring-known"))!;
      assert.equal((await signIn(email, PASSWORD, "10.90.6.1", alone)).status, 429);
      const guessed: number[] = [];
      for (let n = 0; n < 7; n++) guessed.push((await signIn(email, `wrong ${n}`, `10.91.${n}.1`, known)).status);
      assert.deepEqual(guessed, [401, 401, 401, 401, 401, 429, 429]);
    } finally {
      await server.close();
    }
  });

  it("one account is guessed no faster at two processes", async () => {
    // On SQLite there is one server.
    if ((process.env["TEST_STORE"] ?? "sqlite") === "sqlite") return;
    const dataDir = mkdtempSync(join(tmpdir(), "latchstring-"));
    const servers = [
      await startServer({ hashing: QUICK_HASHING, dataDir }),
      await startServer({ hashing: QUICK_HASHING, dataDir }),
    ] as const;
    try {
      const statuses = await Promise.all(
        Array.from({ length: 16 }, async (_, n) => (await guess(servers[n % 2]!, "anna@example.test", "")).status),
      );
      assert.equal(statuses.filter((status) => status === 401).length, 5);
    } finally {
      await Promise.all(servers.map((server) => server.close()));
      rmSync(dataDir, { recursive: true });
    }
  });
});
