/** The client's calls against the running server, over a network that loses requests and answers. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type ClientOptions, createClient, isLatchstringError, type LatchstringError } from "../../client/src/index.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { type Fault, faultyFetch } from "./faulty-fetch.ts";

const DOORS = [{ lockId: "1" }];

function window() {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
}

describe("the client", () => {
  let server: TestServer;
  let org: Credentials & { readonly apiKey: string };
  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
    for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
  });
  after(() => server.close());

  const clientOf = (options: Partial<ClientOptions> = {}) =>
    createClient({ baseUrl: server.url, apiKey: org.apiKey, ...options });
  const countKeys = async () => Number((await server.sql("SELECT count(*) AS n FROM temp_keys"))[0]!["n"]);

  it("makes a key, changes it and takes it back, by the names of the document's operations", async () => {
    const client = clientOf();
    const key = await client.createKey({ body: { doors: DOORS, ...window(), description: "Anna" } });
    assert.match(key.url, /^\/temp-keys\//);
    const { isThere } = await client.createKey({ query: { dryRun: true }, body: { doors: DOORS, ...window() } });
    assert.equal(isThere, false);
    await client.changeKey({ path: { uuid: key.uuid }, body: { description: "Anna Meier" } });
    const { rows, total } = await client.listKeyRows({ query: { lockId: 1, limit: 1 } });
    assert.deepEqual([rows[0]?.note, total], ["Anna Meier", 1]);
    await client.revokeKey({ path: { uuid: key.uuid } });
    assert.equal((await client.listKeyRows({ query: { status: "revoked" } })).total, 1);
  });

  const troubles: Readonly<Record<string, readonly Fault[]>> = {
    "requests are lost on the way": ["unreached", "unreached"],
    "the answer is lost on the way back": ["lost", "lost"],
    "half of the answer comes back": ["cut"],
    "the server says that it cannot now": [{ status: 503, headers: { "retry-after": "1" } }],
    "a proxy answers for a server that is starting": [{ status: 502, body: "<h1>Bad Gateway</h1>" }, { status: 504 }],
    "nothing comes at all": ["silent"],
  };
  for (const [name, faults] of Object.entries(troubles))
    it(`makes one key, with one idempotency key, when ${name}`, async () => {
      const { fetch, sent } = faultyFetch(...faults);
      const before = await countKeys();
      const key = await clientOf({ fetch, attemptMs: 500 }).createKey({ body: { doors: DOORS, ...window() } });
      assert.match(key.uuid, /^[\da-f-]{36}$/);
      assert.equal(await countKeys(), before + 1);
      assert.equal(sent.length, faults.length + 1);
      assert.equal(new Set(sent.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
      assert.equal(new Set(sent.map(({ body }) => body)).size, 1);
    });

  it("never sends again what was answered, be it refused", async () => {
    const { fetch, sent } = faultyFetch();
    const client = clientOf({ fetch });
    const error = await failed(client.createKey({ body: { doors: [{ lockId: "999" }], ...window() } }));
    assert.deepEqual([error.kind, sent.length], ["not-found", 1]);
  });

  it("tells what is wrong with which field, as a union that is told apart by its kind", async () => {
    const client = clientOf();
    const { validFrom } = window();
    const error = await failed(client.createKey({ body: { doors: DOORS, validFrom, validUntil: validFrom } }));
    assert.ok(error.kind === "invalid");
    assert.deepEqual([error.status, error.field, error.operation], [400, "validUntil", "createKey"]);
    assert.equal(error.details[0]?.message, "must be later than validFrom");
    assert.match(error.message, /^createKey: 400 .*; validUntil must be later than validFrom$/);
    assert.doesNotMatch(JSON.stringify(error) + error.stack, new RegExp(org.apiKey));
  });
});

async function failed(call: Promise<unknown>): Promise<LatchstringError> {
  const error = await call.then(
    () => assert.fail("it was answered"),
    (error: unknown) => error,
  );
  assert.ok(isLatchstringError(error), String(error));
  return error;
}
