/** The worker of `examples/nats`: everything reaches the stream once, in order, whoever is killed meanwhile. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { projectWithClient, type Project } from "../client/packed.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { startNats, type TestNats } from "./nats.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../examples/nats");
const SOON_MS = 60_000;
const USES = 60;

/** What of the stream's library this test uses. */
interface Jetstream {
  jetstreamManager(nats: Connection): Promise<{
    streams: {
      info(name: string): Promise<{ state: { messages: number } }>;
      getMessage(name: string, query: { seq: number }): Promise<{ subject: string; json(): { id: string } }>;
    };
  }>;
}
interface Connection {
  close(): Promise<void>;
}

let nats: TestNats;
let server: TestServer;
let project: Project;
let org: Credentials & { readonly apiKey: string };
let key: string;
let worker: ChildProcess | undefined;
before(async () => {
  nats = await startNats();
  server = await startServer();
  org = await server.organization("acme");
  await server.lock(1, { orgId: "acme" });
  key = await server.key(1, org);
  project = projectWithClient();
  const theirs = join(EXAMPLE, "node_modules");
  for (const name of readdirSync(theirs))
    if (/^[@\w]/.test(name) && name !== "latchstring-client")
      cpSync(join(theirs, name), join(project.folder, "node_modules", name), { recursive: true });
  cpSync(join(EXAMPLE, "worker.mjs"), join(project.folder, "worker.mjs"));
});
after(async () => {
  worker?.kill("SIGKILL");
  project?.[Symbol.dispose]();
  await server?.close();
  await nats.close();
});

function startWorker(): void {
  const env = { ...process.env, LATCHSTRING_URL: server.url, LATCHSTRING_API_KEY: org.apiKey, NATS_URL: nats.url };
  worker = spawn(process.execPath, ["worker.mjs"], {
    cwd: project.folder,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
}

async function use(count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await server.call("POST", "/locks/1/use-temp-key", { ...org, body: { tempKeyUuid: key } });
}

/** The ids of what is in the stream. */
async function streamed(): Promise<string[]> {
  const load = createRequire(join(EXAMPLE, "package.json"));
  const { connect } = load("@nats-io/transport-node") as { connect(to: object): Promise<Connection> };
  const { jetstreamManager } = load("@nats-io/jetstream") as Jetstream;
  const connection = await connect({ servers: nats.url });
  try {
    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info("latchstring");
    const ids: string[] = [];
    for (let seq = 1; seq <= state.messages; seq++) {
      const message = await streams.getMessage("latchstring", { seq });
      assert.match(message.subject, /^latchstring\.1\.\w+$/);
      ids.push(message.json().id);
    }
    return ids;
  } finally {
    await connection.close();
  }
}

/** Wait until so many are in the stream. */
async function reaches(count: number): Promise<void> {
  for (const end = Date.now() + SOON_MS; ; await wait(200)) {
    const { length } = await streamed().catch(() => []);
    if (length >= count) return;
    assert.ok(Date.now() < end, `${length} of ${count}`);
  }
}

async function recorded(): Promise<string[]> {
  const { json } = await server.call("GET", "/events?limit=200", org);
  return json.events.map(({ id }: { id: string }) => id);
}

describe("events go to NATS JetStream", { timeout: 300_000 }, () => {
  it("once and in order, over a worker that is killed and a NATS that is", async () => {
    startWorker();
    await use(USES / 3);
    await reaches(1);
    worker!.kill("SIGKILL");
    await once(worker!, "exit");
    await use(USES / 3);
    const { length: before } = await streamed();
    startWorker();
    await reaches(before + 1);
    await nats.kill();
    await use(USES / 3);
    await nats.start();
    const all = await recorded();
    assert.equal(all.length, USES + 2);
    await reaches(all.length);
    assert.deepEqual(await streamed(), all);
    worker!.kill("SIGTERM");
    const [code] = await once(worker!, "exit");
    assert.equal(code, 0);
  });
});
