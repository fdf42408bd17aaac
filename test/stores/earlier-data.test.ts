/** Data that earlier versions wrote are opened, migrated and used as if they had been written today. */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { type Clock, systemClock } from "../../src/clock.ts";
import { startServer, storeEnv, type TestServer } from "../harness.ts";
import { runSql } from "../postgres.ts";

interface Facts {
  readonly apiKey: string;
  readonly userId: string;
  /** A public key of lock 123 with three uses, of which one is spent. */
  readonly key: string;
  /** A key of lock 124 for the user alone. */
  readonly named: string;
  /** A key over both doors, with a PIN for 123. */
  readonly doors?: string;
  readonly pin?: string;
}

const KIND = process.env["TEST_STORE"] === "sqlite" || !process.env["TEST_STORE"] ? "sqlite" : "postgres";
const EARLIER = new URL("./earlier/", import.meta.url);
/** When all keys are good. */
const NOW = Date.parse("2026-12-01T12:00:00Z");
const shared = new SharedArrayBuffer(8);
new Float64Array(shared)[0] = NOW;
const clock: Clock = { ...systemClock, now: () => NOW, shared };

const versions = readdirSync(EARLIER).filter((name) => name.startsWith(`${KIND}-`));

describe(`data of earlier versions on ${KIND}`, () => {
  it("are kept", () => assert.ok(versions.length >= 2));

  for (const version of versions) {
    it(`open: ${version}`, async () => {
      const from = new URL(`${version}/`, EARLIER);
      const facts = JSON.parse(readFileSync(new URL("facts.json", from), "utf8")) as Facts;
      const dataDir = mkdtempSync(join(tmpdir(), "latchstring-earlier-"));
      try {
        await lay(from, dataDir);
        const server = await startServer({ dataDir, clock });
        try {
          await use(server, facts);
          const verified = await server.store.verify();
          assert.ok(verified.ok, JSON.stringify(verified));
        } finally {
          await server.close();
        }
      } finally {
        rmSync(dataDir, { recursive: true });
      }
    });
  }
});

/** Put the earlier version's files, or its dump, where a server of today finds them. */
async function lay(from: URL, dataDir: string): Promise<void> {
  for (const file of readdirSync(from)) {
    const source = new URL(file, from);
    if (file === "dump.sql") await runSql((await storeEnv(dataDir))["DATABASE_URL"]!, readFileSync(source, "utf8"));
    else if (file.endsWith(".gz")) writeFileSync(join(dataDir, file.slice(0, -3)), gunzipSync(readFileSync(source)));
    else copyFileSync(source, join(dataDir, file));
  }
}

async function use(server: TestServer, { apiKey, userId, key, named, doors, pin }: Facts): Promise<void> {
  const { json } = await server.call("GET", "/locks/123/temp-keys", { apiKey });
  const listed = json.tempKeys.map(({ uuid }: { readonly uuid: string }) => uuid);
  assert.ok(listed.includes(key), `${key} is not among ${listed.join()}`);

  const open = (uuid: string, intent: string) => server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent } });
  const answers: number[] = [];
  for (let time = 1; time <= 3; time++) answers.push((await open(key, `again-${time}`)).status);
  assert.deepEqual(answers, [303, 303, 400], "one of three uses was spent before");
  assert.equal((await open(named, "a")).status, 403);

  const explained = await server.call("GET", `/temp-keys/${named}/explain?user=${userId}`, { apiKey });
  assert.equal(explained.status, 200, explained.text);

  if (!doors) return;
  assert.equal((await server.call("POST", "/locks/123/open-with-pin", { body: { pin } })).status, 200);
  assert.equal((await open(doors, "door")).status, 303);
}
