/** The client's calls against the running server, over a network that loses requests and answers. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type ClientOptions, createClient, isLatchstringError, type LatchstringError } from "../../client/src/index.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { type BadNetwork, type Fault, startBadNetwork } from "./bad-network.ts";

const DOORS = [{ lockId: "1" }];
const BAD_GATEWAY = { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad Gateway</h1>" };

function window() {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
}

let server: TestServer;
let network: BadNetwork;
let org: Credentials & { readonly apiKey: string };
before(async () => {
  server = await startServer();
  network = await startBadNetwork(server.url);
  org = await server.organization("acme");
  for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
});
after(async () => {
  await network.close();
  await server.close();
});

const clientOf = (options: Partial<ClientOptions> = {}) =>
  createClient({ baseUrl: network.url, apiKey: org.apiKey, ...options });
const countKeys = async () => Number((await server.sql("SELECT count(*) AS n FROM temp_keys"))[0]!["n"]);

/** What came to the network while something was done. */
async function askedFor(work: () => Promise<unknown>, ...faults: readonly Fault[]) {
  const from = network.asked.length;
  network.next(...faults);
  await work();
  return network.asked.slice(from);
}

async function failed(call: Promise<unknown>): Promise<LatchstringError> {
  const error = await call.then(
    () => assert.fail("it was answered"),
    (error: unknown) => error,
  );
  assert.ok(isLatchstringError(error), String(error));
  return error;
}

describe("a call of the client", () => {
  it("makes a key, changes it and takes it back, by the names of the document's operations", async () => {
    const client = clientOf();
    const key = await client.createKey({ body: { doors: DOORS, ...window(), description: "Anna" } });
    assert.match(key.url, /^\/temp-keys\//);
    const tried = await client.createKey({ query: { dryRun: true }, body: { doors: DOORS, ...window() } });
    assert.equal(tried.isThere, false);
    await client.changeKey({ path: { uuid: key.uuid }, body: { description: "Anna Meier" } });
    const { rows, total } = await client.listKeyRows({ query: { lockId: 1, limit: 1 } });
    assert.deepEqual([rows[0]?.note, total], ["Anna Meier", 1]);
    await client.revokeKey({ path: { uuid: key.uuid } });
    assert.equal((await client.listKeyRows({ query: { status: "revoked" } })).total, 1);
  });

  it("sends pictures and tables as they are, and gives files as they are", async () => {
    const client = clientOf();
    const template = await (await client.getImportTemplate()).text();
    const csv = new Blob([template], { type: "text/csv" });
    const { lines } = await client.importKeys({ query: { dryRun: true }, body: csv });
    assert.equal(lines.length, template.trim().split("\n").length - 1);
    const record = await client.exportLockEvents({ path: { id: 1 }, query: { format: "jsonl" } });
    const first = (await record.text()).split("\n")[0]!;
    assert.equal((JSON.parse(first) as { version: number }).version, 1);
  });

  it("refuses what it does not understand before anything is sent", async () => {
    const client = clientOf();
    const uuid = "3f0c9bde-31f5-4b52-9d3c-1d0a4bd7c1a2";
    const wrong: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
      [() => client.getHub({ path: { hubId: "" } }), /path\.hubId is missing/],
      [() => client.getHub({ path: { hubId: ".." } }), /path\.hubId is missing/],
      [() => client.getHub({ path: {} as never }), /path\.hubId is missing/],
      [() => client.getHub({ path: { hubId: "a", uuid } as never }), /path\.uuid is not known/],
      [() => client.listKeyRows({ query: { status: ["valid"] as never } }), /query\.status must be/],
      [() => client.listKeyRows({ query: { status: null as never } }), /query\.status must be/],
      [() => client.listKeyRows({ querry: {} } as never), /querry is not known/],
      [() => client.revokeKey({ path: { uuid }, idempotencyKey: "a" }), /takes no idempotencyKey/],
    ];
    const asked = await askedFor(async () => {
      for (const [call, message] of wrong) await assert.rejects(call, { name: "TypeError", message });
    });
    assert.equal(asked.length, 0);
    for (const baseUrl of ["doors.example", "ftp://doors.example", "https://me:secret@doors.example", "https://a/?b"])
      assert.throws(() => clientOf({ baseUrl }), TypeError);
  });

  it("cannot be led to another path by what it is given", async () => {
    const error = await failed(clientOf().getHub({ path: { hubId: "../locks?a=b#c" } }));
    assert.equal(error.kind, "not-found");
    assert.equal(network.asked.at(-1)?.url, "/hubs/..%2Flocks%3Fa%3Db%23c");
  });
});

