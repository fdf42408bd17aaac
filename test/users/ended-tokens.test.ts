/** Tokens that must end before their time: in the running server, and in any other process on the same store. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { runCli } from "../../src/cli/run.ts";
import { startServer, storeEnv, type TestServer } from "../harness.ts";

const PATIENCE_MS = 10_000;

describe("tokens of the server's own issuer", () => {
  let server: TestServer;
  let other: TestServer;

  before(async () => {
    server = await startServer();
    other = await startServer({ dataDir: server.dataDir });
    await server.lock(1, { orgId: "acme" });
  });
  after(async () => {
    await other.close();
    await server.close();
  });

  async function cli(...words: string[]): Promise<{ readonly token?: string }> {
    const said: string[] = [];
    const env = { DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)) };
    const code = await runCli([...words, "--json"], {
      env,
      out: (text) => said.push(text),
      err: (text) => said.push(text),
    });
    assert.equal(code, 0, said.join(""));
    return JSON.parse(said.join(""));
  }

  it("end when their user is signed out, and one that is made then is good", async () => {
    const [{ userId, token }, somebody] = [await server.user(), await server.user()];
    const both = async (text: string) => [await status(server, text), await status(other, text)];
    assert.deepEqual(await both(token), [404, 404]);
    await both(somebody.token);
    await cli("user", "sign-out", userId);
    const fresh = (await cli("user", "token", userId)).token!;
    assert.deepEqual(await both(fresh), [404, 404]);
    for (const on of [server, other]) await ends(on, token);
    assert.deepEqual(await both(somebody.token), [404, 404]);
    assert.deepEqual(await both(fresh), [404, 404]);
  });

  it("all end with `issuer rotate --now`, and by and by without", async () => {
    const { token, userId } = await server.user();
    await status(server, token);
    await cli("issuer", "rotate");
    await wait(1_000);
    assert.deepEqual([await status(server, token), await status(other, token)], [404, 404]);
    await cli("issuer", "rotate", "--now");
    for (const on of [server, other]) await ends(on, token);
    assert.equal(await status(other, (await cli("user", "token", userId)).token!), 404);
  });
});

async function status(on: TestServer, token: string): Promise<number> {
  return (await on.call("GET", "/locks/1/temp-keys", { token })).status;
}

/** Within a second, where the machine is not busy. */
async function ends(on: TestServer, token: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(50))
    if ((await status(on, token)) === 401) return;
  assert.fail("the token is good still");
}
