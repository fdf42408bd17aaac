/** A server is killed while it makes keys; whoever got no answer asks another one again. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { LEASE_MS } from "../../src/idempotency/idempotency.ts";
import { publicTerms, request, startServer, storeEnv } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";
import { PROGRAM } from "../program.ts";

const ROUNDS = 4;
const CALLERS = 8;

it("makes one key of each request, whenever the server dies", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-retries-"));
  const prepared = await startServer({ dataDir });
  const { apiKey } = await prepared.organization("acme");
  await prepared.lock(1, { orgId: "acme" });
  await prepared.close();
  const body = publicTerms(Date.now());
  /** What each `Idempotency-Key` was answered; undefined where no answer came. */
  const answers = new Map<string, string | undefined>();
  const create = (url: string, key: string) =>
    request(url, "POST", "/locks/1/create-temp-key", { apiKey, body, headers: { "idempotency-key": key } });

  try {
    for (let round = 0; round < ROUNDS; round++) {
      const settings = { DATA_DIR: dataDir, PORT: "0", RATE_LIMIT: "off", LOG_LEVEL: "error" };
      const env = { ...process.env, ...settings, ...(await storeEnv(dataDir)) };
      const server = spawn(process.execPath, [PROGRAM, "serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(server.stdout, "data")) as [Buffer];
      const url = /http:\S+/.exec(String(line))![0];
      const killAfter = 20 + Math.floor(Math.random() * 60);
      let answered = 0;
      const exited = once(server, "exit");
      await Promise.all(
        Array.from({ length: CALLERS }, async () => {
          while (server.exitCode === null && server.signalCode === null) {
            const key = randomUUID();
            answers.set(key, undefined);
            const answer = await create(url, key).catch((error: unknown) => {
              if (error instanceof TypeError) return undefined; // the connection broke
              throw error;
            });
            if (!answer) return;
            assert.equal(answer.status, 200);
            answers.set(key, answer.text);
            if (++answered === killAfter) server.kill("SIGKILL");
          }
        }),
      );
      await exited;
    }

    const unanswered = [...answers.values()].filter((text) => text === undefined).length;
    assert.ok(unanswered > 0 && unanswered <= ROUNDS * CALLERS, `${unanswered} without an answer`);
    const clock = new ManualClock(Date.now() + LEASE_MS);
    const next = await startServer({ dataDir, clock });
    try {
      const uuids = new Set<string>();
      for (const [key, text] of answers) {
        const again = await create(next.url, key);
        assert.equal(again.status, 200, again.text);
        const port = /:\d+\/temp-keys/;
        if (text !== undefined) assert.equal(again.text.replace(port, ""), text.replace(port, ""));
        uuids.add(again.json.tempKeyUuid);
      }
      const made = await next.ledger.read.tempKeysOfLock(1, { limit: 999, withRevoked: true });
      assert.equal(uuids.size, answers.size);
      assert.deepEqual(new Set(made.map(({ state }) => state.uuid)), uuids);
    } finally {
      await next.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
