/** The client's examples and its README do what they say, with the package as it is built. */
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { BARE_ENV, startServer, type TestServer } from "../harness.ts";
import { COMPILERS, type Project, projectWithClient } from "./packed.ts";

const root = resolve(import.meta.dirname, "../..");
const PATIENCE_MS = 60_000;

describe("examples of the client", { timeout: 180_000 }, () => {
  let server: TestServer;
  let project: Project;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    server = await startServer();
    const { apiKey } = await server.organization("acme");
    await server.lock(123, { orgId: "acme" });
    env = { ...BARE_ENV, LATCHSTRING_URL: server.url, LATCHSTRING_API_KEY: apiKey, LOCK_ID: "123" };
    project = projectWithClient();
    for (const name of ["create-key", "list-keys", "follow-activity"])
      cpSync(join(root, `examples/client/${name}.mjs`), join(project.folder, `${name}.mjs`));
  });
  after(async () => {
    project[Symbol.dispose]();
    await server.close();
  });

  const run = (file: string, variables = env) =>
    promisify(execFile)(process.execPath, [file], { cwd: project.folder, env: variables, timeout: PATIENCE_MS });

  it("make a key whose link leads to its page, and list it", async () => {
    const link = (await run("create-key.mjs")).stdout.trim();
    assert.match(await (await fetch(link)).text(), /Front door/);
    const { stdout } = await run("list-keys.mjs");
    const [line = "", ...others] = stdout.trim().split("\n");
    assert.deepEqual([line.split(" ")[1], others.length], [link.split("/").at(-1), 0]);
    assert.match(line, /A parcel$/);
    const refused = run("create-key.mjs", { ...env, LOCK_ID: "999" });
    await assert.rejects(refused, { code: 1, stderr: "createKey: 404 Lock not found; doors[0].lockId not found\n" });
  });

  it("follow the activity, and go on where another run stopped", async () => {
    const { lastEventId } = (await server.call("GET", "/activity", { apiKey: env["LATCHSTRING_API_KEY"]! })).json;
    for (let i = 0; i < 2; i++)
      await server.call("POST", "/locks/123/OpenLock", { apiKey: env["LATCHSTRING_API_KEY"]!, body: {} });
    const told: string[] = [];
    for (let after: string = lastEventId; told.length < 2; after = told.at(-1)!.split(" ")[0]!) {
      const program = spawn(process.execPath, ["follow-activity.mjs"], {
        cwd: project.folder,
        env: { ...env, LAST_EVENT_ID: after },
        stdio: ["ignore", "pipe", "inherit"],
        timeout: PATIENCE_MS,
      });
      const ended = new Promise((done) => program.once("exit", done));
      for await (const line of createInterface(program.stdout)) {
        told.push(line);
        break;
      }
      program.kill("SIGINT");
      assert.equal(await ended, 0);
    }
    assert.match(told[0]!, /^\d+ \S+ LockOpenRequested Front door (requested|opened)$/);
    assert.notEqual(told[0], told[1]);
  });

  it("of its README compile in a strict project, and run", async () => {
    const text = readFileSync(join(root, "client/README.md"), "utf8");
    const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block!);
    assert.ok(blocks.length > 4);
    const program = blocks.join("\n").replaceAll("https://doors.example", server.url);
    writeFileSync(join(project.folder, "readme.ts"), program);
    for (const name of ["@types", "undici-types"])
      symlinkSync(join(root, "node_modules", name), join(project.folder, "node_modules", name));
    const compilerOptions = { strict: true, noEmit: true, target: "es2022", module: "nodenext", types: ["node"] };
    writeFileSync(join(project.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["readme.ts"] }));
    const { stdout: wrong } = spawnSync(process.execPath, [COMPILERS["7"], "-p", "."], {
      cwd: project.folder,
      encoding: "utf8",
    });
    assert.equal(wrong, "");
    const { stdout } = await run("readme.ts");
    const [link = "", ...said] = stdout.trim().split("\n");
    assert.match(link, /\/temp-keys\/[\da-f-]{36}$/);
    assert.ok(said.includes("validUntil [ { field: 'validUntil', message: 'must be later than validFrom' } ]"), stdout);
  });
});