describe("a call that came to nothing", () => {
  const troubles: Readonly<Record<string, readonly Fault[]>> = {
    "requests were lost on the way": ["unreached", "unreached"],
    "answers were lost on the way back": ["lost", "lost"],
    "half of the answer came back": ["cut"],
    "the server says that it cannot now": [{ status: 503, headers: { "retry-after": "1" } }],
    "too much was asked": [{ status: 429, headers: { "retry-after": "1" } }],
    "the first one is under way": [{ status: 409, headers: { "retry-after": "1" } }],
    "a proxy answers for a server that starts": [BAD_GATEWAY, { status: 504 }],
    "nothing came at all": ["silent"],
  };
  for (const [name, faults] of Object.entries(troubles))
    it(`is done once, and has one idempotency key, when ${name}`, async () => {
      const before = await countKeys();
      const asked = await askedFor(
        async () => {
          const key = await clientOf({ attemptMs: 500 }).createKey({ body: { doors: DOORS, ...window() } });
          assert.match(key.uuid, /^[\da-f-]{36}$/);
        },
        ...faults,
      );
      assert.equal(await countKeys(), before + 1);
      assert.equal(asked.length, faults.length + 1);
      assert.equal(new Set(asked.map(({ headers }) => headers["idempotency-key"])).size, 1);
      assert.equal(new Set(asked.map(({ body }) => body)).size, 1);
    });

  it("waits as long as the server asks for, by seconds or a date, and some more", async () => {
    for (const after of [() => "1", () => new Date(Date.now() + 2_000).toUTCString()]) {
      const from = performance.now();
      const asked = await askedFor(() => clientOf().listHubs(), { status: 503, headers: { "retry-after": after() } });
      assert.equal(asked.length, 2);
      assert.ok(performance.now() - from > 1_000, String(after));
    }
  });

  it("is not waited for longer than it may take: the error says when to come again", async () => {
    const slow: Fault = { status: 503, headers: { "retry-after": "90" }, body: "" };
    const from = performance.now();
    let error = await failed(askedFor(() => clientOf().listHubs(), slow));
    assert.ok(error.kind === "unexpected");
    assert.deepEqual([error.retryAfterMs, error.attempts], [90_000, 1]);
    error = await failed(askedFor(() => clientOf({ patienceMs: 100 }).listHubs(), "unreached", "unreached"));
    assert.deepEqual([error.kind, error.attempts], ["no-answer", 1]);
    error = await failed(askedFor(() => clientOf({ attempts: 2 }).listHubs(), "unreached", "unreached", "unreached"));
    assert.deepEqual([error.kind, error.attempts], ["no-answer", 2]);
    assert.ok(performance.now() - from < 5_000);
  });

  it("opens no door for somebody who may be gone: it is tried for ten seconds", async () => {
    const eleven: Fault = { status: 503, headers: { "retry-after": "11" } };
    const client = clientOf();
    const error = await failed(askedFor(() => client.openLock({ path: { id: 1 }, body: {} }), eleven));
    assert.equal(error.attempts, 1);
    const opened = await askedFor(() => client.openLock({ path: { id: 1 }, body: {} }), "lost", "cut");
    assert.equal(opened.length, 3);
    const { counts } = await client.countActivity({
      query: { from: window().validFrom, to: window().validUntil, by: "day" },
    });
    assert.equal(
      counts.reduce((sum, { opened }) => sum + opened, 0),
      1,
    );
  });

  it("is repeated by whoever made it, with a key of theirs, after a restart too", async () => {
    const before = await countKeys();
    const request = { body: { doors: DOORS, ...window() }, idempotencyKey: "booking-4711" };
    const error = await failed(askedFor(() => clientOf({ attempts: 1 }).createKey(request), "lost"));
    assert.deepEqual([error.kind, error.idempotencyKey], ["no-answer", "booking-4711"]);
    const { uuid } = await clientOf().createKey(request);
    assert.equal((await clientOf().createKey(request)).uuid, uuid);
    assert.equal(await countKeys(), before + 1);
  });

  it("is ended by its signal, while it waits too, and rejects with the signal's reason", async () => {
    const why = new Error("the person went away");
    for (const fault of ["silent", { status: 503, headers: { "retry-after": "20" } }] as const) {
      const ending = new AbortController();
      setTimeout(() => ending.abort(why), 100);
      const call = askedFor(() => clientOf().listHubs({ signal: ending.signal }), fault);
      assert.equal(await call.then(String, (error: unknown) => error), why);
    }
    const ended = AbortSignal.abort(why);
    assert.equal(
      await clientOf()
        .listHubs({ signal: ended })
        .then(String, (error: unknown) => error),
      why,
    );
  });

  it("follows no redirect, which could lead credentials elsewhere", async () => {
    const redirect: Fault = { status: 307, headers: { location: "http://127.0.0.1:9/" } };
    const error = await failed(askedFor(() => clientOf().listHubs(), redirect));
    assert.ok(error.kind === "unexpected");
    assert.equal(error.attempts, 1);
  });
});

