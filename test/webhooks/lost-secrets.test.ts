/** Webhooks of a store that came without what their secrets are encrypted by. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { startServer } from "../harness.ts";
import { eventually } from "./eventually.ts";
import { startReceiver } from "./receiver.ts";
import { PATH } from "./with-webhooks.ts";

const dataDir = mkdtempSync(join(tmpdir(), "latchstring-lost-"));
after(() => rmSync(dataDir, { recursive: true }));

/** @returns a server that knows another secret each time */
const start = () =>
  startServer({
    dataDir,
    env: { OUTBOUND_ALLOW: "127.0.0.0/8", HUB_SECRETS: randomBytes(32).toString("base64url") },
  });

it("are listed as such, sent nothing until they are given others, and hold up no other", async () => {
  await using receiver = await startReceiver();
  await using other = await startReceiver();
  const before = await start();
  const org = await before.organization("acme");
  await before.lock(1, { orgId: "acme" });
  const authentication = { type: "bearerToken", token: "t0k3n" };
  const make = async (server: typeof before, url: string) => {
    const made = await server.call("POST", PATH, { ...org, body: { url, events: ["*"], authentication } });
    assert.equal(made.status, 201, made.text);
    await eventually(async () =>
      assert.equal((await server.call("GET", `${PATH}/${made.json.id}`, org)).json.status, "active"),
    );
    return made.json.id as string;
  };
  const id = await make(before, receiver.url);
  await before.close();

  const server = await start();
  try {
    const { status, json } = await server.call("GET", PATH, org);
    assert.deepEqual([status, json.webhooks?.[0].authentication], [200, { type: "lost" }]);
    await make(server, other.url);
    await server.key(1, org);
    await other.until(1, "TempKeyCreated");
    const change = () => server.call("PATCH", `${PATH}/${id}`, { ...org, body: { authentication } });
    assert.deepEqual(receiver.of("TempKeyCreated"), []);
    assert.equal((await change()).status, 409);
    for (const what of ["verify", "test", "resend", "replay"]) {
      const asked = await server.call("POST", `${PATH}/${id}/${what}`, { ...org, body: {} });
      assert.equal(asked.status, 409, `${what}: ${asked.text}`);
      assert.match(asked.json.message, /rotate its secret first/);
    }
    // Nobody knows what another host must not be told, until there is a secret that was never another's.
    const elsewhere = { ...org, body: { url: other.url } };
    assert.equal((await server.call("PATCH", `${PATH}/${id}`, elsewhere)).status, 409);
    assert.equal((await server.call("PATCH", `/webhooks/${id}`, elsewhere)).status, 409);
    const rotated = await server.call("POST", `${PATH}/${id}/rotate-secret`, { ...org, body: {} });
    assert.equal(rotated.status, 201, rotated.text);
    assert.equal((await change()).status, 200);
    await server.call("POST", `${PATH}/${id}/test`, org);
    const [came] = await receiver.until(1, "WebhookTest");
    assert.doesNotThrow(() => new StandardWebhook(rotated.json.secret).verify(came!.text, came!.headers as never));
    assert.equal(came!.headers["authorization"], "Bearer t0k3n");
    await receiver.until(1, "TempKeyCreated");
  } finally {
    await server.close();
  }
});
