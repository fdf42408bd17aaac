/**
 * The API against a published description of it: `npm run -s test:contract -- path/to/openapi.yaml`.
 *
 * A validating proxy stands before the server and checks every request and answer of the API's flows; then a client
 * that was generated from the same file lends a door and takes it back. The last line counts what was tried.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { freePort } from "../free-port.ts";
import { apiFlows, type Flow, type FlowCallers, flowCallers } from "./api-flows.ts";
import { publicTerms, startServer } from "../harness.ts";
import { CLIENT_GENERATOR, finished, startNpx, stop } from "./npx.ts";
import { scriptOptions } from "../script-options.ts";

const PROXY = ["@stoplight/prism-cli@5.16.0"];
const START_MS = 120_000;

async function main(file: string | undefined): Promise<number> {
  if (file === undefined) {
    process.stderr.write("Usage: npm run -s test:contract -- <path of the published openapi.yaml>\n");
    return 2;
  }
  const description = resolve(file);
  const folder = mkdtempSync(join(tmpdir(), "latchstring-contract-"));
  const server = await startServer();
  let proxy: ChildProcess | undefined;
  try {
    const callers = await flowCallers(server);
    const port = await freePort();
    proxy = startNpx(PROXY, "prism", ["proxy", description, server.url, "--errors", "--port", String(port)], {
      cwd: folder,
    });
    const url = `http://127.0.0.1:${port}`;
    await answering(url, proxy);
    return await report([
      proxyRefuses(url),
      ...apiFlows(url, callers, "followed"),
      generatedClient(description, folder, server.url, callers),
    ]);
  } finally {
    await stop(proxy);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the exit code */
async function report(flows: readonly Flow[]): Promise<number> {
  let failed = 0;
  for (const { name, run } of flows) {
    try {
      await run();
      process.stdout.write(`ok      ${name}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`FAILED  ${name}\n${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  process.stdout.write(`\n${flows.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** Whoever checks nothing finds nothing: the proxy has to notice a call that is wrong. */
function proxyRefuses(url: string): Flow {
  return {
    name: "the proxy checks what passes",
    async run() {
      const answer = await fetch(`${url}/locks/501/SetOwner`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
      assert.match(await answer.text(), /userId/);
    },
  };
}

interface GeneratedAnswer {
  readonly data?: any; // oxlint-disable-line typescript/no-explicit-any -- its types are not known before it is made
  readonly error?: unknown;
  readonly response: Response;
}

type Operation = (call: {
  client: unknown;
  path?: object;
  query?: object;
  body?: object;
  redirect?: string;
}) => Promise<GeneratedAnswer>;

function generatedClient(description: string, folder: string, url: string, { owner }: FlowCallers): Flow {
  return {
    name: "a generated client makes keys for one door and for two, opens them, and takes them back",
    async run() {
      const out = join(folder, "client");
      const config = join(folder, "generate.mjs");
      const settings = { input: description, output: { path: out, module: { extension: ".ts" } } };
      writeFileSync(config, `export default ${JSON.stringify(settings)};\n`);
      await finished(startNpx(CLIENT_GENERATOR, "openapi-ts", ["--file", config], { cwd: folder }), START_MS);
      const { createClient, createConfig } = await load(join(out, "client", "index.ts"));
      const sdk = await load(join(out, "sdk.gen.ts"));
      const client = createClient!(
        createConfig!({ baseUrl: url, headers: { authorization: `Bearer ${owner.token}` } }),
      );
      const call = async (operation: string, options: Omit<Parameters<Operation>[0], "client">) => {
        const answer = await (sdk[operation] as Operation)({ client, ...options });
        if (answer.response.status >= 400) assert.fail(`${operation}: ${JSON.stringify(answer.error)}`);
        return answer;
      };

      const lockId = 502;
      const path = { id: lockId };
      await call("postCreateLockRoute", {
        path,
        body: { index: lockId, uuid: randomUUID(), driver: "simulator" },
      });
      const tempKeyUuid = randomUUID();
      const created = await call("postCreateTempKeyRoute", { path, body: { ...publicTerms(Date.now()), tempKeyUuid } });
      assert.equal(created.data.tempKeyUuid, tempKeyUuid);
      assert.equal(created.data.event.type, "TempKeyCreated");
      const listed = async () =>
        (await call("getListTempKeysRoute", { path })).data.tempKeys.map((key: Record<string, unknown>) => [
          key.uuid,
          key.status,
          key.usedCount,
        ]);
      assert.deepEqual(await listed(), [[tempKeyUuid, "valid", 0]]);
      const opened = await call("postOpenTempKeyRoute", { path: { uuid: tempKeyUuid }, redirect: "manual" });
      assert.equal(opened.response.status, 303);
      assert.deepEqual(await listed(), [[tempKeyUuid, "valid", 1]]);
      const updated = await call("postUpdateTempKeyRoute", { path, body: { tempKeyUuid, maxUses: 7 } });
      assert.deepEqual(updated.data.event.data.changes, { maxUses: 7 });
      const deleted = await call("postDeleteTempKeyRoute", { path, body: { tempKeyUuid } });
      assert.equal(deleted.data.event.type, "TempKeyDeleted");
      assert.deepEqual(await listed(), []);

      const ada = (await call("getGetUserByEmailRoute", { query: { email: "ada@example.test" } })).data;
      assert.equal(ada.email, "ada@example.test");
      const second = lockId + 1;
      const lock = { index: second, uuid: randomUUID(), driver: "simulator" };
      await call("postCreateLockRoute", { path: { id: second }, body: lock });
      const doors = [{ lockId: String(lockId), accessMethod: "both" }, { lockId: String(second) }];
      const { validFrom, validUntil } = publicTerms(Date.now());
      const wide = (await call("postCreateUnifiedTempKeyRoute", { body: { validFrom, validUntil, doors } })).data;
      const entered = await call("postOpenLockWithPinRoute", { path, body: { pin: wide.pin } });
      assert.deepEqual(entered.data, { success: true, offline: false });
      const door = { uuid: wide.uuid, doorId: 2 };
      const through = await call("postOpenCollectiveDoorRoute", { path: door, redirect: "manual" });
      assert.equal(through.response.status, 303);
      const all = (await call("getListUnifiedTempKeysRoute", { query: { lockId: second } })).data.tempKeys;
      assert.deepEqual(
        all.map((key: { uuid: string; doors: { usedCount: number }[] }) => [
          key.uuid,
          key.doors.map(({ usedCount }) => usedCount),
        ]),
        [[wide.uuid, [1, 1]]],
      );
      const gone = await call("deleteDeleteUnifiedTempKeyRoute", { path: { uuid: wide.uuid } });
      assert.equal(gone.data.success, true);
    },
  };
}

async function load(file: string): Promise<Record<string, (...args: unknown[]) => unknown>> {
  return (await import(pathToFileURL(file).href)) as Record<string, (...args: unknown[]) => unknown>;
}

async function answering(url: string, proxy: ChildProcess): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end && proxy.exitCode === null) {
    const answer = await fetch(`${url}/locks/1/basic-info`).catch(() => undefined);
    if (answer) {
      await answer.arrayBuffer();
      return;
    }
    await wait(200);
  }
  throw new Error("The validating proxy did not start");
}

process.exitCode = await main(scriptOptions({ allowPositionals: true }).positionals[0]);
