/**
 * `npm run test:schemathesis`: Schemathesis, which others wrote and keep, reads the server's own document and tries it.
 * No server error, and every answer as documented: its status, its type, its body and its headers.
 *
 * It is installed into a virtual environment of Python's under `node_modules/.cache`, once. The last line counts.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startServer, type TestServer } from "../harness.ts";
import { installPackage } from "../postgres.ts";
import { scriptOptions } from "../script-options.ts";

const PINNED = "schemathesis==4.32.5";
const PLACE = resolve("node_modules/.cache/schemathesis-4.32.5");
const PROGRAM = join(PLACE, "bin", "schemathesis");
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "response_headers_conformance",
  "negative_data_rejection",
];
/** A lock that does not open is a 502, and what is too long for a path is told as that. Nothing is waited for. */
const SETTINGS = `
[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 502, 503]
negative_data_rejection.expected-statuses = ["4xx", 502, 503]

[[operations]]
include-path = "/events"
parameters = { "query.wait" = "0" }
`;
/** Always the same requests, one after another: its threads meet a fault of Python 3.11. */
const WAYS =
  "--phases examples,coverage,fuzzing --generation-deterministic --workers 1 --max-redirects 0 --max-failures 20 --continue-on-failure --no-color --no-shrink --warnings off";
const INSTALL_MS = 300_000;

const { values } = scriptOptions({
  options: {
    examples: { type: "string", default: "10" },
    seconds: { type: "string", default: "75" },
  },
});

function install(): void {
  if (existsSync(PROGRAM)) return;
  // A half-made one is of no use.
  rmSync(PLACE, { recursive: true, force: true });
  // Debian has the part of Python that makes one in a package of its own.
  if (existsSync("/etc/debian_version") && !hasVenv()) installPackage("python3-venv");
  execFileSync("python3", ["-m", "venv", PLACE], { stdio: "inherit", timeout: INSTALL_MS });
  const pip = ["install", "--quiet", "--disable-pip-version-check", PINNED];
  execFileSync(join(PLACE, "bin", "pip"), pip, { stdio: "inherit", timeout: INSTALL_MS });
}

function hasVenv(): boolean {
  return spawnSync("python3", ["-c", "import ensurepip, venv"], { stdio: "ignore" }).status === 0;
}

/** @returns whether it found nothing. Its errors are its own faults, not the server's, and fail as well. */
async function run(server: TestServer, headers: readonly string[], cwd: string): Promise<boolean> {
  const place = `--config-file settings.toml run ${server.url}/openapi.json --url ${server.url}`;
  const bounds = `--max-examples ${values.examples} --max-time ${values.seconds} --request-timeout 20`;
  const asked = `${place} --checks ${CHECKS.join(",")} ${bounds} ${WAYS}`.split(" ");
  const args = [...asked, ...headers.flatMap((header) => ["--header", header])];
  const child = spawn(PROGRAM, args, { cwd, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

let passed = 0;
let failed = 0;
install();
const cwd = mkdtempSync(join(tmpdir(), "latchstring-schemathesis-"));
writeFileSync(join(cwd, "settings.toml"), SETTINGS);
const server = await startServer();
try {
  const owner = await server.user();
  const organization = await server.organization("seaside-flats");
  // The lock of the document's examples.
  await server.lock(123, { ownerId: owner.userId, orgId: "seaside-flats" });
  await server.key(123, owner, { tempKeyUuid: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77" });
  const callers = {
    owner: [`Authorization: Bearer ${owner.token}`],
    organisation: [`X-API-Key: ${organization.apiKey}`],
  };
  for (const [caller, headers] of Object.entries(callers)) {
    console.log(`\nAs the ${caller}:`);
    if (await run(server, headers, cwd)) passed++;
    else failed++;
  }
} finally {
  await server.close();
  rmSync(cwd, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
