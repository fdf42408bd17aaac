/**
 * better-auth's API keys with a number of uses, on SQLite as durable as ours, and no limit of rate. The plugin has no
 * route to verify a key by, so this is the least server that offers it: one handler of node:http.
 */
import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface KeyApi {
  signUpEmail(of: { body: { email: string; password: string; name: string } }): Promise<{ user: { id: string } }>;
  createApiKey(of: { body: { userId: string; remaining: number; rateLimitEnabled: false } }): Promise<{ key: string }>;
  verifyApiKey(of: { body: { key: string } }): Promise<{ valid: boolean }>;
}

const KEYS = 1_024;
const modules = process.env["MODULES"]!;
const find = createRequire(join(modules, "package.json"));
const load = (name: string): Promise<any> => import(pathToFileURL(find.resolve(name)).href); // oxlint-disable-line typescript/no-explicit-any -- installed only while the bench runs
const [{ betterAuth }, { getMigrations }, { apiKey }, { default: Database }] = await Promise.all(
  ["better-auth", "better-auth/db/migration", "@better-auth/api-key", "better-sqlite3"].map(load),
);

const db = new Database(join(process.env["DATA_DIR"]!, "better-auth.db"));
db.pragma("journal_mode = WAL");
db.pragma(`synchronous = ${process.env["SYNCHRONOUS"]}`);
const auth = betterAuth({
  database: db,
  secret: crypto.randomUUID() + crypto.randomUUID(),
  baseURL: "http://127.0.0.1",
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: "error" },
  emailAndPassword: { enabled: true },
  plugins: [apiKey({ rateLimit: { enabled: false } })],
});
await (await getMigrations(auth.options)).runMigrations();
const api = auth.api as KeyApi;

const { user } = await api.signUpEmail({ body: { email: "a@example.test", password: crypto.randomUUID(), name: "A" } });
const keys: string[] = [];
for (let i = 0; i < KEYS; i++) {
  keys.push((await api.createApiKey({ body: { userId: user.id, remaining: 1e9, rateLimitEnabled: false } })).key);
}

async function verify(request: IncomingMessage): Promise<{ valid: boolean }> {
  let text = "";
  for await (const chunk of request) text += chunk as string;
  return api.verifyApiKey({ body: JSON.parse(text) as { key: string } });
}

const server = createServer((request, response) => {
  void verify(request).then((answer) => {
    response.writeHead(answer.valid ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys });
});
process.once("SIGTERM", () => process.exit());
