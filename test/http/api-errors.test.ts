/** Every refusal that is not about the content of a body, each with the published error body. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { StoreUnavailableError } from "../../src/database/unavailable.ts";
import { createDesk } from "../../src/webhooks/desk.ts";
import { sealWith } from "../../src/webhooks/sealing.ts";
import { createWebhookStore } from "../../src/webhooks/stored-webhooks.ts";
import { createOwnCounters } from "../../src/limits/counters.ts";
import { buildServer } from "../../src/http/server.ts";
import { openSignIn } from "../../src/identity/sign-in-by-link.ts";
import { openSqliteSql } from "../../src/database/sqlite/sql.ts";
import { createHubKeeper } from "../../src/devices/hubs/keeper.ts";
import { openHubs } from "../../src/devices/hubs/open-hubs.ts";
import { createHubSecrets } from "../../src/devices/hubs/secrets.ts";
import { createHubStore } from "../../src/devices/hubs/stored-hubs.ts";
import { kindOf } from "../../src/devices/kinds.ts";
import { createDeviceStates } from "../../src/devices/observed/device-states.ts";
import { silentLog } from "../../src/log.ts";
import { createNoticeChoices } from "../../src/member-notices/stored-choices.ts";
import { createOrgFeed } from "../../src/org-feed/stored-org-feed.ts";
import { createPresentation } from "../../src/presentation/stored-presentation.ts";
import { createReading } from "../../src/reading/reading.ts";
import { openSqliteSignIn } from "../../src/store/sqlite.ts";
import { openSqliteIdempotency } from "../../src/idempotency/sqlite-idempotency.ts";
import { openPinVault } from "../../src/pins/pin-vault.ts";
import { LedgerBusyError } from "../../src/ledger/ledger.ts";
import { assertErrorBody } from "../contract/api-flows.ts";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { createActivity } from "../../src/activity/stored-activity.ts";
import { createCursors } from "../../src/feed/stored-cursors.ts";

const LOCK = 1;
const FOREIGN = 2;
const ABSENT = 3;

let server: TestServer;
let owner: Credentials & { token: string; userId: string };
let ours: Credentials & { apiKey: string };

before(async () => {
  server = await startServer();
  owner = await server.user();
  ours = await server.organization("ours");
  await server.lock(LOCK, { ownerId: owner.userId, orgId: "ours" });
  await server.lock(FOREIGN, { orgId: "theirs" });
});
after(() => server.close());

const terms = () => publicTerms(Date.now());
const create = (body: unknown, as: Credentials = owner, headers: Record<string, string> = {}) =>
  server.call("POST", `/locks/${LOCK}/create-temp-key`, { ...as, body, headers });

function fieldsOf(answer: Answer): string[] {
  assertErrorBody(answer);
  return (answer.json.details ?? []).map((detail: { field: string }) => detail.field);
}

/** All of an answer but its time. */
function seen({ status, text, headers }: Answer) {
  return { status, text, headers: [...headers].filter(([name]) => name !== "date" && name !== "x-request-id") };
}

