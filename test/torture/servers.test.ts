import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

const GONE_MS = 20_000;

it("servers end with the test that started them, however it ends", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-servers-"));
  const servers = JSON.stringify(new URL("./servers.ts", import.meta.url).href);
  const env = JSON.stringify({ DATA_DIR: dataDir, LOG_LEVEL: "silent" });
  const program = `const { urls } = await (await import(${servers})).startServers(1, ${env}); console.log(urls[0]);`;
  const started = execFile(process.execPath, ["--input-type=module", "-e", program]);
  try {
    const [url] = (await once(started.stdout!, "data")) as [string];
    const answers = async () => (await fetch(`${url.trim()}/healthz`).catch(() => undefined)) !== undefined;
    assert.ok(await answers());
    started.kill("SIGKILL");
    for (const until = Date.now() + GONE_MS; await answers(); await delay(100))
      assert.ok(Date.now() < until, "it still answers");
  } finally {
    started.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  }
});
