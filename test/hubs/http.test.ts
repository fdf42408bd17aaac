/** Hubs and devices over HTTP. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fieldsOf } from "../contract/described.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const SECRET = "a-token-that-nobody-may-see";
const RELAY = { url: "https://relay.example", profile: "shelly" };
const HOME = { kind: "home-assistant", settings: { url: "https://home.example" }, secrets: { token: SECRET } };

let server: TestServer;
let acme: Credentials;
let other: Credentials;
let owner: Credentials & { readonly userId: string };
let superKey: Credentials;
before(async () => {
  server = await startServer();
  acme = await server.organization("acme");
  other = await server.organization("other");
  superKey = await server.organization("operations", { super: true });
  owner = await server.user();
  for (const lockId of [1, 2, 3]) await server.lock(lockId, { orgId: "acme", ownerId: owner.userId });
  await server.lock(9, { orgId: "other" });
});
after(() => server.close());

const call = (as: Credentials) => (method: string, path: string, body?: unknown) =>
  server.call(method, path, { ...as, ...(body !== undefined && { body }) });
const countOf = async (as: Credentials) => (await call(as)("GET", "/hubs")).json.hubs.length as number;
const simulated = { kind: "simulator", settings: { travelMs: 0 } };

describe("a hub", () => {
  it("belongs to whoever makes it, and to nobody else it is there", async () => {
    const made = await call(acme)("POST", "/hubs", { hubId: "acme-home", name: "Home", ...HOME });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(
      [made.json.hubId, made.json.organizationId, made.json.ownerId, made.json.connection, made.json.builtIn],
      ["acme-home", "acme", null, "idle", false],
    );
    assert.deepEqual((await call(acme)("GET", "/hubs/acme-home")).json, made.json);
    assert.equal((await call(superKey)("GET", "/hubs/acme-home")).status, 200);
    const none = await call(other)("GET", "/hubs/nowhere");
    for (const [method, path, body] of [
      ["GET", ""],
      ["PATCH", "", { name: "mine" }],
      ["DELETE", ""],
      ["POST", "/check"],
      ["GET", "/devices"],
    ] as const) {
      const theirs = await call(other)(method, `/hubs/acme-home${path}`, body);
      assert.deepEqual([theirs.status, theirs.text], [404, none.text], `${method} ${path}`);
    }
    const users = await call(owner)("POST", "/hubs", simulated);
    assert.deepEqual([users.json.organizationId, users.json.ownerId], [null, owner.userId]);
    assert.match(users.json.hubId, /^[0-9a-f-]{36}$/);
    const operators = await call(superKey)("POST", "/hubs", simulated);
    assert.deepEqual([operators.json.organizationId, operators.json.ownerId], [null, null]);
    assert.equal((await call(acme)("GET", `/hubs/${operators.json.hubId}`)).status, 404);
    const forAcme = await call(superKey)("POST", "/hubs", { ...simulated, organizationId: "acme" });
    assert.equal((await call(acme)("GET", `/hubs/${forAcme.json.hubId}`)).status, 200);
    assert.deepEqual(fieldsOf(await call(superKey)("POST", "/hubs", { ...simulated, organizationId: "nobody" })), [
      "organizationId",
    ]);
    assert.equal((await call(other)("POST", "/hubs", { ...simulated, hubId: "acme-home" })).status, 409);
  });

  it("is made once, however often a request is sent", async () => {
    const headers = { "idempotency-key": "the-same-again" };
    const ask = () => server.call("POST", "/hubs", { ...acme, body: simulated, headers });
    const [first, again] = [await ask(), await ask()];
    assert.deepEqual([first.status, again.json], [201, first.json]);
  });

  it("never tells its secrets, wherever one looks", async () => {
    const made = await call(acme)("POST", "/hubs", { hubId: "secretive", ...HOME });
    const answers = [
      made,
      await call(acme)("GET", "/hubs/secretive"),
      await call(acme)("GET", "/hubs"),
      await call(acme)("PATCH", "/hubs/secretive", { secrets: { code: "4711-secret" } }),
      await call(acme)("POST", "/hubs/secretive/check"),
      await call(acme)("GET", "/hubs/secretive/devices"),
    ];
    for (const { text } of answers) assert.ok(!text.includes(SECRET) && !text.includes("4711-secret"), text);
    assert.deepEqual((await call(acme)("GET", "/hubs/secretive")).json.secrets, ["code", "token"]);
    const [row] = await server.sql("SELECT * FROM hubs WHERE hub_id = 'secretive'");
    assert.ok(!JSON.stringify(row).includes(SECRET) && !Buffer.from(row!["ciphertext"] as Buffer).includes(SECRET));
    const file = readFileSync(join(server.dataDir, "hubs.json"), "utf8");
    assert.match((JSON.parse(file) as { secret: string }).secret, /^[\w-]{43}$/);
    assert.equal((await call(acme)("POST", "/hubs/secretive/check")).json.ok, false);
  });

  it("is changed in what is named: all settings, single secrets", async () => {
    await call(acme)("POST", "/hubs", { hubId: "changing", name: "A", ...HOME });
    const patch = (body: object) => call(acme)("PATCH", "/hubs/changing", body);
    assert.deepEqual((await patch({ secrets: { code: "1234" } })).json.secrets, ["code", "token"]);
    const settings = { url: "https://other.example" };
    // Its secrets would be told to whoever is there.
    assert.deepEqual(fieldsOf(await patch({ settings, secrets: { code: "1234" } })), ["secrets.token"]);
    const changed = await patch({ settings, name: null, secrets: { code: "1234", token: SECRET } });
    assert.deepEqual(
      [changed.json.settings, changed.json.name, changed.json.secrets],
      [settings, null, ["code", "token"]],
    );
    assert.deepEqual((await patch({ secrets: { code: null } })).json.secrets, ["token"]);
    const missing = await patch({ secrets: { token: null } });
    assert.deepEqual([missing.status, fieldsOf(missing)], [400, ["secrets.token"]]);
    assert.deepEqual((await call(acme)("GET", "/hubs/changing")).json.secrets, ["token"]);
    assert.deepEqual(fieldsOf(await patch({ settings: {} })), ["settings.url"]);
    assert.deepEqual(fieldsOf(await patch({ kind: "mqtt" })), ["kind"]);
  });

  it("is refused with the name of what is wrong with it, and is not made", async () => {
    const { url, ...rest } = RELAY;
    const cases: readonly [object, readonly string[]][] = [
      [{ ...HOME, settings: { url: 7 } }, ["settings.url"]],
      [{ ...HOME, settings: { ...HOME.settings, urls: [] } }, ["settings.urls"]],
      [
        { ...HOME, settings: { ...HOME.settings, devices: { "lock.a": { pulse: 1 } } } },
        ["settings.devices.lock.a.pulse"],
      ],
      [{ ...HOME, secrets: {} }, ["secrets.token"]],
      [{ ...HOME, secrets: { ...HOME.secrets, tokens: "x" } }, ["secrets.tokens"]],
      [{ ...HOME, secrets: { token: 7 } }, ["secrets.token"]],
      [{ ...HOME, secrets: { token: "a\u0007b" } }, ["secrets.token"]],
      [{ ...HOME, kind: "carrier-pigeon" }, ["kind"]],
      [{ kind: "mqtt", settings: { embedded: { port: 18_830 } } }, ["settings.embedded"]],
      [{ ...HOME, hubId: "No Slug" }, ["hubId"]],
      [{ ...HOME, hubId: "a".repeat(65) }, ["hubId"]],
      [{ ...HOME, url }, ["url"]],
      [{ kind: "http-relay", settings: rest }, ["settings.url"]],
      [{}, ["kind"]],
    ];
    const before = await countOf(other);
    for (const [body, fields] of cases) {
      const answer = await call(other)("POST", "/hubs", body);
      assert.deepEqual([answer.status, fieldsOf(answer)], [400, fields], `${JSON.stringify(body)} ${answer.text}`);
      assert.ok(!answer.text.includes(SECRET), answer.text);
    }
    assert.equal(await countOf(other), before);
  });

  it("is one of 20 of its owner", async () => {
    const crowd = await server.organization("crowd");
    for (let i = 0; i < 20; i++) assert.equal((await call(crowd)("POST", "/hubs", simulated)).status, 201);
    const answer = await call(crowd)("POST", "/hubs", simulated);
    assert.deepEqual([answer.status, /as many hubs/.test(answer.text)], [409, true]);
    assert.equal((await call(other)("POST", "/hubs", simulated)).status, 201);
  });

  it("is listed a page at a time, after the simulator, which is everybody's", async () => {
    const paged = await server.organization("paged");
    for (const hubId of ["p-c", "p-a", "p-b"]) await call(paged)("POST", "/hubs", { ...simulated, hubId });
    for (const limit of [1, 2, 3, 100]) {
      const ids: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
        const { json } = await call(paged)("GET", `/hubs?limit=${limit}${query}`);
        assert.ok(json.hubs.length <= limit);
        ids.push(...json.hubs.map(({ hubId }: { hubId: string }) => hubId));
        cursor = json.nextCursor as string | null;
      }
      assert.deepEqual(ids, ["simulator", "p-a", "p-b", "p-c"], `${limit} a page`);
    }
    const { json } = await call(paged)("GET", "/hubs/simulator");
    assert.deepEqual([json.builtIn, json.createdAt, json.settings], [true, null, { travelMs: 0 }]);
    assert.equal((await call(superKey)("PATCH", "/hubs/simulator", { name: "x" })).status, 409);
    assert.equal((await call(superKey)("DELETE", "/hubs/simulator")).status, 409);
    assert.equal((await call(superKey)("POST", "/hubs", { ...simulated, hubId: "simulator" })).status, 409);
    assert.equal((await call(paged)("POST", "/hubs/simulator/check")).json.ok, true);
  });

  it("that cannot be reached is shown as that, and its devices are a 502", async () => {
    await call(acme)("POST", "/hubs", { hubId: "away", ...HOME, settings: { url: "http://127.0.0.1:1" } });
    const check = await call(acme)("POST", "/hubs/away/check");
    assert.deepEqual([check.status, check.json.ok], [200, false]);
    assert.ok(check.json.detail.length > 0);
    assert.equal((await call(acme)("GET", "/hubs/away")).json.reachable !== true, true);
    assert.equal((await call(acme)("GET", "/hubs/away/devices")).status, 502);
  });
});

describe("a lock's device", () => {
  it("is simulated where nothing else was said", async () => {
    const { json } = await call(acme)("GET", "/locks/3/device");
    assert.deepEqual(
      [json.hubId, json.address, json.action, json.online, json.state, json.source],
      ["simulator", "3", "unlock", true, "locked", "device"],
    );
    assert.equal((await call(acme)("GET", "/locks/3/details")).json.device.address, "3");
    await server.fault(3, "offline");
    assert.equal((await call(acme)("GET", "/locks/3/details")).json.device.online, false);
  });

  it("is bound, found in its hub, opened there and nowhere else, and unbound", async () => {
    await call(acme)("POST", "/hubs", { hubId: "porch", ...simulated });
    const body = { hubId: "porch", address: "77" };
    const bound = await call(acme)("PUT", "/locks/1/device", body);
    assert.equal(bound.status, 200, bound.text);
    assert.deepEqual([bound.json.hubId, bound.json.address], ["porch", "77"]);
    // The first time its hub knew nothing of it yet; that it locks again by itself is on the record when it is known.
    const versions: number[] = [];
    for (let time = 1; time <= 2; time++) {
      assert.equal((await call(acme)("PUT", "/locks/1/device", body)).status, 200);
      versions.push((await server.ledger.read.lock(1))!.version);
    }
    assert.equal(versions[0], versions[1], "again, it changes nothing");
    const taken = await call(acme)("PUT", "/locks/2/device", body);
    assert.equal(taken.status, 409, taken.text);

    const found = await call(acme)("GET", "/hubs/porch/devices");
    assert.deepEqual(
      found.json.devices.map((one: { address: string; lockId: number; bound: boolean }) => [
        one.address,
        one.lockId,
        one.bound,
      ]),
      [["77", 1, true]],
      found.text,
    );
    assert.equal((await call(acme)("GET", "/hubs/porch")).json.connection, "open");
    assert.equal((await call(acme)("POST", "/locks/1/OpenLock", {})).status, 200);
    const moved = readFileSync(join(server.dataDir, "hubs/porch/actuations.jsonl"), "utf8");
    assert.match(moved, /"lockId":77/);

    const removed = await call(acme)("DELETE", "/hubs/porch");
    assert.deepEqual([removed.status, /bound to its devices: 1;/.test(removed.text)], [409, true]);
    const unbound = await call(acme)("DELETE", "/locks/1/device");
    assert.deepEqual([unbound.status, unbound.json.event.type], [200, "DeviceUnbound"]);
    assert.equal((await call(acme)("GET", "/locks/1/device")).status, 404);
    assert.equal((await call(acme)("GET", "/locks/1/details")).json.device, null);
    assert.equal((await call(acme)("POST", "/locks/1/OpenLock", {})).status, 502);
    assert.equal((await call(acme)("DELETE", "/hubs/porch")).status, 200);
    assert.equal((await call(acme)("GET", "/hubs/porch")).status, 404);
    const { json } = await call(acme)("GET", "/locks/1/events?type=DeviceBound,DeviceUnbound");
    const types = json.events.map(({ event }: { event: { type: string } }) => event.type) as string[];
    assert.deepEqual([types[0], types.at(-1)], ["DeviceBound", "DeviceUnbound"]);
  });

  it("is one of a hub that the caller may use, and an address that the hub can have", async () => {
    await call(other)("POST", "/hubs", { hubId: "theirs", ...simulated });
    await call(superKey)("POST", "/hubs", { hubId: "operators", ...simulated });
    const none = await call(acme)("PUT", "/locks/2/device", { hubId: "nowhere", address: "5" });
    assert.equal(none.status, 404);
    for (const hubId of ["theirs", "operators"]) {
      const answer = await call(acme)("PUT", "/locks/2/device", { hubId, address: "5" });
      assert.deepEqual([answer.status, answer.text], [404, none.text]);
    }
    assert.equal((await call(other)("PUT", "/locks/2/device", { hubId: "theirs", address: "5" })).status, 404);
    assert.equal((await call(superKey)("PUT", "/locks/2/device", { hubId: "operators", address: "5" })).status, 200);
    await call(acme)("POST", "/hubs", { hubId: "acmes", ...simulated });
    for (const [body, field] of [
      [{ hubId: "acmes", address: "front door" }, "address"],
      [{ hubId: "acmes", address: "a\u0001" }, "address"],
      [{ hubId: "simulator", address: "1" }, "address"],
      [{ hubId: "acmes", address: "5", action: "explode" }, "action"],
      [{ hubId: "acmes", address: "5", relockAfterS: 0 }, "relockAfterS"],
      [{ hubId: "acmes", address: "5", held: true }, "held"],
      [{ hubId: "acmes" }, "address"],
    ] as const) {
      const answer = await call(acme)("PUT", "/locks/2/device", body);
      assert.deepEqual([answer.status, fieldsOf(answer)], [400, [field]], `${JSON.stringify(body)} ${answer.text}`);
    }
    const seen = (await call(acme)("GET", "/locks/2/device")).json;
    assert.deepEqual([seen.hubId, seen.address], ["operators", "5"], "nothing half done");
  });

  it("is opened by another process on the same data, also through a hub that was made and changed a moment ago", async () => {
    const second = await startServer({ dataDir: server.dataDir });
    const opens = async (address: string) => {
      const answer = await second.call("POST", "/locks/1/OpenLock", { ...acme, body: {} });
      assert.equal(answer.status, 200, answer.text);
      const moved = readFileSync(join(server.dataDir, "hubs/shared/actuations.jsonl"), "utf8").trim().split("\n");
      assert.equal((JSON.parse(moved.at(-1)!) as { lockId: number }).lockId, Number(address));
    };
    try {
      await call(acme)("POST", "/hubs", { hubId: "shared", ...simulated });
      for (const address of ["31", "32"]) {
        assert.equal((await call(acme)("PUT", "/locks/1/device", { hubId: "shared", address })).status, 200);
        await opens(address);
      }
      await call(acme)("PATCH", "/hubs/shared", { settings: { travelMs: 1 } });
      await opens("32");
      await call(acme)("DELETE", "/locks/1/device");
      assert.equal((await second.call("POST", "/locks/1/OpenLock", { ...acme, body: {} })).status, 502);
      await call(acme)("DELETE", "/hubs/shared");
      assert.equal((await second.call("GET", "/hubs/shared", acme)).status, 404);
    } finally {
      await second.close();
    }
  });
});
