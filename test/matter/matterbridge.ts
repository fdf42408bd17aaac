/** Matterbridge with its example platform, installed once in the user's cache, in a network of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Network } from "./network.ts";

const VERSION = "3.9.4";
const PLUGIN = "matterbridge-example-dynamic-platform";
const PACKAGES = [`matterbridge@${VERSION}`, `${PLUGIN}@2.0.17`];
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "latchstring-matterbridge");
const START_MS = 120_000;

export interface Matterbridge {
  /** The text of the QR code of the bridge itself. */
  readonly code: string;
  /** What it has logged. */
  log(): string;
  close(): Promise<void>;
}

export async function startMatterbridge(network: Network): Promise<Matterbridge> {
  const prefix = install();
  const modules = join(prefix, "lib", "node_modules");
  const program = join(modules, "matterbridge", "bin", "matterbridge.js");
  const home = await mkdtemp(join(tmpdir(), "latchstring-matterbridge-"));
  const env = { PATH: process.env["PATH"], HOME: home, npm_config_prefix: prefix, NO_COLOR: "1" };
  const command = [...network.enter, process.execPath, program, "--homedir", home, "--nosudo"] as const;
  const [first, ...rest] = command;
  execFileSync(first!, [...rest, "--add", join(modules, PLUGIN)], {
    env,
    cwd: home,
    stdio: "ignore",
    timeout: START_MS,
  });
  const options = ["--bridge", "--mdnsinterface", network.link, "--frontend", "0"];
  const child = spawn(first!, [...rest, ...options], { env, cwd: home, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const { promise: code, resolve, reject } = Promise.withResolvers<string>();
  const hear = (part: Buffer) => {
    // oxlint-disable-next-line no-control-regex -- it colours its words whatever it is told
    log = (log + part.toString()).replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, "").slice(-2_000_000);
    // One of its devices is commissioned by itself, with a manual code that may begin as the bridge's does.
    const found = /\bMatterbridge is uncommissioned[\s\S]{0,4000}?data=(MT:[\w.-]+)/.exec(log)?.[1];
    if (found !== undefined) resolve(found);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.on("exit", () => reject(new Error(`Matterbridge ended:\n${log.slice(-2_000)}`)));
  setTimeout(() => reject(new Error(`Matterbridge did not start:\n${log.slice(-2_000)}`)), START_MS).unref();
  const close = async () => {
    await end(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    return { code: await code, log: () => log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** @returns where it is, as npm's global packages are */
function install(): string {
  const place = join(CACHE, VERSION);
  if (existsSync(place)) return place;
  process.stdout.write("Installing Matterbridge; this takes a minute once\n");
  const half = `${place}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", "--global", "--prefix", half, ...options, ...PACKAGES], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(half, place);
  return place;
}
