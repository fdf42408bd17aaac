/** The command line as a process of its own, beside a running server on the same data. */
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { cookieOf, form, FORM, PASSWORD, tokenOf } from "../console/people.ts";
import { BARE_ENV, request, startServer, storeEnv, type TestServer } from "../harness.ts";
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

  async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const store = await storeEnv(server.dataDir);
    const env = { ...BARE_ENV, DATA_DIR: server.dataDir, PUBLIC_URL, ...store };
    return new Promise((resolve) => {
      execFile(process.execPath, [PROGRAM, ...args], { env, timeout: 60_000 }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }

  /** Run with --json: one value on standard output, nothing on standard error. */
  async function json<T = Record<string, string>>(...args: string[]): Promise<T> {
    const { code, out, err } = await cli(...args, "--json");
    assert.deepEqual([code, err], [0, ""], `${args.join(" ")}: ${err}`);
    return JSON.parse(out) as T;
  }

  async function fails(message: RegExp, ...args: string[]): Promise<void> {
    const { code, out, err } = await cli(...args, "--json");
    assert.equal(code, 1, out);
    assert.equal(out, "");
    assert.match(err, message);
  }

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

describe("the demo", () => {
  let dataDir: string;
  before(() => {
    dataDir = mkdtempSync(join(tmpdir(), "latchstring-"));
  });
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  function start(
    port: number,
    ...flags: string[]
  ): { child: ChildProcess; printed: () => string; said: (text: RegExp) => Promise<void> } {
    const env = { ...BARE_ENV, DATA_DIR: dataDir, PORT: String(port) };
    const child = spawn(process.execPath, [PROGRAM, "demo", ...flags], { env, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    const deadline = AbortSignal.timeout(60_000);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (printed += part));
    const said = async (text: RegExp) => {
      while (!text.test(printed)) {
        assert.equal(child.exitCode, null, printed);
        await once(child.stdout, "data", { signal: deadline });
      }
    };
    return { child, printed: () => printed, said };
  }

  it("lends its door, gives the call that did, stops by Ctrl-C and goes on with its data", async () => {
    const port = await freePort();
    const links: string[] = [];
    for (let run = 0; run < 2; run++) {
      const { child, printed, said } = start(port);
      try {
        await said(/To stop:/);
        const link = /^ {2}(http:\S+\/temp-keys\/\S+)$/m.exec(printed())?.[1];
        assert.ok(link, printed());
        assert.equal(new URL(link).port, String(port));
        assert.equal((await fetch(link)).status, 200);
        links.push(link);
        assert.match(printed(), /[█▀▄]{5}/, "a QR code");
        assert.ok(printed().includes(dataDir));
        const [, call, token, body] = /^curl -X POST '(\S+)' -H 'Authorization: (\S+ \S+)' .* -d '(.*)'$/m.exec(
          printed(),
        )!;
        const headers = { authorization: token!, "content-type": "application/json" };
        const again = await fetch(call!, { method: "POST", headers, body: body! });
        assert.equal(again.status, 200, await again.text());
        const list = await fetch(new URL("/locks/1/temp-keys", link), { headers: { authorization: token! } });
        const keys = await list.text();
        for (const one of links) assert.ok(keys.includes(one.split("/").at(-1)!), "the keys of every run are there");
        if (run === 0) await assertShownInConsole(printed(), link);
        else assert.match(printed(), /^The console: http:\/\/localhost:\d+\/$/m);

        if (run === 0) {
          const second = start(port);
          const [code] = (await once(second.child, "exit")) as [number];
          assert.equal(code, 1);
          assert.equal(second.printed().trim().split("\n").length, 1, second.printed());
          assert.match(second.printed(), new RegExp(`Port ${port} on 127.0.0.1 is taken`));
        }
      } finally {
        child.kill("SIGINT");
      }
      const [code, signal] = child.exitCode === null ? await once(child, "exit") : [child.exitCode, null];
      assert.deepEqual([code, signal], [0, null], printed());
    }
  });

  it("opens a door that is a process of its own over MQTT, and the simulated one again after that", async () => {
    for (const flags of [["--mqtt"], [], ["--mqtt"]]) {
      const { child, printed, said } = start(await freePort(), ...flags);
      try {
        await said(/To stop:/);
        // The door says so itself, before the rest is printed or after it.
        if (flags.length > 0) await said(/front is connected/);
        const link = /^ {2}(http:\S+\/temp-keys\/\S+)$/m.exec(printed())![1]!;
        const open = await fetch(`${link}/open`, { method: "POST", redirect: "manual" });
        const confirmation = await fetch(new URL(open.headers.get("location")!, link), {
          headers: { "accept-language": "en" },
        });
        assert.match(await confirmation.text(), /The door is unlocked[^]*It locks again/, printed());
        assert.equal(/the bolt is drawn/.test(printed()), flags.length > 0, printed());
      } finally {
        child.kill("SIGINT");
        if (child.exitCode === null) await once(child, "exit");
      }
    }
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  assert.ok(address !== null && typeof address === "object");
  return address.port;
}

/** Whoever makes their account by the link that is printed acts for the organisation of the door. */
async function assertShownInConsole(printed: string, guestLink: string): Promise<void> {
  const { origin, searchParams } = new URL(/^ {2}(http:\S+\/account\/set-up\?token=\S+)$/m.exec(printed)![1]!);
  const account = { name: "Olga", email: "olga@example.test", password: PASSWORD };
  const body = form({ token: searchParams.get("token")!, ...account });
  const done = await request(origin, "POST", "/account/set-up", { body, headers: FORM });
  assert.deepEqual([done.status, done.headers.get("location")], [303, "/console/welcome"], done.text);
  const token = await tokenOf({ call: (...asked) => request(origin, ...asked) }, { cookie: cookieOf(done) }, "demo");
  const { json: doors } = await request(origin, "GET", "/locks", { token });
  assert.deepEqual(
    doors.locks.map(({ lockId, name }: { lockId: string; name: string }) => [lockId, name]),
    [["1", "Front door"]],
  );
  const { json: keys } = await request(origin, "GET", "/temp-keys/rows", { token });
  assert.ok(keys.rows.some(({ uuid }: { uuid: string }) => guestLink.endsWith(uuid)));
}
