/** The first start of a server: how whoever hosts it gets in, and what is not loaded before somebody signs in. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { BARE_ENV, request, startServer, storeEnv } from "../harness.ts";
import { form, FORM, PASSWORD, cookieOf } from "./people.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
const PATIENCE_MS = 60_000;
/** Says on standard error which packages are loaded. */
const TELLING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({ resolve(name, context, next) {
    if (name.startsWith("better-auth")) process.stderr.write("loads " + name + "\\n");
    return next(name, context);
  } });
`)}`;

describe("a server that nobody has set up", () => {
  let dataDir: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "latchstring-"));
    env = { ...BARE_ENV, DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "silent", ...(await storeEnv(dataDir)) };
  });
  after(() => rmSync(dataDir, { recursive: true }));

  /** Serve until it has said where it listens and what to do, use it, and stop it. */
  async function served<T>(use: (said: string, url: string, loaded: () => string) => Promise<T>): Promise<T> {
    const child = spawn(process.execPath, ["--import", TELLING, MAIN, "serve"], { env, timeout: PATIENCE_MS });
    const exit = once(child, "exit");
    let loaded = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (loaded += text));
    try {
      const [said] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
      return await use(said, /listens on (\S+)/.exec(said)![1]!, () => loaded);
    } finally {
      child.kill("SIGTERM");
      await exit;
    }
  }

  async function cli<T>(...words: readonly string[]): Promise<T> {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words, "--json"], { env });
    return JSON.parse(stdout) as T;
  }

  it("prints a link at its first start, once, and is set up by it without a mail server", async () => {
    const link = await served(async (said, url, loaded) => {
      const [found] = /http:\S+\/account\/set-up\?token=\S+/.exec(said)!;
      assert.ok(found.startsWith(url.replace("127.0.0.1", "localhost")), "browsers keep passkeys for a name alone");
      assert.equal(await opened(url, found), 200);
      await request(url, "GET", "/account/sign-in", { headers: { accept: "text/html" } });
      await request(url, "GET", "/session");
      assert.equal(loaded(), "", "whoever only looks loads nothing");
      return found;
    });
    await served(async (said, url, loaded) => {
      assert.doesNotMatch(said, /token=/);
      assert.match(said, /user setup-link/);
      assert.equal(await opened(url, link), 200);
      // One that is made at the machine is the only one that is good then.
      const made = await cli<{ link: string; expiresAt: string }>("user", "setup-link");
      assert.ok(Math.abs(Date.parse(made.expiresAt) - Date.now() - 86_400_000) < PATIENCE_MS);
      assert.deepEqual([await opened(url, link), await opened(url, made.link)], [400, 200]);
      const token = new URL(made.link).searchParams.get("token")!;
      const fields = { token, name: "Olga", email: "olga@example.test", password: PASSWORD, organization: "Berg" };
      const done = await request(url, "POST", "/account/set-up", { body: form(fields), headers: FORM });
      assert.equal(done.status, 303);
      assert.match(loaded(), /loads better-auth/);
      const { json } = await request(url, "GET", "/session", { headers: { cookie: cookieOf(done) } });
      assert.equal(json.operator, true);
    });
    await served(async (said) => assert.match(said, /^Latchstring listens on \S+\nThe console is at http:\S+\/\n$/));
  });

  it("gives somebody a new way in from the command line, and nobody whom it does not know", async () => {
    const server = await startServer({ dataDir });
    try {
      const { link } = await cli<{ link: string }>("user", "setup-link", "--user", "Olga@example.test");
      assert.equal(await opened(server.url, link), 200);
      const token = new URL(link).searchParams.get("token")!;
      const password = "another lamp on the stair";
      const done = await server.call("POST", "/account/set-up", { body: form({ token, password }), headers: FORM });
      assert.equal(done.status, 303);
      assert.equal(await opened(server.url, link), 400);
      const accounts = await server.store.accounts();
      assert.notEqual(await accounts.passwords.check("olga@example.test", password), undefined);
      await assert.rejects(
        cli("user", "setup-link", "--user", "nobody@example.test"),
        /No user has the e-mail address/,
      );
      await assert.rejects(cli("user", "setup-link", "--user", "nobody"), /must be an e-mail address/);
    } finally {
      await server.close();
    }
  });
});

/** The status of the page behind a link. */
async function opened(url: string, link: string): Promise<number> {
  const { pathname, search } = new URL(link);
  return (await request(url, "GET", pathname + search, { headers: { accept: "text/html" } })).status;
}
