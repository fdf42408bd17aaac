/** A PostgreSQL for the tests: of the system, or Debian's, which is installed when nobody else could. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { freePort } from "./free-port.ts";

export interface TestPostgres {
  /** Where its files are; empty for a server that was there already. */
  readonly dir: string;
  /** Where its programs are, such as `pgbench`; empty for a server that was there already. */
  readonly bin: string;
  readonly port: number;
  url(database: string): string;
  /** A new database, by its address. */
  createDatabase(): Promise<string>;
  /** `immediate` is as if the machine had lost its power: nothing is finished or written. */
  stop(mode: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** Stop it and remove everything. */
  close(): Promise<void>;
}

const OLDEST = 15;
const USER = "latchstring";
const START_MS = 30_000;
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "32MB",
  max_wal_size: "256MB",
  log_min_messages: "warning",
};

interface StartOptions {
  /** A server that can be stopped is needed. */
  readonly own?: boolean;
  /** An empty folder for its files; else one is made. */
  readonly dir?: string;
  /** Of a server of its own, beside and before those of every one. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Start a server of its own with durable commits, or use the one that `TEST_POSTGRES_URL` names. */
export async function startPostgres({ own = false, dir, settings = {} }: StartOptions = {}): Promise<TestPostgres> {
  const there = process.env["TEST_POSTGRES_URL"];
  if (there && !own) return existingServer(there);
  return ownServer(dir ?? mkdtempSync(join(tmpdir(), "latchstring-postgres-")), settings);
}

async function ownServer(dir: string, more: Readonly<Record<string, string>>): Promise<TestPostgres> {
  const bin = postgresPrograms();
  const as = unprivileged(dir);
  const data = join(dir, "data");
  const initdb = ["-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  execFileSync("env", [...as, join(bin, "initdb"), ...initdb], { stdio: "ignore" });
  const port = await freePort();
  let server: ChildProcess | undefined;
  process.once("exit", () => server?.kill("SIGQUIT"));

  async function start(): Promise<void> {
    const settings = Object.entries({ ...SETTINGS, ...more, port }).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    const args = [...as, join(bin, "postgres"), "-D", data, ...settings];
    // Each of these programs becomes the next one, so that the server is our own child.
    const started = spawn("env", args, { stdio: ["ignore", "ignore", "pipe"] });
    server = started;
    const lines: string[] = [];
    createInterface({ input: started.stderr! }).on("line", (line) => lines.push(line) > 50 && lines.shift());
    const until = Date.now() + START_MS;
    while (!(await answers(`postgres://${USER}@127.0.0.1:${port}/postgres`))) {
      if (started.exitCode !== null || Date.now() > until)
        throw new Error(`PostgreSQL does not start:\n${lines.join("\n")}`);
    }
  }

  async function stop(mode: "fast" | "immediate"): Promise<void> {
    if (!server) return;
    const exited = once(server, "exit");
    server.kill(mode === "fast" ? "SIGINT" : "SIGQUIT");
    await exited;
    server = undefined;
  }

  await start();
  const url = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  return {
    dir,
    bin,
    port,
    url,
    createDatabase: () => createDatabase(url),
    stop,
    start,
    async close() {
      await stop("immediate");
      rmSync(dir, { recursive: true });
    },
  };
}

function existingServer(address: string): TestPostgres {
  const made: string[] = [];
  const url = (database: string) => {
    const named = new URL(address);
    named.pathname = `/${database}`;
    return named.href;
  };
  return {
    dir: "",
    bin: "",
    port: Number(new URL(address).port || 5432),
    url,
    async createDatabase() {
      const database = await createDatabase(url);
      made.push(new URL(database).pathname.slice(1));
      return database;
    },
    stop: notOurs,
    start: notOurs,
    async close() {
      for (const name of made) await runSql(url("postgres"), `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function notOurs(): Promise<void> {
  return Promise.reject(new Error("The server of TEST_POSTGRES_URL is not ours to stop"));
}

/** Of the server that an address names. @param template a database that it is a copy of; empty if left out */
export function newDatabase(address: string, template?: string): Promise<string> {
  return createDatabase((database) => {
    const named = new URL(address);
    named.pathname = `/${database}`;
    return named.href;
  }, template);
}

async function createDatabase(url: (database: string) => string, template = "template0"): Promise<string> {
  const name = `latchstring_test_${randomBytes(6).toString("hex")}`;
  // Files are copied: to write each of their pages to the log is twice the work.
  const like = `TEMPLATE ${template} STRATEGY FILE_COPY`;
  await runSql(url("postgres"), `CREATE DATABASE ${name} ENCODING 'UTF8' ${like}`);
  return url(name);
}

/** Run statements on a connection of their own. */
export async function runSql(url: string, text: string, values: unknown[] = []): Promise<pg.QueryResult["rows"]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    // Not yet; whoever asks has a bound.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}

/**
 * Where `initdb` and `postgres` are.
 *
 * @throws Error saying what to do when they are nowhere and cannot be installed
 */
export function postgresPrograms(): string {
  const found = findPrograms() ?? installPrograms();
  if (!found) {
    throw new Error(`The tests need PostgreSQL ${OLDEST} or newer: install it, or name a server in TEST_POSTGRES_URL`);
  }
  return found;
}

function findPrograms(): string | undefined {
  const debian = globSync("/usr/lib/postgresql/*/bin").toSorted((a, b) => versionIn(b) - versionIn(a));
  const places = [...debian, ...(process.env["PATH"] ?? "").split(delimiter)];
  return places.find((place) => existsSync(join(place, "initdb")) && isNewEnough(place));
}

function versionIn(place: string): number {
  return Number(/\d+/.exec(place)?.[0] ?? 0);
}

function isNewEnough(place: string): boolean {
  const text = execFileSync(join(place, "postgres"), ["--version"], { encoding: "utf8" });
  return versionIn(text) >= OLDEST;
}

function installPrograms(): string | undefined {
  installPackage("postgresql-common");
  if (process.getuid?.() !== 0) return undefined;
  // Only the programs are wanted: without this, the package would start a server of the system's.
  mkdirSync("/etc/postgresql-common/createcluster.d", { recursive: true });
  writeFileSync("/etc/postgresql-common/createcluster.d/latchstring.conf", "create_main_cluster = false\n");
  installPackage("postgresql");
  return findPrograms();
}

/** As root on Debian; elsewhere nothing happens, and whoever looks for it says what is missing. */
export function installPackage(name: string): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  // What it brings for the system is not started: Debian starts no service of a package in single-user mode.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  execFileSync("apt-get", ["update"], { stdio: "ignore", env, timeout: 120_000 });
  execFileSync("apt-get", ["install", "-y", "--no-install-recommends", name], {
    stdio: "ignore",
    env,
    timeout: 280_000,
  });
}

/**
 * What to put before a program that refuses to run as root; the folder is then its user's. It ends with the process that
 * starts it, however that ends.
 */
export function unprivileged(dir: string): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"]))) as [number, number];
  chownSync(dir, uid, gid);
  return ["setpriv", "--pdeathsig=QUIT", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
}
