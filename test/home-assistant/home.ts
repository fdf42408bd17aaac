/** A real Home Assistant on loopback with the doors of `config/`, which can be killed and started again. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { installHomeAssistant } from "./install.ts";

const START_MS = 120_000;
const CLIENT = "http://127.0.0.1/";

export interface Home {
  readonly port: number;
  readonly url: string;
  /** Of the first user, who may everything. */
  readonly adminToken: string;
  /** Of a user without administration rights. */
  readonly token: string;
  kill(): Promise<void>;
  /** Resolves when it answers, which is before all of its devices are there. */
  start(): Promise<void>;
  /** Ask over HTTP as the administrator. */
  call(path: string, body?: object): Promise<unknown>;
  /** Ask over the WebSocket. */
  ask(question: object, token?: string): Promise<unknown>;
  /** The events of `subscribe_entities`, as they come. */
  listen(ids: readonly string[]): Promise<{ readonly heard: readonly unknown[]; close(): void }>;
  state(entityId: string): Promise<string>;
  service(name: string, entityId: string, data?: object): Promise<void>;
  /** How often the bolt of the front door has moved, whatever Home Assistant itself has forgotten since. */
  moves(): Promise<number>;
  /** A new token, and what takes it away again. */
  lendToken(): Promise<{ readonly token: string; revoke(): Promise<void> }>;
  /** Send a signal to the process: it can be made to stand still. */
  signal(name: NodeJS.Signals): void;
  close(): Promise<void>;
}

export async function startHome(): Promise<Home> {
  const program = installHomeAssistant();
  const folder = await mkdtemp(join(tmpdir(), "latchstring-home-assistant-"));
  await cp(resolve(import.meta.dirname, "config"), folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let adminToken = "";
  let log = "";

  async function start(): Promise<void> {
    child = spawn(program, ["--skip-pip", "--config", folder], {
      env: { ...process.env, HOME_ASSISTANT_PORT: String(port), PYTHONUNBUFFERED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (data: Buffer) => (log = `${log}${data.toString("utf8")}`.slice(-20_000)));
    }
    const until = Date.now() + START_MS;
    for (;;) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`Home Assistant did not start:\n${log}`);
      const answer = await fetch(`${url}/api/onboarding`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      await delay(50);
    }
  }

  async function kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  async function post(path: string, body: object | URLSearchParams, token?: string): Promise<Record<string, unknown>> {
    const isForm = body instanceof URLSearchParams;
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        ...(!isForm && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: isForm ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
    const parsed: unknown = JSON.parse(text);
    return { ...(parsed as object) };
  }

  async function signIn(code: string): Promise<string> {
    const form = new URLSearchParams({ client_id: CLIENT, grant_type: "authorization_code", code });
    const { access_token: token } = await post("/auth/token", form);
    return String(token);
  }

  async function onboard(): Promise<string> {
    const person = { name: "Owner", username: "owner", password: "test-only-1", client_id: CLIENT, language: "en" };
    const { auth_code: code } = await post("/api/onboarding/users", person);
    const access = await signIn(String(code));
    return longLived(access);
  }

  async function longLived(access: string, name = `test ${Math.random()}`): Promise<string> {
    return String(await ask({ type: "auth/long_lived_access_token", client_name: name, lifespan: 1 }, access));
  }

  async function addPerson(): Promise<string> {
    const created = await ask({ type: "config/auth/create", name: "Latchstring", group_ids: ["system-users"] });
    const { user } = created as { user: { id: string } };
    const account = { username: "latchstring", password: "test-only-2" };
    await ask({ type: "config/auth_provider/homeassistant/create", user_id: user.id, ...account });
    return longLived(await passwordSignIn(account));
  }

  async function passwordSignIn(account: object): Promise<string> {
    const flow = { client_id: CLIENT, handler: ["homeassistant", null], redirect_uri: CLIENT };
    const { flow_id: id } = await post("/auth/login_flow", flow);
    const { result: code } = await post(`/auth/login_flow/${String(id)}`, { client_id: CLIENT, ...account });
    return signIn(String(code));
  }

  async function ask(question: object, token = adminToken): Promise<unknown> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/websocket`);
    try {
      for await (const message of messagesOf(socket)) {
        if (message["type"] === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
        if (message["type"] === "auth_invalid") throw new Error("auth_invalid");
        if (message["type"] === "auth_ok") socket.send(JSON.stringify({ id: 1, ...question }));
        if (message["type"] === "result") {
          assert.ok(message["success"], JSON.stringify({ question, message }));
          return message["result"];
        }
      }
      throw new Error("the connection ended");
    } finally {
      socket.close();
    }
  }

  async function call(path: string, body?: object): Promise<unknown> {
    if (body) return post(path, body, adminToken);
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${adminToken}` } });
    return answer.json();
  }

  const home: Home = {
    port,
    url,
    get adminToken() {
      return adminToken;
    },
    token: "",
    kill,
    start,
    async listen(ids) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/websocket`);
      const heard: unknown[] = [];
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      void (async () => {
        for await (const message of messagesOf(socket)) {
          if (message["type"] === "auth_required")
            socket.send(JSON.stringify({ type: "auth", access_token: adminToken }));
          if (message["type"] === "auth_ok")
            socket.send(JSON.stringify({ id: 1, type: "subscribe_entities", entity_ids: ids }));
          if (message["type"] === "event") heard.push(message["event"]);
          if (heard.length > 0) begin();
        }
      })();
      await begun;
      return { heard, close: () => socket.close() };
    },
    call,
    ask,
    state: async (id) => String(((await call(`/api/states/${id}`)) as { state?: string }).state),
    async service(name, entityId, data = {}) {
      await call(`/api/services/${name.replace(".", "/")}`, { entity_id: entityId, ...data });
    },
    async moves() {
      const text = await readFile(join(folder, "moves.log"), "utf8");
      return text.split("\n").length - 1;
    },
    async lendToken() {
      const access = await passwordSignIn({ username: "latchstring", password: "test-only-2" });
      const name = `lent ${Math.random()}`;
      const token = await longLived(access, name);
      return {
        token,
        async revoke() {
          const all = (await ask({ type: "auth/refresh_tokens" }, access)) as { id: string; client_name: string }[];
          const { id } = all.find((one) => one.client_name === name)!;
          await ask({ type: "auth/delete_refresh_token", refresh_token_id: id }, access);
        },
      };
    },
    signal: (name) => void child?.kill(name),
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
    adminToken = await onboard();
    const isRunning = async () => ((await call("/api/config")) as { state?: string }).state === "RUNNING";
    for (const until = Date.now() + START_MS; !(await isRunning()); await delay(50))
      if (Date.now() > until) throw new Error("it did not come to the end of its start");
    return Object.assign(home, { token: await addPerson() });
  } catch (error) {
    await home.close();
    throw new Error(`Home Assistant was not set up:\n${log}`, { cause: error });
  }
}

async function* messagesOf(socket: WebSocket): AsyncIterable<Record<string, unknown>> {
  for await (const [event] of on(socket, "message", { close: ["close", "error"] })) {
    yield JSON.parse(String((event as MessageEvent).data)) as Record<string, unknown>;
  }
}
