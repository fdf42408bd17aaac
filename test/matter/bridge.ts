/** Bridges of others, each installed once in the user's cache, in a network of their own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Network } from "./network.ts";

const START_MS = 120_000;

/** How one kind of bridge is had. */
export interface BridgeKind {
  readonly name: string;
  /** The first is the bridge, and its version that of all. */
  readonly packages: readonly (readonly [name: string, version: string])[];
  /** Files of its home, by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** What it is told once before it starts; left out where it needs nothing. */
  prepare?(modules: string, home: string): readonly string[];
  command(modules: string, home: string, link: string): readonly string[];
  /** Where in its log its code is. */
  readonly code: RegExp;
  /** What it logs once its lock is there. */
  readonly ready: RegExp;
  /** What it is told then, so that its lock is locked; left out where it is. */
  begin?(ready: RegExpExecArray): object;
  /** What it logs when a lock of it was told to unlock; left out where it says nothing. */
  readonly unlocked?: RegExp;
  /** It can be taken in again by the same code at once, and not only when it starts again. */
  readonly pairsAgain: boolean;
}

export interface Bridge {
  /** The text of its QR code. */
  readonly code: string;
  /** What it has logged. */
  log(): string;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const MATTERBRIDGE: BridgeKind = {
  name: "matterbridge",
  packages: [
    ["matterbridge", "3.9.4"],
    ["matterbridge-example-dynamic-platform", "2.0.17"],
  ],
  files: {},
  prepare: (modules, home) => [
    join(modules, "matterbridge", "bin", "matterbridge.js"),
    "--homedir",
    home,
    "--nosudo",
    "--add",
    join(modules, "matterbridge-example-dynamic-platform"),
  ],
  command: (modules, home, link) => [
    join(modules, "matterbridge", "bin", "matterbridge.js"),
    "--homedir",
    home,
    "--nosudo",
    "--bridge",
    "--mdnsinterface",
    link,
    "--frontend",
    "0",
  ],
  // One of its devices is commissioned by itself, with a manual code that may begin as the bridge's does.
  code: /\bMatterbridge is uncommissioned[\s\S]{0,4000}?data=(MT:[\w.-]+)/,
  ready: /\bMatterbridge is uncommissioned/,
  pairsAgain: true,
};

/** Without HomeKit, which is no part of it. */
const HOMEBRIDGE_CONFIG = {
  bridge: {
    name: "Homebridge",
    username: "CC:22:3D:E3:CE:30",
    port: 51_826,
    pin: "031-45-154",
    bind: ["bridge"],
    hap: { enabled: false },
    matter: { port: 5_540 },
  },
  platforms: [{ platform: "Matter", name: "Matter", enableDoorLock: true }],
};

export const HOMEBRIDGE: BridgeKind = {
  name: "homebridge",
  packages: [
    ["homebridge", "2.1.0"],
    ["@homebridge-plugins/homebridge-matter", "1.7.0"],
  ],
  files: { "config.json": JSON.stringify(HOMEBRIDGE_CONFIG) },
  command: (modules, home) => [
    join(modules, "homebridge", "bin", "homebridge.js"),
    "--user-storage-path",
    home,
    "--plugin-path",
    modules,
    "--no-qrcode",
  ],
  code: /Generated QR code: (MT:[\w.-]+)/,
  ready: /Registered Matter accessory: Door Lock \((?<uuid>[\w-]+)\)/,
  // As its page in the browser does.
  begin: ({ groups }) => ({
    id: "matterAccessoryControl",
    data: { uuid: groups!["uuid"], cluster: "doorLock", attributes: { lockState: 1 } },
  }),
  unlocked: /\[Door Lock\] unlocked/,
  pairsAgain: false,
};

export async function startBridge(kind: BridgeKind, network: Network): Promise<Bridge> {
  const modules = join(installBridge(kind), "lib", "node_modules");
  const home = await mkdtemp(join(tmpdir(), `latchstring-${kind.name}-`));
  for (const [name, text] of Object.entries(kind.files)) writeFileSync(join(home, name), text);
  const prefix = join(modules, "..", "..");
  const env = { PATH: process.env["PATH"], HOME: home, npm_config_prefix: prefix, NO_COLOR: "1" };
  const [enter, ...inside] = [...network.bridge, process.execPath];
  const first = kind.prepare?.(modules, home);
  if (first) execFileSync(enter!, [...inside, ...first], { env, cwd: home, stdio: "ignore", timeout: START_MS });
  const start = () => {
    const command = [...inside, ...kind.command(modules, home, network.link)];
    return spawn(enter!, command, { env, cwd: home, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  };
  let child = start();
  let log = logOf(child);
  const close = async () => {
    await end(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    return {
      code: await started(kind, child, log),
      log: () => log(),
      async restart() {
        await end(child);
        child = start();
        log = logOf(child);
        await started(kind, child, log);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function logOf(child: ChildProcess): () => string {
  let log = "";
  const hear = (part: Buffer) => {
    // oxlint-disable-next-line no-control-regex -- they colour their words whatever they are told
    log = (log + part.toString()).replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, "").slice(-2_000_000);
  };
  child.stdout!.on("data", hear);
  child.stderr!.on("data", hear);
  return () => log;
}

/** @returns its code @throws Error with the end of its log when it does not start */
async function started(
  { name, code, ready, begin }: BridgeKind,
  child: ChildProcess,
  log: () => string,
): Promise<string> {
  for (const end = Date.now() + START_MS; Date.now() < end && child.exitCode === null; await wait(100)) {
    const [isReady, found] = [ready.exec(log()), code.exec(log())?.[1]];
    if (!isReady || found === undefined) continue;
    if (begin) child.send(begin(isReady));
    return found;
  }
  throw new Error(`${name} did not start:\n${log().slice(-2_000)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Where there is a network to install it from. @returns where it is, as npm's global packages are */
export function installBridge({ name, packages }: BridgeKind): string {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), `latchstring-${name}`);
  const place = join(cache, packages[0]![1]);
  if (existsSync(place)) return place;
  process.stdout.write(`Installing ${name}; this takes a minute once\n`);
  const half = `${place}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  const named = packages.map(([one, version]) => `${one}@${version}`);
  execFileSync("npm", ["install", "--global", "--prefix", half, ...options, ...named], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(half, place);
  return place;
}
