/** The command line beside a running server on the same data. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { runCli } from "../../src/cli/run.ts";
import { systemClock } from "../../src/clock.ts";
import { BARE_ENV, startServer, storeEnv, type TestServer } from "../harness.ts";
import { PROGRAM } from "../program.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const PUBLIC_URL = "https://door.example/x";

describe("the command line beside a server", () => {
  let server: TestServer;
  /** How far the server's clock is ahead of the machine's, in milliseconds. */
  let ahead = 0;
  before(async () => {
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    server = await startServer({ clock, env: { PUBLIC_URL } });
  });
  after(() => server.close());

  async function env(): Promise<NodeJS.ProcessEnv> {
    return { ...BARE_ENV, DATA_DIR: server.dataDir, PUBLIC_URL, ...(await storeEnv(server.dataDir)) };
  }

  /** As a process of its own. */
  async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const options = { env: await env(), timeout: 60_000 };
    return new Promise((resolve) => {
      execFile(process.execPath, [PROGRAM, ...args], options, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }

  /** The same here, which is less work. */
  async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const said = { out: "", err: "" };
    const code = await runCli(args, {
      env: await env(),
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
    });
    return { code, ...said };
  }

  /** Run with --json: one value on standard output, nothing on standard error. */
  async function json<T = Record<string, string>>(...args: string[]): Promise<T> {
    const { code, out, err } = await command(...args, "--json");
    assert.deepEqual([code, err], [0, ""], `${args.join(" ")}: ${err}`);
    return JSON.parse(out) as T;
  }

  async function fails(message: RegExp, ...args: string[]): Promise<void> {
    const { code, out, err } = await command(...args, "--json");
    assert.equal(code, 1, out);
    assert.equal(out, "");
    assert.match(err, message);
  }

  it("answers as a process as it does here", async () => {
    const words = ["org", "create", "process"];
    const { code, out, err } = await cli(...words, "--json");
    assert.deepEqual([code, err, Object.keys(JSON.parse(out))], [0, "", ["orgId", "apiKey"]]);
    assert.deepEqual(await cli(...words), await command(...words));
  });

  it("prints a link that signs a user in at the running server, and ends their sessions", async () => {
    const email = "guest@example.test";
    const { userId } = await json("user", "create", "--email", email);
    const key = randomUUID();
    const { link } = await json("user", "sign-in-link", userId!, "--key", key);
    assert.ok(link!.startsWith(`${PUBLIC_URL}/sign-in?token=`), link);
    const fields = new URL(link!).searchParams;
    assert.equal(fields.get("key"), key);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const done = await server.call("POST", "/sign-in", { body: fields.toString(), headers: form });
    assert.equal(done.status, 303);
    // The public address is https.
    assert.match(done.headers.getSetCookie()[0]!, /^__Secure-.*; Secure;/);
    assert.deepEqual(await json("user", "sign-out", userId!), { ended: 1 });
    assert.deepEqual(await json("user", "sign-out", userId!), { ended: 0 });
    await fails(/no user "nobody"/, "user", "sign-in-link", "nobody");
    const { code, err } = await cli("user", "sign-in-link", userId!, "--key", "x");
    assert.deepEqual([code, /--key must be a key's UUID/.test(err)], [2, true]);
  });

  it("makes credentials that the running server takes, and locks and keys that it serves", async () => {
    const { orgId, apiKey } = await json("org", "create", "acme", "--name", "Acme");
    assert.equal(orgId, "acme");
    assert.match(apiKey!, /^[A-Za-z0-9]{40}$/);
    await fails(/"acme" exists already/, "org", "create", "acme");

    const user = await json("user", "create", "--email", "maria@example.test", "--name", "Maria");
    assert.deepEqual(Object.keys(user), ["userId", "email"]);
    assert.match(user.userId!, UUID);
    await fails(/no user "nobody"/, "user", "token", "nobody");
    const { token, expiresAt } = await json("user", "token", user.userId!, "--ttl", "2h");
    assert.ok(Math.abs(Date.parse(expiresAt!) - Date.now() - 7_200_000) < 60_000, expiresAt);

    await fails(/no organisation "nope"/, "lock", "create", "1", "--org", "nope");
    await fails(/no user "nope"/, "lock", "create", "1", "--owner", "nope");
    const lock = await json(
      "lock",
      "create",
      "1",
      "--org",
      "acme",
      "--owner",
      user.userId!,
      "--name",
      "Front door",
      "--time-zone",
      "Europe/Athens",
    );
    assert.deepEqual([lock.lockId, UUID.test(lock.uuid!)], [1, true]);
    await fails(/Lock 1 exists already/, "lock", "create", "1");

    const key = await json("key", "create", "1", "--until", "2h", "--max-uses", "3", "--description", "Anna");
    assert.equal(key.url, `${PUBLIC_URL}/temp-keys/${key.tempKeyUuid}`);
    const named = await json(
      "key",
      "create",
      "1",
      "--until",
      "3d",
      "--from",
      "1h",
      "--users",
      `${user.userId},${user.userId}`,
    );
    const record = await server.ledger.read.tempKey(named.tempKeyUuid!);
    assert.equal(record?.state.accessMode, "user-whitelist");
    assert.deepEqual(record?.state.allowedUserIds, [user.userId]);
    await fails(/no lock 2/, "key", "create", "2", "--until", "2h");
    await fails(/validUntil must be/, "key", "create", "1", "--until", "2020-01-01T00:00:00Z");

    for (const as of [{ apiKey: apiKey! }, { token: token! }]) {
      const { status, text } = await server.call("GET", "/locks/1/temp-keys", as);
      assert.equal(status, 200, text);
      assert.ok(text.includes(key.tempKeyUuid!) && text.includes(named.tempKeyUuid!), text);
    }

    await json("key", "revoke", key.tempKeyUuid!.toUpperCase());
    assert.notEqual((await server.ledger.read.tempKey(key.tempKeyUuid!))?.state.revokedAt, null);
    await fails(/no temporary key/, "key", "revoke", "a00b3a93-9327-44d6-81a3-c3b2fab16e47");

    const { apiKey: next } = await json("org", "rotate-key", "acme", "--overlap", "0s");
    ahead += 1_000; // on PostgreSQL another process remembers a key for a second
    assert.equal((await server.call("GET", "/locks/1/temp-keys", { apiKey: apiKey! })).status, 401);
    assert.equal((await server.call("GET", "/locks/1/temp-keys", { apiKey: next! })).status, 200);
    await fails(/no organisation "nope"/, "org", "rotate-key", "nope");
  });

  it("rotates the issuer's key while the server runs: old tokens stay good, new ones are taken", async () => {
    const { userId, token } = await server.user();
    await server.lock(10, { ownerId: userId });
    await json("issuer", "rotate");
    const { token: next } = await json("user", "token", userId);
    ahead += 1_000; // the server looks into the file at most once a second
    for (const one of [token, next!]) {
      assert.equal((await server.call("GET", "/locks/10/temp-keys", { token: one })).status, 200);
    }
  });

  it("sets a simulated lock's fault and lists how often it moved", async () => {
    const { userId, token } = await server.user();
    await server.lock(20, { ownerId: userId });
    assert.deepEqual(await json("simulator", "log", "20"), []);
    assert.deepEqual(await json("simulator", "set", "20", "--fault", "jam"), { lockId: 20, fault: "jam" });
    const open = () => server.call("POST", "/locks/20/OpenLock", { token, body: {} });
    assert.notEqual((await open()).status, 500);
    await json("simulator", "set", "20", "--fault", "none");
    assert.deepEqual(await json("simulator", "log", "20"), [], "a jammed bolt does not move");
    assert.equal((await open()).status, 200);
    const moved = await json<Record<string, string>[]>("simulator", "log", "20");
    assert.equal(moved.length, 1);
    assert.deepEqual(Object.keys(moved[0]!), ["orderId", "action", "at"]);
    await fails(/no lock 21/, "simulator", "set", "21", "--fault", "jam");
  });

  it("proves the record, and names the first event that was changed", async () => {
    await server.lock(30);
    await server.lock(31);
    const whole = await cli("verify", "--json");
    assert.equal(whole.code, 0, whole.err);
    const { position, head } = JSON.parse(whole.out) as { position: number; head: string };
    assert.equal((await cli("verify", "--head", `${position}:${head}`)).code, 0);
    assert.equal((await cli("verify", "--head", `${position}:${"0".repeat(64)}`)).code, 1);

    await server.sql("UPDATE events SET at = at + 1 WHERE lock_id = 30 AND version = 1");
    const damaged = await cli("verify", "--json");
    assert.equal(damaged.code, 1);
    const { ok, problem } = JSON.parse(damaged.out) as { ok: boolean; problem: string };
    assert.equal(ok, false);
    assert.match(problem, /30/);
    assert.ok(damaged.err.includes(problem), damaged.err);
  });

  it("explains itself with exit code 2", async () => {
    const { code, out, err } = await cli("key", "create", "1");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /--until missing/);
  });
});
