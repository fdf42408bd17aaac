/**
 * The server's own OpenAPI document, as two linters and a generator of clients see it, and its AsyncAPI document, as the
 * parser of those who made AsyncAPI does: `npm run check:openapi`. The linters' rules are in `redocly.yaml` and
 * `.spectral.yaml`. The last line counts them.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { startServer } from "../harness.ts";
import { CLIENT_GENERATOR, finished, startNpx } from "./npx.ts";

const PATIENCE_MS = 180_000;
const root = resolve(import.meta.dirname, "../..");

const READERS = [
  {
    packages: ["@redocly/cli@2.77.0"],
    program: "redocly",
    args: (file: string) => ["lint", file, "--config", join(root, "redocly.yaml"), "--max-problems", "50"],
    // It asks for a newer version of itself and tells of its use otherwise.
    env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  },
  {
    packages: ["@stoplight/spectral-cli@6.16.3"],
    program: "spectral",
    args: (file: string) => ["lint", file, "--ruleset", join(root, ".spectral.yaml"), "--fail-severity", "warn"],
    env: {},
  },
  {
    packages: CLIENT_GENERATOR,
    program: "openapi-ts",
    args: (file: string) => ["--input", file, "--output", join(dirname(file), "client")],
    env: {},
  },
  {
    packages: ["@asyncapi/parser@3.6.3"],
    program: "node",
    args: (file: string) => [join(import.meta.dirname, "check-asyncapi.cjs"), join(dirname(file), "asyncapi.json")],
    env: {},
  },
];

const folder = mkdtempSync(join(tmpdir(), "latchstring-openapi-"));
let failed = 0;
try {
  const file = join(folder, "openapi.json");
  // A name that clients elsewhere could use, as the linters want it.
  const server = await startServer({ env: { PUBLIC_URL: "https://doors.latchstring.test" } });
  writeFileSync(file, JSON.stringify((await server.call("GET", "/openapi.json")).json, null, 1));
  writeFileSync(join(folder, "asyncapi.json"), JSON.stringify((await server.call("GET", "/asyncapi.json")).json));
  await server.close();
  for (const { packages, program, args, env } of READERS) {
    try {
      await finished(startNpx(packages, program, args(file), { cwd: folder, env }), PATIENCE_MS);
      process.stdout.write(`ok      ${program}\n`);
    } catch {
      failed++;
      process.stdout.write(`FAILED  ${program}\n`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`\n${READERS.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
