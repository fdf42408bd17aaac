/** The server that `npm run build` makes answers as the source does. */
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { type Answer, BARE_ENV, publicTerms, request, startServer, storeEnv, type TestServer } from "../harness.ts";
import { PROGRAM } from "../program.ts";

const NOTHING = "4b5b1a52-3f0e-4f60-9a53-0d6f2c1f7a11";
/** What is read from files beside the source, each in its way: texts, styles, scripts, pictures, the document. */
const PATHS = [
  "/healthz",
  "/readyz",
  "/docs",
  "/openapi.json",
  "/account/sign-in",
  `/temp-keys/${NOTHING}`,
  "/console",
];

/** Without what is another's of every server, or of every answer. */
const told = ({ text }: Answer) => text.replaceAll(/(localhost|127\.0\.0\.1):\d+|nonce="[^"]*"/g, "");

describe("the built server", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-built-"));
  let env: NodeJS.ProcessEnv;
  let source: TestServer;
  let built: ChildProcess;
  let url: string;

  before(async () => {
    assert.match(PROGRAM, /dist/, "npm test builds it");
    env = { ...BARE_ENV, DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "silent", ...(await storeEnv(dataDir)) };
    source = await startServer();
    // In a folder of its own: it finds what it reads by where it is.
    built = spawn(process.execPath, [PROGRAM, "serve"], { env, cwd: dataDir, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface({ input: built.stdout! }), "line")) as [string];
    url = line.split(" ").at(-1)!;
  });
  after(async () => {
    if (built.exitCode === null) built.kill("SIGKILL");
    await source.close();
    rmSync(dataDir, { recursive: true });
  });

  const run = (...args: string[]) =>
    execFileSync(process.execPath, [PROGRAM, ...args], { env, cwd: dataDir, encoding: "utf8" });

  for (const path of PATHS) {
    it(`answers ${path}`, async () => {
      const headers = { accept: "text/html", "accept-language": "el" };
      const [ours, same] = await Promise.all([url, source.url].map((one) => request(one, "GET", path, { headers })));
      assert.equal(ours!.status, same!.status);
      assert.equal(told(ours!), told(same!));
    });
  }

  it("is written in ASCII: anything else would be kept in two bytes a character", () => {
    const folder = dirname(PROGRAM);
    const wide = readdirSync(folder).filter((file) => readFileSync(join(folder, file)).some((byte) => byte > 127));
    assert.deepEqual(wide, []);
  });

  it("makes an organisation by the command line, creates and opens", async () => {
    const apiKey = /^API key: (\S+)$/m.exec(run("org", "create", "acme"))![1]!;
    run("lock", "create", "1", "--org", "acme");
    const body = publicTerms(Date.now());
    const made = await request(url, "POST", "/locks/1/create-temp-key", { apiKey, body });
    assert.equal(made.status, 200, made.text);
    const opened = await request(url, "POST", `/temp-keys/${made.json.tempKeyUuid}/open`, { body: {} });
    assert.equal(opened.status, 303, opened.text);
  });

  it("stops when it is asked to", async () => {
    const exited = once(built, "exit");
    built.kill("SIGTERM");
    assert.deepEqual(await exited, [0, null]);
  });
});