describe("other refusals", () => {
  it("401 without a credential, with a wrong one, and with one wrong of two", async () => {
    const wrongToken = `${owner.token.slice(0, -4)}AAAA`;
    const wrong: Record<string, Credentials & { headers?: Record<string, string> }> = {
      none: {},
      "wrong key": { apiKey: "x".repeat(40) },
      "empty key": { apiKey: "" },
      "wrong token": { token: wrongToken },
      "no token": { token: "" },
      "another scheme": { headers: { authorization: `Basic ${owner.token}` } },
      "right key, wrong token": { apiKey: ours.apiKey, token: wrongToken },
      "wrong key, right token": { apiKey: "x".repeat(40), token: owner.token },
    };
    for (const [name, credentials] of Object.entries(wrong))
      for (const [method, path] of [
        ["GET", "details"],
        ["POST", "create-temp-key"],
      ] as const) {
        const body = method === "POST" ? { body: terms() } : {};
        const answer = await server.call(method, `/locks/${LOCK}/${path}`, { ...credentials, ...body });
        assert.equal(answer.status, 401, name);
        assert.ok(answer.headers.get("www-authenticate"), name);
        assertErrorBody(answer);
      }
  });

  it("403 where only others may", async () => {
    const body = { newUuid: randomUUID() };
    const answer = await server.call("POST", `/locks/${LOCK}/ChangeLockUuid`, { ...owner, body });
    assert.equal(answer.status, 403);
    assertErrorBody(answer);
    const someone = { index: 8, uuid: randomUUID(), ownerId: randomUUID() };
    assert.equal((await server.call("POST", "/locks/8/CreateLock", { ...owner, body: someone })).status, 403);
  });

  it("404 to the byte the same for a lock of somebody else and for none", async () => {
    const tempKeyUuid = randomUUID();
    const bodies: Record<string, object | undefined> = {
      "GET basic-info": undefined,
      "GET details": undefined,
      "GET events": undefined,
      "GET temp-keys": undefined,
      "POST SetOwner": { userId: owner.userId },
      "POST SetOrganization": { orgId: "ours" },
      "POST ChangeLockUuid": { newUuid: randomUUID() },
      "POST OpenLock": {},
      "POST create-temp-key": { ...terms(), tempKeyUuid },
      "POST update-temp-key": { tempKeyUuid, maxUses: 3 },
      "POST use-temp-key": { tempKeyUuid },
      "POST delete-temp-key": { tempKeyUuid },
    };
    for (const [operation, body] of Object.entries(bodies))
      for (const as of [owner, ours]) {
        const [method, path] = operation.split(" ") as [string, string];
        const ask = (lockId: number) =>
          server.call(method, `/locks/${lockId}/${path}`, { ...as, ...(body && { body }) });
        const [foreign, absent] = [await ask(FOREIGN), await ask(ABSENT)];
        assert.equal(foreign.status, path === "ChangeLockUuid" ? 403 : 404, operation);
        assertErrorBody(foreign);
        assert.deepEqual(seen(foreign), seen(absent), operation);
      }
  });

  it("404 as JSON for what is not there, and as a page to a browser", async () => {
    for (const path of ["/nowhere", "/nowhere/1", `/locks/${LOCK}/nowhere`]) {
      for (const accept of ["*/*", "application/json", "application/json, text/html;q=0.9"]) {
        const answer = await server.call("GET", path, { headers: { accept } });
        assert.equal(answer.status, 404, path);
        assertErrorBody(answer);
      }
      const page = await server.call("GET", path, { headers: { accept: "text/html", "accept-language": "de" } });
      assert.deepEqual([page.status, page.headers.get("content-type")], [404, "text/html; charset=utf-8"], path);
      assert.match(page.text, /<html lang="de"[^]*Dieser Link/);
    }
  });

  it("404 for a path that has a U+0000, and 400 for a parameter that has it", async () => {
    assert.equal((await server.call("GET", "/temp-keys/%00", owner)).status, 404);
    for (const path of ["/temp-keys/a/confirmation?order=%00", "/users/by-email?email=%00"]) {
      const answer = await server.call("GET", path, owner);
      assert.deepEqual([answer.status, fieldsOf(answer)], [400, [/\?(\w+)=/.exec(path)![1]]], path);
    }
  });

  it("409 for other content under the same name", async () => {
    const tempKeyUuid = await server.key(LOCK, owner);
    const answer = await create({ ...terms(), tempKeyUuid, maxUses: 1 });
    assert.deepEqual([answer.status, fieldsOf(answer)], [409, ["tempKeyUuid"]]);
    const body = { index: LOCK, uuid: randomUUID() };
    const lock = await server.call("POST", `/locks/${LOCK}/CreateLock`, { ...owner, body });
    assert.deepEqual([lock.status, fieldsOf(lock)], [409, ["index"]]);
  });

  it("413 past 64 KiB, with and without a length", async () => {
    const body = JSON.stringify({ ...terms(), description: "x".repeat(66_000) });
    const answer = await create(body);
    assert.equal(answer.status, 413);
    assertErrorBody(answer);
    const response = await fetch(`${server.url}/locks/${LOCK}/create-temp-key`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${owner.token}` },
      body: new Blob([body]).stream(),
      duplex: "half",
    } as RequestInit);
    assert.equal(response.status, 413);
    assert.equal(((await response.json()) as { code: number }).code, 413);
  });

  it("415 for other types", async () => {
    for (const type of ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const answer = await create(JSON.stringify(terms()), owner, { "content-type": type });
      assert.equal(answer.status, 415, type);
      assertErrorBody(answer);
    }
    const { status } = await create(terms(), owner, { "content-type": "application/json; charset=utf-8" });
    assert.equal(status, 200);
  });

  it("400 for headers that only servers send each other", async () => {
    for (const name of ["X-Org-Id", "X-User-Id"])
      for (const path of [`/locks/${LOCK}/details`, `/temp-keys/${randomUUID()}`, "/healthz"]) {
        const answer = await server.call("GET", path, { ...owner, headers: { [name]: "ours" } });
        assert.equal(answer.status, 400, `${name} ${path}`);
        assert.deepEqual(fieldsOf(answer), [name.toLowerCase()]);
      }
  });

  it("the published body even for paths and bytes that cannot be read", async () => {
    for (const [path, status] of [
      ["/locks/%zz/events", 400],
      [`/locks/${"1".repeat(300)}/events`, 400],
    ] as const) {
      const answer = await server.call("GET", path, owner);
      assert.equal(answer.status, status);
      assertErrorBody(answer);
    }
    assert.match(await rawAnswer("nonsense\r\n\r\n"), /^HTTP\/1\.1 400 [^]*"code":400/);
    assert.match(
      await rawAnswer(`GET / HTTP/1.1\r\nx: ${"x".repeat(20_000)}\r\n\r\n`),
      /^HTTP\/1\.1 431 [^]*"code":431/,
    );
  });
});

/** What the server answers to bytes, until it closes the connection. */
async function rawAnswer(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.setTimeout(5_000, () => socket.destroy(new Error("no answer")));
  socket.end(bytes);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe("429", () => {
  it("comes with Retry-After, for a caller, a key, and an address that guesses", async () => {
    const limited = await startServer({ env: { RATE_LIMIT: "8,3" } });
    try {
      const user = await limited.user();
      const other = await limited.user();
      await limited.lock(LOCK, { ownerId: user.userId });
      const tempKeyUuid = await limited.key(LOCK, user);
      const use = () => limited.call("POST", `/locks/${LOCK}/use-temp-key`, { ...user, body: { tempKeyUuid } });
      for (let i = 0; i < 3; i++) assert.equal((await use()).status, 200);
      assertLimited(await use());
      const details = (as: Credentials) => limited.call("GET", `/locks/${LOCK}/details`, as);
      for (let i = 0; i < 3; i++) assert.equal((await details(user)).status, 200);
      assertLimited(await details(user));
      assert.equal((await details(other)).status, 404, "somebody else is not held up");
      for (let i = 0; i < 8; i++) assert.equal((await details({ apiKey: "x".repeat(40) })).status, 401);
      assertLimited(await details({ apiKey: "y".repeat(40) }));
    } finally {
      await limited.close();
    }
  });
});

function assertLimited(answer: Answer): void {
  assert.equal(answer.status, 429);
  assertErrorBody(answer);
  const seconds = Number(answer.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, String(seconds));
}

function hubsOn(file: string) {
  const hubs = async () => createHubStore(openSqliteSql(file));
  const secrets = createHubSecrets({ keys: { secrets: [Buffer.alloc(32, 1)] } });
  const simulator = { travelMs: 0 };
  const { clock, dataDir } = server;
  const shared = { hubs, secrets, simulator, clock, kindOf };
  return {
    hubs: createHubKeeper(shared),
    openHubs: openHubs({ ...shared, dataDir, holder: "nobody", log: silentLog, observed: async () => {} }),
    deviceStates: createDeviceStates(openSqliteSql(file)),
  };
}

function webhooksOn(file: string) {
  const box = { encrypt: async () => null, decrypt: async () => ({}) };
  const publisher = { region: "here", account: "test" };
  return createDesk(
    createWebhookStore(openSqliteSql(file)),
    sealWith(box, () => false),
    publisher,
    () => {},
  );
}

function activityOn(file: string) {
  const sql = openSqliteSql(file);
  const { clock, ledger } = server;
  return createActivity({
    sql,
    cursors: createCursors(sql),
    read: ledger.read,
    holder: "nobody",
    clock,
    log: silentLog,
  });
}

function orgFeedOn(file: string) {
  const sql = openSqliteSql(file);
  const { clock, ledger } = server;
  const options = { sql, cursors: createCursors(sql), read: ledger.read, holder: "nobody", clock };
  return createOrgFeed({ ...options, log: silentLog });
}

describe("faults", () => {
  const failing: Record<string, [error: Error, status: number]> = {
    "a full queue": [new LedgerBusyError("full"), 503],
    "a store that cannot commit": [new StoreUnavailableError("the disk at /secret is full"), 503],
    "anything else": [new TypeError("secret detail"), 500],
  };
  for (const [name, [error, status]] of Object.entries(failing))
    it(`${name} is a ${status} that tells nothing of the inside`, async () => {
      const { ledger, directory, organizations, config, clock, issuer } = server;
      const app = await buildServer({
        config,
        directory,
        organizations,
        clock,
        reading: createReading({ read: ledger.read, directory, clock }),
        tokens: issuer!.verifier,
        log: pino({ level: "silent" }),
        ledger: { ...ledger, submit: () => Promise.reject(error), probe: () => Promise.reject(error) },
        pins: await openPinVault({ keys: { secrets: [Buffer.alloc(32, 1)] }, digits: 8, clock }),
        idempotency: openSqliteIdempotency(join(config.dataDir, "other-requests.db")),
        presentation: createPresentation(openSqliteSql(join(config.dataDir, "other.db"))),
        accounts: await server.store.accounts(),
        ways: await server.store.ways(),
        keyImports: await server.store.keyImports(),
        personalData: await server.store.personalData(),
        providers: { issuers: [], list: async () => [], begin: async () => undefined, finish: async () => undefined },
        counters: createOwnCounters(clock),
        activity: activityOn(join(config.dataDir, "other.db")),
        orgFeed: orgFeedOn(join(config.dataDir, "other.db")),
        webhooks: webhooksOn(join(config.dataDir, "other.db")),
        unsubscribe: { tokenOf: async () => "", read: async () => undefined, end: async () => {} },
        noticeChoices: createNoticeChoices(openSqliteSql(join(config.dataDir, "other.db"))),
        recipients: {
          canReach: () => false,
          languageOf: () => undefined,
          seal: async () => "",
          settled: async () => 0,
          sendLink: async () => 0,
        },
        ...hubsOn(join(config.dataDir, "other.db")),
        signIn: await openSignIn({
          config,
          openTables: () => openSqliteSignIn(join(config.dataDir, "other.db")),
          clock,
        }),
        openings: {
          open: () => Promise.reject(error),
          settled: async () => undefined,
          further: async (order) => order,
        },
      });
      try {
        for (const [method, url] of [
          ["POST", `/locks/${LOCK}/create-temp-key`],
          ["GET", "/readyz"],
        ] as const) {
          const answer = await app.inject({
            method,
            url,
            headers: { authorization: `Bearer ${owner.token}` },
            ...(method === "POST" && { payload: terms() }),
          });
          assert.equal(answer.statusCode, status);
          assert.equal(answer.json().code, status);
          assert.equal(answer.headers["retry-after"] !== undefined, status === 503);
          assert.doesNotMatch(answer.body, /secret|\.ts|node:|at /);
        }
      } finally {
        await app.close();
      }
    });
});
