/** A server with one door, which is a device of the hub that is asked for, and a key to it. */
import { startServer } from "../test/harness.ts";

const { address, code, ...hub } = JSON.parse(process.env["BENCH_HUB"] ?? "{}") as {
  readonly address?: string;
  readonly code?: string;
};
const server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
const org = await server.organization("acme");
await server.lock(1, { orgId: "acme" });

async function ask(method: string, path: string, body?: object) {
  const answer = await server.call(method, path, { ...org, ...(body && { body }) });
  if (answer.status >= 300 || answer.json.ok === false) throw new Error(`${path}: ${answer.text}`);
  return answer.json;
}

await ask("POST", "/hubs", { hubId: "hub", ...hub });
const taken = code === undefined ? undefined : await ask("POST", "/hubs/hub/commission", { code });
await ask("PUT", "/locks/1/device", { hubId: "hub", address: address ?? taken.addresses[0] });
await ask("POST", "/hubs/hub/check");
const uuid = await server.key(1, org);
process.send!({ url: `${server.url}/temp-keys/${uuid}/open` });
process.once("SIGTERM", () => void server.close());
