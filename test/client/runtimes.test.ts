/** The same journey with the client in Node.js 20 and 24 and in Chromium. */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { launchChromium } from "../chromium.ts";
import { BARE_ENV, startServer, type TestServer } from "../harness.ts";
import { type BadNetwork, startBadNetwork } from "./bad-network.ts";
import { bundledClient } from "./bundled.ts";
import type { Ground } from "./journey.ts";
import { projectWithClient } from "./packed.ts";

const CAME = [
  "one idempotency key: 1",
  "keys: Zoë, Zimmer 4 🗝",
  "not-found doors[1].lockId",
  "invalid validUntil",
  "unauthenticated undefined",
  "no-answer ",
  "rejected TypeError: getHub: path.hubId is missing",
  "tokens: 2",
  "lines: 1",
  "followed: opened,opened,opened,opened, Error: enough",
];
const PATIENCE_MS = 60_000;

describe("the client's journey", { timeout: 180_000 }, () => {
  let server: TestServer;
  let network: BadNetwork;
  let ground: Ground;
  before(async () => {
    server = await startServer({
      extend(app) {
        app.get("/journey", { schema: { hide: true } }, (_, reply) => reply.type("text/html").send("<!doctype html>"));
      },
    });
    network = await startBadNetwork(server.url);
    const { apiKey } = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    ground = { baseUrl: network.url, apiKey, token: (await server.user()).token };
  });
  after(async () => {
    await network.close();
    await server.close();
  });

  for (const version of [20, 24])
    it(`is the same in Node.js ${version}, with the package as it is built`, async () => {
      using project = projectWithClient();
      const program = `import * as client from "latchstring-client";
        import { journey } from "./journey.js";
        process.stdout.write(JSON.stringify(await journey(client, ${JSON.stringify(ground)})));`;
      const source = readFileSync(join(import.meta.dirname, "journey.ts"), "utf8");
      writeFileSync(join(project.folder, "journey.js"), stripTypeScriptTypes(source));
      writeFileSync(join(project.folder, "main.js"), program);
      const options = { cwd: project.folder, env: BARE_ENV, timeout: PATIENCE_MS };
      const { stdout } = await promisify(execFile)(nodeOf(version), ["main.js"], options);
      assert.deepEqual(JSON.parse(stdout), CAME);
    });

  it("is the same in Chromium", async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${network.url}/journey`);
      const [code, own] = await Promise.all([bundledClient("journey.ts"), bundledClient()]);
      const run = `Promise.all([import("${moduleOf(own)}"), import("${moduleOf(code)}")])
        .then(([client, { journey }]) => journey(client, ${JSON.stringify(ground)}))`;
      assert.deepEqual(await page.evaluate(run), CAME);
    } finally {
      await browser.close();
    }
  });
});

function moduleOf(text: string): string {
  return `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
}

/** A Node.js of that version: this one, or one of the system; else npm brings it. */
function nodeOf(version: number): string {
  const found = [
    process.execPath,
    ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node")),
  ];
  const is = (node: string) => {
    try {
      return execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).startsWith(`${version}.`);
    } catch {
      return false;
    }
  };
  const here = found.find(is);
  if (here !== undefined) return here;
  const args = ["--yes", "-p", `node@${version}`, "node", "-p", "process.execPath"];
  return execFileSync("npx", args, { encoding: "utf8" }).trim();
}
