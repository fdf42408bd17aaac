/** A copy made beside a running server, and a server that starts from it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { runCli } from "../../src/cli/run.ts";
import { startServer } from "../harness.ts";

/** Copies are of files; whoever has PostgreSQL has its tools. */
const FILE = { DATABASE_URL: "" };

async function cli(env: NodeJS.ProcessEnv, ...words: string[]) {
  let out = "";
  let err = "";
  const terminal = { env, out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  return { code: await runCli(words, terminal), out, err };
}

it("a copy has what was acknowledged before it, and a server goes on from it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-backup-"));
  const copy = join(folder, "copy.db");
  const restored = join(folder, "restored");
  const server = await startServer({ env: FILE });
  try {
    const acme = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    const kept = await server.key(1, acme, { maxUses: 1 });

    const { code, out } = await cli({ DATA_DIR: server.dataDir }, "backup", copy, "--json");
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(out).apart.map((name: string) => name.slice(server.dataDir.length + 1)),
      ["pins.json", "issuer.json"],
    );
    const lost = await server.key(1, acme);

    assert.match((await cli({ DATA_DIR: server.dataDir }, "backup", copy)).err, /never replaces/);
    assert.match((await cli({ DATA_DIR: server.dataDir }, "restore", copy)).err, /there already; stop the server/);
    assert.match((await cli({ DATA_DIR: restored }, "backup", join(folder, "x.db"))).err, /no data/);
    mkdirSync(restored);
    const back = await cli({ DATA_DIR: restored }, "restore", copy);
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /Restored \d+ events of 1 locks.*taken back since then.*pins\.json/s);

    const second = await startServer({ dataDir: restored, env: FILE });
    try {
      const opened = await second.call("POST", `/temp-keys/${kept}/open`);
      assert.equal(opened.status, 303);
      assert.equal((await second.call("POST", `/temp-keys/${kept}/open`)).status, 400, "its only use is gone");
      assert.equal((await second.call("GET", `/temp-keys/${lost}`)).status, 404);
      assert.equal((await second.call("GET", "/locks/1/temp-keys", acme)).status, 200);
    } finally {
      await second.close();
    }
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
