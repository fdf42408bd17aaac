/**
 * Who may do what: a row for every operation of the server's own document, a column for every kind of caller. An
 * operation without a row fails, so whoever adds one has to say who may.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import { type Operation, readOperations } from "../attacks/document.ts";
import { assertErrorBody } from "../contract/api-flows.ts";
import { publicTerms, startServer, type TestServer } from "../harness.ts";

const CALLERS = [
  "nobody",
  "a guest who signed in",
  "the owner",
  "another user",
  "the organisation",
  "another organisation",
  "a super key",
  "a key that expired",
  "a token that ended",
  "a token that was made void",
] as const;
type Caller = (typeof CALLERS)[number];

/** What a request is about: made anew where an earlier one may have changed it. */
interface World {
  readonly lockId: number;
  /** A public key of the lock. */
  readonly key: string;
  /** A key of the lock for the guest who signs in. */
  readonly named: string;
  /** A hub of the organisation. */
  readonly hub: string;
}

interface Row {
  /** What is asked; the operation's own path and method are taken. */
  readonly path: (world: World) => Readonly<Record<string, string | number>>;
  readonly query?: string | ((world: World) => string);
  readonly body?: (world: World) => unknown;
  readonly type?: string;
  /** The status for each caller, in their order. */
  readonly answers: readonly number[];
}

const PICTURE = readFileSync(join(import.meta.dirname, "../../src/http/guest/page/images/icon-180.png"));
const NO = 401;
/** Far longer than a token that was made void is believed yet, on a busy machine too. */
const PATIENCE_MS = 10_000;

/** Those who may manage a lock are the owner, the organisation and super keys; others learn of nothing. */
const managed = (yes: number, others = 404) => [NO, NO, yes, others, yes, others, yes, NO, NO, NO];
/** Of a hub of the organisation, the owner of its lock learns nothing. */
const ofOrganization = [NO, NO, 404, 404, 200, 404, 200, NO, NO, NO];
/** A page: whoever is not believed is nobody. */
const page = Array.from(CALLERS, () => 200);
/** An opening by a public link; a token that is sent has to be good. */
const opening = [303, 303, 303, 303, 303, 303, 303, 303, NO, NO];

let server: TestServer;
let headers: Record<Caller, Record<string, string>>;
let ownerId: string;
let guestId: string;
let lastLock = 0;
let operations: ReadonlyMap<string, Operation>;

const lock = ({ lockId }: World) => ({ id: lockId });
const key = ({ key }: World) => ({ uuid: key });
const named = ({ named }: World) => ({ uuid: named });
const hub = ({ hub }: World) => ({ hubId: hub });
const brand = () => ({ orgId: "ours" });
const window = () => {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
};
const newKey = ({ lockId }: World) => ({ ...window(), doors: [{ lockId: String(lockId) }] });
const newLock = () => ({ index: ++lastLock, uuid: randomUUID() });
const picture = { body: () => PICTURE, type: "image/png" };

