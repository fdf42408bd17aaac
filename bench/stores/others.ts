/** What people would use instead, from the registry and into a folder that goes away. */
import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Load, load } from "../load.ts";
import { pin, SERVER_CORE } from "../measure.ts";
import { inTurn, type Size } from "../requests.ts";
import { forkOwn, messageOf } from "../server-process.ts";

/** better-auth and better-sqlite3 are those that we use. */
export const PACKAGES = [
  "better-auth@1.7.25",
  "@better-auth/api-key@1.7.5",
  "better-sqlite3@13.2.0",
  "@seamapi/fake-seam-connect@1.86.0",
];

export interface Other {
  readonly url: string;
  readonly process: ChildProcess;
  /** Of better-auth's keys. */
  readonly keys: readonly string[];
}

export function installOthers(dir: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "package.json"), '{"private":true}');
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  // The plugin asks for another patch of one of better-auth's own packages than better-auth itself.
  execFileSync("npm", ["install", "--prefix", dir, "--legacy-peer-deps", ...quiet, ...PACKAGES], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 300_000,
  });
}

/** @param synchronous SQLite's: with FULL a commit is durable, with NORMAL the last ones may be lost with the power */
export function startBetterAuth(modules: string, dataDir: string, synchronous: "FULL" | "NORMAL"): Promise<Other> {
  mkdirSync(dataDir, { recursive: true });
  return start("better-auth.ts", { MODULES: modules, DATA_DIR: dataDir, SYNCHRONOUS: synchronous });
}

export function startFakeSeam(modules: string): Promise<Other> {
  return start("fake-seam.ts", { MODULES: modules });
}

export function verify({ url, keys }: Other, size: Size): Promise<Load> {
  const key = inTurn(keys.length);
  return load({ ...size, url, expect: 200, next: () => ({ path: "/verify", body: `{"key":"${keys[key() - 1]}"}` }) });
}

/**
 * Access codes for a window of time. It becomes slower with every code that it has, so there are two figures: of the
 * first seconds from none, and of the first `count` codes.
 */
export async function createCodes(fake: Other, size: Size, count: number): Promise<{ first: Load; asMany: Load }> {
  fake.process.send("empty");
  await messageOf(fake.process);
  const headers = { authorization: "Bearer seam_apikey1_token" };
  const now = Date.now();
  const body = JSON.stringify({
    device_id: "august_device_1",
    name: "Anna, room 4",
    starts_at: new Date(now - 60_000).toISOString(),
    ends_at: new Date(now + 86_400_000).toISOString(),
  });
  const common = { ...size, url: fake.url, headers, expect: 200 };
  const next = () => ({ path: "/access_codes/create", body });
  const first = await load({ ...common, next });
  const made = first.rate * size.seconds;
  const amount = Math.max(size.connections, Math.round(count - made));
  const rest = await load({ ...common, amount, next });
  const rate = (made + amount) / (size.seconds + amount / rest.rate);
  return { first, asMany: { ...rest, rate } };
}

async function start(script: string, env: Readonly<Record<string, string>>): Promise<Other> {
  const child = forkOwn(join(import.meta.dirname, script), {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  pin(child.pid!, SERVER_CORE);
  const { url, keys = [] } = await messageOf<{ url: string; keys?: string[] }>(child);
  pin(child.pid!, SERVER_CORE);
  return { url, keys, process: child };
}
