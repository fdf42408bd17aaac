/** A real Zigbee2MQTT, installed once in the user's cache, on a virtual coordinator. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { NETWORK } from "./memory.ts";

/** It pins its own herdsman and converters exactly. */
const VERSION = "2.14.1";
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "latchstring-zigbee2mqtt");
const START_MS = 120_000;
const INSTALL_MS = 600_000;

export interface Zigbee2Mqtt {
  /** Its files. */
  readonly folder: string;
  /** What it has logged. */
  log(): string;
  start(): Promise<void>;
  /** As if the power had failed. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface Zigbee2MqttOptions {
  /** The broker. */
  readonly url: string;
  /** The coordinator, at loopback. */
  readonly port: number;
  /** Names of devices by their address. */
  readonly names: Readonly<Record<string, string>>;
}

export async function startZigbee2Mqtt({ url, port, names }: Zigbee2MqttOptions): Promise<Zigbee2Mqtt> {
  const program = join(installZigbee2Mqtt(), "node_modules", "zigbee2mqtt", "index.js");
  const folder = await mkdtemp(join(tmpdir(), "latchstring-zigbee2mqtt-"));
  const configuration = {
    version: 5,
    mqtt: { base_topic: "zigbee2mqtt", server: url },
    serial: { port: `tcp://127.0.0.1:${port}`, adapter: "zstack" },
    frontend: { enabled: false },
    homeassistant: { enabled: false },
    availability: { enabled: true },
    advanced: {
      log_output: ["console"],
      log_level: "info",
      pan_id: NETWORK.pan,
      ext_pan_id: [...Buffer.from(NETWORK.extendedPan.slice(2), "hex")],
      channel: NETWORK.channel,
      network_key: [...NETWORK.key],
    },
    devices: Object.fromEntries(Object.entries(names).map(([address, name]) => [address, { friendly_name: name }])),
  };
  // JSON is YAML too.
  writeFileSync(join(folder, "configuration.yaml"), JSON.stringify(configuration));
  let child: ChildProcess | undefined;
  let log = "";
  const end = () => child?.kill("SIGKILL");
  process.once("exit", end);

  async function start(): Promise<void> {
    const begun = log.length;
    child = spawn(process.execPath, [program], {
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        ZIGBEE2MQTT_DATA: folder,
        NO_COLOR: "1",
        Z2M_ONBOARD_NO_SERVER: "1",
      },
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { promise: started, resolve, reject } = Promise.withResolvers<void>();
    const hear = (part: Buffer) => {
      log += part.toString();
      if (log.includes("Zigbee2MQTT started!", begun)) resolve();
    };
    child.stdout!.on("data", hear);
    child.stderr!.on("data", hear);
    child.once("exit", () => reject(new Error(`Zigbee2MQTT ended:\n${log.slice(-3_000)}`)));
    const timer = setTimeout(() => reject(new Error(`Zigbee2MQTT did not start:\n${log.slice(-3_000)}`)), START_MS);
    await started.finally(() => clearTimeout(timer));
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async function close(): Promise<void> {
    process.off("exit", end);
    await kill();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return { folder, log: () => log, start, kill, close };
}

/** @returns where it is */
export function installZigbee2Mqtt(): string {
  const place = join(CACHE, VERSION);
  if (existsSync(place)) return place;
  process.stdout.write("Installing Zigbee2MQTT; this takes a minute once\n");
  const half = `${place}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, "package.json"), '{"private": true}\n');
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"];
  execFileSync("npm", ["install", ...options, `zigbee2mqtt@${VERSION}`], {
    cwd: half,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: INSTALL_MS,
  });
  renameSync(half, place);
  return place;
}

/** When a device was last heard, as the database has it. */
export function lastHeard(folder: string, address: string, at: number): void {
  const file = join(folder, "database.db");
  const lines = readFileSync(file, "utf8").split("\n");
  const changed = lines.map((line) =>
    line.includes(`"ieeeAddr":"${address}"`) ? JSON.stringify({ ...(JSON.parse(line) as object), lastSeen: at }) : line,
  );
  writeFileSync(file, changed.join("\n"));
}

/** As its file of states has it, which it writes every five minutes. */
export function remember(folder: string, address: string, state: object): void {
  const file = join(folder, "state.json");
  let all: Record<string, object> = {};
  try {
    all = JSON.parse(readFileSync(file, "utf8")) as typeof all;
  } catch {
    // It did not write it yet.
  }
  writeFileSync(file, JSON.stringify({ ...all, [address]: state }));
}