const ROWS: Readonly<Record<string, Row>> = {
  createTempKey: { path: lock, body: () => publicTerms(Date.now()), answers: managed(200) },
  updateTempKey: { path: lock, body: ({ key }) => ({ tempKeyUuid: key, maxUses: 9 }), answers: managed(200) },
  deleteTempKey: { path: lock, body: ({ key }) => ({ tempKeyUuid: key }), answers: managed(200) },
  useTempKey: { path: lock, body: ({ key }) => ({ tempKeyUuid: key }), answers: managed(200) },
  listTempKeys: { path: lock, answers: managed(200) },
  createKey: { path: () => ({}), body: newKey, answers: managed(201, 403) },
  createCollectiveKey: { path: () => ({}), body: newKey, answers: managed(201, 403) },
  listLocks: { path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getTimeline: {
    path: () => ({}),
    query: "?from=2026-12-01T00:00:00Z&until=2026-12-02T00:00:00Z",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  listOpeners: { path: lock, answers: managed(200) },
  listKeyRows: { path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  listKeys: { path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  "listKeys of a lock": { path: () => ({}), query: ({ lockId }) => `?lockId=${lockId}`, answers: managed(200, 403) },
  changeKey: { path: key, body: () => ({ maxUses: 9 }), answers: managed(200) },
  changeCollectiveKey: { path: key, body: () => ({ maxUses: 9 }), answers: managed(200) },
  revokeKey: { path: key, answers: managed(200, 403) },
  revokeCollectiveKey: { path: key, answers: managed(200, 403) },
  pauseKey: { path: key, body: () => ({}), answers: managed(200) },
  resumeKey: { path: key, answers: managed(200) },
  duplicateKey: { path: key, body: () => ({}), answers: managed(201) },
  importKeys: {
    path: () => ({}),
    query: "?importId=roles",
    body: ({ lockId }) => {
      const { validFrom, validUntil } = window();
      return { csv: `locks,validFrom,validUntil\n${lockId},${validFrom},${validUntil}` };
    },
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getImportTemplate: { path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  explainKey: { path: key, answers: managed(200) },
  listKeyEvents: { path: key, answers: managed(200) },
  changeLock: { path: lock, body: () => ({ name: "Side door" }), answers: managed(200) },
  createLock: {
    path: () => ({ id: lastLock + 1 }),
    body: newLock,
    answers: [NO, NO, 201, 201, 201, 201, 201, NO, NO, NO],
  },
  setOwner: { path: lock, body: () => ({ userId: randomUUID() }), answers: managed(200) },
  setOrganization: { path: lock, body: () => ({ orgId: "theirs" }), answers: managed(200) },
  changeLockUuid: {
    path: lock,
    body: () => ({ newUuid: randomUUID() }),
    answers: [NO, NO, 403, 403, 403, 403, 200, NO, NO, NO],
  },
  openLock: { path: lock, answers: managed(200) },
  getLockBasicInfo: { path: lock, answers: managed(200) },
  getLockDetails: { path: lock, answers: managed(200) },
  listLockEvents: { path: lock, answers: managed(200) },
  exportLockEvents: { path: lock, query: "?format=jsonl", answers: managed(200) },
  listActivity: { path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  countActivity: {
    path: () => ({}),
    query: "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=day",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getArrival: { path: lock, answers: managed(200) },
  setArrival: { path: lock, body: () => ({ text: "Second floor" }), answers: managed(200) },
  setArrivalPicture: { path: lock, ...picture, answers: managed(200) },
  removeArrivalPicture: { path: lock, answers: managed(200) },
  getLockDevice: { path: lock, answers: managed(200) },
  bindLockDevice: {
    path: lock,
    body: ({ lockId }) => ({ hubId: "simulator", address: String(lockId) }),
    answers: managed(200),
  },
  "bindLockDevice of the organisation's hub": {
    path: lock,
    body: ({ lockId }) => ({ hubId: "bound", address: String(lockId) }),
    answers: [NO, NO, 404, 404, 200, 404, 200, NO, NO, NO],
  },
  unbindLockDevice: { path: lock, answers: managed(200) },
  createHub: {
    path: () => ({}),
    body: () => ({ kind: "simulator", settings: { travelMs: 0 } }),
    answers: [NO, NO, 201, 201, 201, 201, 201, NO, NO, NO],
  },
  "createHub of the organisation": {
    path: () => ({}),
    body: () => ({ kind: "simulator", settings: { travelMs: 0 }, organizationId: "ours" }),
    answers: [NO, NO, 403, 403, 201, 403, 201, NO, NO, NO],
  },
  listHubs: { path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getHub: { path: hub, answers: ofOrganization },
  changeHub: { path: hub, body: () => ({ name: "Home" }), answers: ofOrganization },
  removeHub: { path: hub, answers: ofOrganization },
  checkHub: { path: hub, answers: ofOrganization },
  listHubDevices: { path: hub, answers: ofOrganization },
  commissionHubDevice: {
    path: hub,
    body: () => ({ code: "34970112332" }),
    answers: ofOrganization.map((status) => (status === 200 ? 409 : status)),
  },
  createUser: {
    path: () => ({ id: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77" }),
    body: () => ({ userId: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77" }),
    answers: [NO, NO, 403, 403, 201, 200, 200, NO, NO, NO],
  },
  erasePersonalData: { path: () => ({ id: randomUUID() }), answers: [NO, NO, 403, 403, 403, 403, 403, NO, NO, NO] },
  getUserByEmail: {
    path: () => ({}),
    query: "?email=anna%40example.test",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getBrand: { path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  setBrand: { path: brand, body: () => ({}), answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  setLogo: { path: brand, ...picture, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  removeLogo: { path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  openLockWithPin: { path: lock, body: () => ({ pin: "00000000" }), answers: Array.from(CALLERS, () => NO) },
  showTempKey: { path: key, answers: page },
  showCollectiveKey: { path: key, answers: page },
  confirmTempKeyOpening: { path: key, answers: page },
  confirmCollectiveOpening: { path: key, answers: page },
  openTempKey: { path: key, answers: opening },
  "openTempKey for one user": { path: named, answers: [403, 303, 403, 403, 403, 403, 403, 403, NO, NO] },
  openTempKeyDoor: { path: (world) => ({ ...key(world), doorId: 1 }), answers: opening },
  openCollectiveDoor: { path: (world) => ({ ...key(world), doorId: 1 }), answers: opening },
  askForSignInLink: {
    path: named,
    body: () => "email=anna%40example.test",
    type: "application/x-www-form-urlencoded",
    answers: CALLERS.map(() => 303),
  },
  showSignInLinkSent: { path: named, answers: page },
  showSignIn: { path: () => ({}), query: `?token=${"t".repeat(32)}`, answers: page },
  signIn: {
    path: () => ({}),
    body: () => `token=${"t".repeat(32)}`,
    type: "application/x-www-form-urlencoded",
    answers: CALLERS.map(() => 400),
  },
  // Last: it ends the session of the guest.
  signOut: { path: named, answers: CALLERS.map(() => 303) },
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

before(async () => {
  server = await startServer();
  const owner = await server.user();
  const guest = await server.user("Anna");
  ({ userId: ownerId } = owner);
  ({ userId: guestId } = guest);
  const ended = await server.issuer!.sign({ userId: ownerId, ttlSeconds: 1 });
  const voided = await server.user("Signed out");
  const ours = await server.organization("ours");
  await hubOfOurs("bound");
  const expired = newApiKey();
  const now = server.clock.now();
  const expiring = { hash: hashApiKey(expired), orgId: "ours", hint: hintOf(expired), createdAt: now - 2 };
  await server.directory.addApiKey({ ...expiring, expiresAt: now - 1 });
  const signIn = await server.store.signIn();
  const cookies = await signIn.redeem(await signIn.createLink(`${guestId}@example.test`));
  headers = {
    nobody: {},
    "a guest who signed in": { cookie: cookies!.map((one) => one.split(";")[0]).join("; ") },
    "the owner": bearer(owner.token),
    "another user": bearer((await server.user("Paul")).token),
    "the organisation": { "x-api-key": ours.apiKey },
    "another organisation": { "x-api-key": (await server.organization("theirs")).apiKey },
    "a super key": { "x-api-key": (await server.organization("operations", { super: true })).apiKey },
    "a key that expired": { "x-api-key": expired },
    "a token that ended": bearer(ended.token),
    "a token that was made void": bearer(voided.token),
  };
  // Both were good, and are remembered as that.
  for (const caller of CALLERS.slice(-2)) await server.call("GET", "/temp-keys", { headers: headers[caller] });
  await server.directory.endTokens(voided.userId, Math.ceil(server.clock.now() / 1_000) + 1);
  for (const caller of CALLERS.slice(-2)) {
    const status = async () => (await server.call("GET", "/temp-keys", { headers: headers[caller] })).status;
    for (const until = Date.now() + PATIENCE_MS; (await status()) !== 401; await wait(50))
      assert.ok(Date.now() < until, `${caller} is good still`);
  }
  operations = new Map((await readOperations(server.url)).map((one) => [one.operationId, one]));
});
after(() => server.close());

async function newWorld(): Promise<World> {
  const lockId = ++lastLock;
  await server.lock(lockId, { ownerId, orgId: "ours" });
  const as = { apiKey: headers["the organisation"]["x-api-key"]! };
  const accessMode = "user-whitelist";
  return {
    lockId,
    key: await server.key(lockId, as),
    named: await server.key(lockId, as, { accessMode, allowedUserIds: [guestId] }),
    hub: await hubOfOurs("home"),
  };
}

/** There are not many that an organisation may have: it is made where it was removed. */
async function hubOfOurs(hubId: string): Promise<string> {
  const settings = { settings: { travelMs: 0 }, secretNames: [], ciphertext: null, createdAt: 1 };
  const hub = { hubId, kind: "simulator", name: null, orgId: "ours", ownerId: null, ...settings };
  await (await server.store.hubs()).create(hub, 20);
  return hubId;
}

async function ask(row: Row, operation: Operation, world: World, caller: Caller) {
  const names = row.path(world);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(names[name]));
  const body = row.body?.(world);
  const query = typeof row.query === "function" ? row.query(world) : (row.query ?? "");
  return server.call(operation.method, path + query, {
    headers: { ...headers[caller], ...(row.type !== undefined && { "content-type": row.type }) },
    ...(body !== undefined && { body }),
  });
}

const eventsOf = async ({ lockId }: World) => (await server.ledger.read.lock(lockId))!.version;

describe("who may do what", () => {
  it("is said here for every operation of the document, and for no other", () => {
    const said = new Set(Object.keys(ROWS).map((name) => name.split(" ")[0]!));
    // What goes by a cookie alone knows no other callers than whose it is.
    const others = [...operations.values()].filter(({ path }) => !/^\/(account|session)(\/|$)/.test(path));
    assert.deepEqual(said, new Set(others.map(({ operationId }) => operationId)));
  });

  for (const [name, row] of Object.entries(ROWS))
    it(`${name} answers each kind of caller as the table says`, async () => {
      const operation = operations.get(name.split(" ")[0]!)!;
      const refused = await newWorld();
      const before = await eventsOf(refused);
      const answers: Record<string, number> = {};
      for (const [i, caller] of CALLERS.entries()) {
        const isRefused = row.answers[i]! >= 400;
        const answer = await ask(row, operation, isRefused && !operation.isOpen ? refused : await newWorld(), caller);
        answers[caller] = answer.status;
        if (isRefused) assertErrorBody(answer);
      }
      assert.deepEqual(answers, Object.fromEntries(CALLERS.map((caller, i) => [caller, row.answers[i]])));
      // A refused opening is on the record; whoever may not manage a lock leaves nothing behind.
      if (!operation.isOpen) assert.equal(await eventsOf(refused), before, "a refused caller changed something");
    });

  /** As published: 403 for somebody else's, 404 for none. */
  const TELLING = ["createKey", "createCollectiveKey", "revokeKey", "revokeCollectiveKey", "listKeys of a lock"];
  /** It is taken: who makes a lock has to be told. */
  const MAKING = new Set(["createLock"]);

  it("tells somebody else's lock or key from none only where that is published", async () => {
    const world = await newWorld();
    const none = { ...world, lockId: 999_999_999, key: randomUUID(), named: randomUUID(), hub: "none" };
    const telling: string[] = [];
    for (const [name, row] of Object.entries(ROWS)) {
      const operation = operations.get(name.split(" ")[0]!)!;
      // The link of a key is a secret that says by itself that there is one.
      if (operation.isOpen || MAKING.has(name)) continue;
      for (const caller of ["another user", "another organisation"] as const) {
        const [theirs, absent] = [await ask(row, operation, world, caller), await ask(row, operation, none, caller)];
        const isSame = theirs.status === absent.status && theirs.text === absent.text;
        if (!isSame && !isAboutNothing(theirs.status)) telling.push(name);
      }
    }
    assert.deepEqual(new Set(telling), new Set(TELLING));
  });

  it("is said in the document too where a key opens a lock of others as well", async () => {
    const { lockId } = await newWorld();
    const away = ++lastLock;
    await server.lock(away, { orgId: "theirs" });
    const doors = [{ lockId: String(lockId) }, { lockId: String(away) }];
    const as = headers["a super key"];
    const made = await server.call("POST", "/temp-keys", { headers: as, body: { ...window(), doors } });
    const body = { tempKeyUuid: made.json.uuid as string, maxUses: 2 };
    const path = `/locks/${lockId}/update-temp-key`;
    const answer = await server.call("POST", path, { headers: headers["the owner"], body });
    assert.equal(answer.status, 403);
    assert.ok(operations.get("updateTempKey")!.answers.has(403));
  });

  it("answers to the byte the same for somebody else's lock as for none, wherever it answers 404", async () => {
    const world = await newWorld();
    const none = { ...world, lockId: 999_999_999, key: randomUUID(), hub: "none" };
    for (const [name, row] of Object.entries(ROWS)) {
      if (row.answers[3] !== 404) continue;
      const operation = operations.get(name.split(" ")[0]!)!;
      for (const caller of ["another user", "another organisation"] as const) {
        const [theirs, absent] = [await ask(row, operation, world, caller), await ask(row, operation, none, caller)];
        assert.deepEqual([theirs.status, theirs.text], [absent.status, absent.text], `${name}, ${caller}`);
      }
    }
  });
});

/** Whether the request was about nothing of the lock's or the key's: whoever asked may do it. */
function isAboutNothing(status: number): boolean {
  return status < 300;
}
