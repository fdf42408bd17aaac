/** API keys that may do less than others of their organisation, beside those others. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Scope } from "../../src/domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("an API key that may do less than others of its organisation", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.organization("theirs");
    await server.lock(1, { orgId: "operations" });
    await server.lock(2, { orgId: "theirs" });
    await server.lock(3, { orgId: "operations" });
  });
  after(() => server.close());

  async function apiKey(orgId: string, scopes: readonly Scope[]) {
    const key = newApiKey();
    const now = server.clock.now();
    const kept = { keyId: randomUUID(), hash: hashApiKey(key), hint: hintOf(key), createdBy: null, now };
    const made = await server.organizations.keys.add({
      ...kept,
      orgId,
      name: "x",
      scopes,
      limits: null,
      expiresAt: null,
    });
    assert.equal(made, "done");
    return { apiKey: key };
  }

  const make = (lockId: number, as: Credentials, idempotencyKey: string) => {
    const headers = { "idempotency-key": idempotencyKey };
    return server.call("POST", `/locks/${lockId}/create-temp-key`, { ...as, headers, body: TERMS });
  };
  const TERMS = publicTerms(Date.now());

  const statuses = async (as: Credentials) => {
    const all = [1, 2, 3].map((lockId) => make(lockId, as, `retry-${lockId}`));
    return (await Promise.all(all)).map(({ status }) => status);
  };

  it("is no super key in an organisation that may act everywhere, and is told nothing that a super key was", async () => {
    const everywhere = await server.organization("operations", { super: true });
    const at = await apiKey("operations", ["keys", "read"]);
    for (const lockId of [1, 2, 3]) assert.equal((await make(lockId, everywhere, `retry-${lockId}`)).status, 200);
    assert.deepEqual(await statuses(at), [200, 404, 200]);
    const rows = async (as: Credentials) => (await server.call("GET", "/temp-keys/rows", as)).json.total as number;
    assert.deepEqual([await rows(everywhere), await rows(at)], [5, 4]);
  });
});