describe("a call that was answered", () => {
  it("is never sent again, be it refused", async () => {
    const asked = await askedFor(async () => {
      const error = await failed(clientOf().createKey({ body: { doors: [{ lockId: "999" }], ...window() } }));
      assert.equal(error.kind, "not-found");
    });
    assert.equal(asked.length, 1);
  });

  it("is never opened again where the door did not", async () => {
    await server.fault(2, "offline");
    const asked = await askedFor(async () => {
      const error = await failed(clientOf().openLock({ path: { id: 2 }, body: {} }));
      assert.equal(error.kind, "not-opened");
    });
    assert.equal(asked.length, 1);
  });

  it("with a wrong PIN is not sent again with another token, as another guess", async () => {
    const asked = await askedFor(async () => {
      const client = clientOf({ token: () => "another" });
      const error = await failed(client.openLockWithPin({ path: { id: 1 }, body: { pin: "48205917" } }));
      assert.equal(error.kind, "unauthenticated");
    });
    assert.equal(asked.length, 1);
    assert.deepEqual([asked[0]!.headers.authorization, asked[0]!.headers["x-api-key"]], [undefined, undefined]);
  });

  it("tells what is wrong with which field, as a union that is told apart by its kind", async () => {
    const { validFrom } = window();
    const error = await failed(clientOf().createKey({ body: { doors: DOORS, validFrom, validUntil: validFrom } }));
    assert.ok(error.kind === "invalid");
    assert.deepEqual([error.status, error.field, error.operation], [400, "validUntil", "createKey"]);
    assert.equal(error.details[0]?.message, "must be later than validFrom");
    assert.match(error.message, /^createKey: 400 .*; validUntil must be later than validFrom$/);
    assert.doesNotMatch(JSON.stringify(error) + error.stack, new RegExp(org.apiKey));
  });

  it("with a fault tells what the server calls it in its log", async () => {
    await server.fault(2, "offline");
    const names = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const error = await failed(clientOf().openLock({ path: { id: 2 }, body: {} }));
      assert.ok(error.kind === "not-opened");
      assert.match(error.requestId ?? "", /^[\w-]{8}\.\w+$/);
      names.add(error.requestId!);
    }
    assert.equal(names.size, 2);
  });

  it("has a kind for every status of the document", async () => {
    const { json } = await server.call("GET", "/openapi.json");
    const operations = Object.values<Record<string, { responses: object }>>(json.paths).flatMap(Object.values);
    const statuses = new Set(operations.flatMap(({ responses }) => Object.keys(responses)).filter((s) => s >= "400"));
    statuses.delete("421"); // of a server that has another name; fetch itself asks again
    for (const status of statuses) {
      const body = JSON.stringify({ success: false, error: "No", message: "No", code: Number(status) });
      const answer = { status: Number(status), headers: { "content-type": "application/json" }, body };
      const error = await failed(askedFor(() => clientOf({ attempts: 1 }).listHubs(), answer));
      assert.notEqual(error.kind, "unexpected", status);
      const other = await failed(
        askedFor(() => clientOf({ attempts: 1 }).listHubs(), { ...BAD_GATEWAY, status: Number(status) }),
      );
      assert.equal(other.kind, "unexpected", status);
    }
  });
});

describe("a client's token", () => {
  it("is asked for again when the server refuses it, once for all who ask together", async () => {
    const { token } = await server.user();
    const refused: (string | undefined)[] = [];
    const client = clientOf({
      apiKey: undefined as never,
      async token(before) {
        refused.push(before);
        return before === undefined ? `${token}x` : token;
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => client.listHubs()));
    assert.deepEqual(refused, [undefined, `${token}x`]);
    await client.listHubs();
    assert.equal(refused.length, 2);
  });

  it("is asked for twice at the most, and an error tells that it is none", async () => {
    let asked = 0;
    const client = createClient({ baseUrl: network.url, token: () => `none-${++asked}` });
    assert.equal((await failed(client.listHubs())).kind, "unauthenticated");
    assert.equal(asked, 2);
    const fixed = createClient({ baseUrl: network.url, token: "none" });
    const sent = await askedFor(async () => assert.equal((await failed(fixed.listHubs())).kind, "unauthenticated"));
    assert.equal(sent.length, 1);
  });

  it("that cannot be got now is asked for again; that will never be got is the caller's to tell", async () => {
    const { token } = await server.user();
    let asked = 0;
    const gone = new Error("sign in again");
    const silent = createClient({ baseUrl: "http://127.0.0.1:9", attempts: 1 });
    const client = createClient({
      baseUrl: network.url,
      token: async () => {
        if (++asked === 1) await silent.listHubs();
        return token;
      },
    });
    await client.listHubs();
    assert.equal(asked, 2);
    const ended = createClient({ baseUrl: network.url, token: () => Promise.reject(gone) });
    assert.equal(await ended.listHubs().then(String, (error: unknown) => error), gone);
  });
});
