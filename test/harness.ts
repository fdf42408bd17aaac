/** A whole server on a folder of its own, with an organisation, a user and whatever locks a test asks for. */
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { type Clock, systemClock } from "../src/clock.ts";
import { type Config, loadConfig } from "../src/config.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { parseFault, setFault } from "../src/devices/simulator/faults.ts";
import { hashApiKey, hintOf, newApiKey } from "../src/identity/api-keys.ts";
import { type Served, type ServeOptions, serve } from "../src/serve.ts";
import { type Document, type Operation, operationsOf } from "./attacks/document.ts";
import { assertDocumented } from "./contract/documented.ts";
import { newDatabase, runSql } from "./postgres.ts";

export interface TestServerOptions extends ServeOptions {
  /** Environment variables beside those of every test server. */
  readonly env?: Readonly<Record<string, string>>;
  /** An existing data folder; else one is made, and removed at the end. */
  readonly dataDir?: string;
}

export interface Credentials {
  readonly apiKey?: string;
  readonly token?: string;
  /** A super key for the calls of administration. */
  readonly adminKey?: string;
}

export interface TestServer extends Served {
  readonly dataDir: string;
  readonly config: Config;
  readonly clock: Clock;
  /** Make an organisation and its API key. */
  organization(orgId: string, options?: { super?: boolean }): Promise<Credentials & { readonly apiKey: string }>;
  /** Make a user and a token that is good for an hour. */
  user(name?: string): Promise<Credentials & { readonly token: string; readonly userId: string }>;
  /** Make a user who hosts the server, and a super key for them. */
  administrator(): Promise<{ readonly token: string; readonly userId: string; readonly adminKey: string }>;
  /** Make a simulated lock. */
  lock(lockId: number, of?: { orgId?: string; ownerId?: string; name?: string; timeZone?: string }): Promise<void>;
  /** Make the lock's simulated device fail, as `simulator set` does. */
  fault(lockId: number, fault: string): Promise<void>;
  /** Run a statement on the store behind the program's back; `?` stands for each value. */
  sql(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  /** Make a public key for the lock by the API and give its UUID. */
  key(lockId: number, as: Credentials, terms?: Record<string, unknown>): Promise<string>;
  call(
    method: string,
    path: string,
    options?: Credentials & { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is not. */
  readonly json: any; // oxlint-disable-line typescript/no-explicit-any -- tests look at whatever was answered
}

/** What the server's own document has; the same of every server in this process. */
let operations: readonly Operation[] | undefined;

/** Of programs that are to see no other variables than a test's own. */
export const BARE_ENV = {
  PATH: process.env["PATH"],
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
};

/** Databases of data folders, where the tests run on PostgreSQL. */
const databases = new Map<string, string>();

const FOLDERS = join(tmpdir(), "latchstring-");
/** A store with its tables and nothing in them: copied in a seventh of the time that it takes to make them. */
let emptyFile: string | undefined;

/**
 * What says where the store of a data folder is: another server on the same folder has the same one.
 *
 * @param template a database whose copy a new one is; without it, it has not even tables
 */
export async function storeEnv(dataDir: string, template?: string): Promise<Readonly<Record<string, string>>> {
  const address = process.env["TEST_STORE"] ?? "sqlite";
  if (address === "sqlite") return {};
  const url = databases.get(dataDir) ?? (await newDatabase(address, template));
  databases.set(dataDir, url);
  return { DATABASE_URL: url };
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { clock = systemClock, env = {}, extend, drainMs, requestMs, hashing } = options;
  const dataDir = options.dataDir ?? newDataDir();
  const config = loadConfig({
    DATA_DIR: dataDir,
    PORT: "0",
    LOG_LEVEL: "error",
    RATE_LIMIT: "off",
    SIMULATOR_TRAVEL_MS: "0",
    ...(await storeEnv(dataDir, process.env["TEST_POSTGRES_TEMPLATE"])),
    ...env,
  });
  let document: (() => unknown) | undefined;
  const served = await serve(config, {
    clock,
    extend(app, deps) {
      document = () => app.swagger();
      extend?.(app, deps);
    },
    ...(drainMs !== undefined && { drainMs }),
    ...(requestMs !== undefined && { requestMs }),
    ...(hashing && { hashing }),
  });
  const { ledger, directory, url, issuer } = served;
  const call: TestServer["call"] = async (method, path, options) => {
    const answer = await request(url, method, path, options);
    operations ??= operationsOf(document!() as Document);
    assertDocumented(operations, method, path, answer);
    return answer;
  };
  const server: TestServer = {
    ...served,
    dataDir,
    config,
    clock,
    call,
    async organization(orgId, { super: isSuper = false } = {}) {
      const apiKey = newApiKey();
      const now = clock.now();
      await directory.createOrganization({ orgId, super: isSuper }, now);
      const key = { hash: hashApiKey(apiKey), orgId, hint: hintOf(apiKey), createdAt: now, expiresAt: null };
      await directory.addApiKey(key);
      return { apiKey };
    },
    async user(name = "Maria") {
      const userId = randomUUID();
      const email = `${userId}@example.test`;
      await directory.createUser({ userId, email, name, firstName: null, lastName: null, createdAt: clock.now() });
      const { token } = await issuer!.sign({ userId, ttlSeconds: 3600 });
      return { userId, token };
    },
    async administrator() {
      const user = await server.user();
      const { apiKey: adminKey } = await server.organization(`hosts-${user.userId}`, { super: true });
      await server.sql("UPDATE users SET operator = 1 WHERE id = ?", user.userId);
      return { ...user, adminKey };
    },
    async lock(lockId, of = {}) {
      const { orgId, ownerId, name = "Front door", timeZone = "Europe/Athens" } = of;
      const made = await ledger.submit({
        type: "createLock",
        actor: { kind: "operator" },
        lockId,
        uuid: randomUUID(),
        keys: [],
        name,
        timeZone,
        driver: "simulator",
        ...(orgId !== undefined && { orgId }),
        ...(ownerId !== undefined && { ownerId }),
      });
      if (!made.ok) throw new Error(made.message);
    },
    async fault(lockId, fault) {
      await setFault(join(dataDir, "simulator"), lockId, parseFault(fault));
    },
    sql: (text, ...values) => sqlOn(config, text, values),
    async key(lockId, as, terms = {}) {
      const body = { ...publicTerms(clock.now()), ...terms };
      const answer = await call("POST", `/locks/${lockId}/create-temp-key`, { ...as, body });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      return answer.json.tempKeyUuid as string;
    },
    async close() {
      await served.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return server;
}

function newDataDir(): string {
  const dataDir = mkdtempSync(FOLDERS);
  if ((process.env["TEST_STORE"] ?? "sqlite") !== "sqlite") return dataDir;
  if (!emptyFile) {
    const made = mkdtempSync(FOLDERS);
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    emptyFile = join(made, "empty.db");
    openForWriting(emptyFile).close();
  }
  copyFileSync(emptyFile, join(dataDir, "latchstring.db"));
  return dataDir;
}

async function sqlOn({ store }: Config, text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  if (store.kind === "postgres") {
    let place = 0;
    return runSql(
      store.url,
      text.replaceAll("?", () => `$${++place}`),
      values,
    );
  }
  const db = new Database(store.file);
  try {
    db.prepare("ATTACH ? AS remembered").run(join(dirname(store.file), "requests.db"));
    const statement = db.prepare(text);
    if (statement.reader) return statement.all(...values) as Record<string, unknown>[];
    statement.run(...values);
    return [];
  } finally {
    db.close();
  }
}

/** A public key's terms: valid from a minute ago, for a day. */
export function publicTerms(now: number) {
  return {
    accessMode: "public",
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 86_400_000).toISOString(),
  };
}

/** One request; redirects are not followed. A string or bytes as `body` are sent as they are. */
export async function request(
  url: string,
  method: string,
  path: string,
  {
    apiKey,
    token,
    adminKey,
    body,
    headers = {},
  }: Credentials & { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const raw = typeof body === "string" || body instanceof Uint8Array;
  const response = await fetch(url + path, {
    method,
    redirect: "manual",
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(apiKey !== undefined && { "x-api-key": apiKey }),
      ...(adminKey !== undefined && { "x-admin-api-key": adminKey }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== "" && (response.headers.get("content-type")?.startsWith("application/json") ?? false);
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}
