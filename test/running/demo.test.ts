/** `demo`, as a process of its own: on SQLite, whatever the tests run on. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { cookieOf, form, FORM, PASSWORD, tokenOf } from "../console/people.ts";
import { freePort } from "../free-port.ts";
import { BARE_ENV, request } from "../harness.ts";
import { PROGRAM } from "../program.ts";

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
          const [code] = (await once(second.child, "close")) as [number];
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
        if (flags.length > 0) await said(/the bolt is drawn/);
        else assert.doesNotMatch(printed(), /the bolt is drawn/);
      } finally {
        child.kill("SIGINT");
        if (child.exitCode === null) await once(child, "exit");
      }
    }
  });
});

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
