/** One thing may be written in several ways: what is meant is taken, and what is not understood is refused. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { runCli } from "../../src/cli/run.ts";
import { type Credentials, publicTerms, startServer, storeEnv, type TestServer } from "../harness.ts";
import { fieldsOf, type Json } from "../contract/described.ts";

const LOCK = 1;

let server: TestServer;
let owner: Credentials & { userId: string };
before(async () => {
  server = await startServer();
  owner = await server.user();
  await server.lock(LOCK, { ownerId: owner.userId });
});
after(() => server.close());

const terms = () => publicTerms(server.clock.now());

describe("null in a field that may be left out", () => {
  it("is as if it were left out, also in a door", async () => {
    const nobody = { tempKeyUuid: null, allowedUserIds: null, maxUses: null, description: null };
    const one = await server.call("POST", `/locks/${LOCK}/create-temp-key`, {
      ...owner,
      body: { ...terms(), ...nobody },
    });
    assert.equal(one.status, 200, one.text);
    const doors = [{ lockId: "1", label: null, accessMethod: null }];
    const body = { ...terms(), ...nobody, accessMode: null, maxUsesPerDoor: null, doors };
    const several = await server.call("POST", "/temp-keys", { ...owner, body });
    assert.deepEqual([several.status, several.json.doors[0].accessMethod], [201, "key"], several.text);
    const keys = [{ uuid: "k", indexNumber: null, userId: null }];
    const rest = { serialNumber: null, vendorName: null, ownerId: null, name: null, timeZone: null, driver: null };
    const lock = { index: 2, uuid: randomUUID(), keys, ...rest };
    assert.equal((await server.call("POST", "/locks/2/CreateLock", { ...owner, body: lock })).status, 201);
    const { userId } = owner;
    const user = { userId, email: null, firstName: null, lastName: null, phoneNumber: null };
    assert.equal((await server.call("POST", `/users/${userId}/CreateUser`, { ...owner, body: user })).status, 200);
    const open = { requestId: null, reason: null };
    assert.equal((await server.call("POST", `/locks/${LOCK}/OpenLock`, { ...owner, body: open })).status, 200);
    const { tempKeyUuid } = one.json;
    const used = { tempKeyUuid, userId: null };
    assert.equal((await server.call("POST", `/locks/${LOCK}/use-temp-key`, { ...owner, body: used })).status, 200);
    const intent = { intent: null };
    assert.equal((await server.call("POST", `/temp-keys/${tempKeyUuid}/open`, { body: intent })).status, 303);
  });

  it("changes nothing, but where it means no limit", async () => {
    const { json } = await server.call("POST", "/temp-keys", {
      ...owner,
      body: { ...terms(), doors: [{ lockId: 1 }], maxUses: 3, maxUsesPerDoor: 2, description: "Anna" },
    });
    const left = ["validFrom", "validUntil", "description", "accessMode", "allowedUserIds", "addDoors", "removeDoors"];
    const body = Object.fromEntries(left.map((name) => [name, null]));
    const same = await server.call("PATCH", `/temp-keys/${json.uuid}`, { ...owner, body });
    const { validFrom, validUntil } = json;
    const expected = {
      validFrom,
      validUntil,
      description: "Anna",
      accessMode: "public",
      maxUses: 3,
      maxUsesPerDoor: 2,
    };
    const shown = (key: Json) => Object.fromEntries(Object.keys(expected).map((name) => [name, key[name]]));
    assert.deepEqual(shown(same.json.tempKey), expected, same.text);
    const free = { maxUses: null, maxUsesPerDoor: null };
    const freed = await server.call("PATCH", `/temp-keys/${json.uuid}`, { ...owner, body: free });
    assert.deepEqual(shown(freed.json.tempKey), { ...expected, ...free });
  });

  it("is refused where the field is needed", async () => {
    const body = { ...terms(), validUntil: null, doors: [{ lockId: null }] };
    const answer = await server.call("POST", "/temp-keys", { ...owner, body });
    assert.deepEqual([answer.status, fieldsOf(answer).toSorted()], [400, ["doors[0].lockId", "validUntil"]]);
  });
});

describe("a time", () => {
  const spellings = [
    "2027-06-01T12:00:00+02:00",
    "2027-06-01T10:00:00+00:00",
    "2027-06-01t10:00:00z",
    "2027-06-01T10:00Z",
  ];
  const same = "2027-06-01T10:00:00Z";

  it("with any offset is kept as the same instant in UTC, by every operation that takes one", async () => {
    for (const validUntil of [...spellings, "2027-06-01T15:30:00.0+05:30"]) {
      const body = { ...terms(), validUntil };
      const one = await server.call("POST", `/locks/${LOCK}/create-temp-key`, { ...owner, body });
      assert.equal(one.json.event?.data.validUntil, same, one.text);
      const several = await server.call("POST", "/temp-keys", { ...owner, body: { ...body, doors: [{ lockId: 1 }] } });
      assert.equal(several.json.validUntil, same, several.text);
      const { tempKeyUuid } = one.json;
      const change = { tempKeyUuid, validUntil: "2027-06-02T10:00:00Z" };
      await server.call("POST", `/locks/${LOCK}/update-temp-key`, { ...owner, body: change });
      const update = { ...owner, body: { tempKeyUuid, validUntil } };
      const updated = await server.call("POST", `/locks/${LOCK}/update-temp-key`, update);
      assert.deepEqual(updated.json.event?.data.changes, { validUntil: same }, updated.text);
      const changed = await server.call("PATCH", `/temp-keys/${several.json.uuid}`, { ...owner, body: { validUntil } });
      assert.equal(changed.json.tempKey.validUntil, same, changed.text);
    }
  });

  it("in a query may have its plus as it is", async () => {
    const key = await server.key(LOCK, owner);
    for (const time of ["2027-06-01T12:00:00%2B02:00", ...spellings]) {
      const explained = await server.call("GET", `/temp-keys/${key}/explain?at=${time}`, owner);
      assert.equal(explained.json.at, same, `${time} ${explained.text}`);
    }
    for (const path of [`/locks/${LOCK}/events`, `/temp-keys/${key}/events`]) {
      const found = async (from: string) =>
        (await server.call("GET", `${path}?from=${from}&to=2027-01-01T00:00:00+00:00`, owner)).json.events.length;
      assert.ok((await found("2020-01-01T00:00:00+14:00")) > 0, path);
      assert.equal(await found("2026-12-31T23:00:00+00:00"), 0, path);
    }
    for (const none of ["2027-06-01T12:00:00 2:00", "2027-06-01 12:00:00", "2027-06-01T12:00:60Z"]) {
      const { status, text } = await server.call("GET", `/temp-keys/${key}/explain?at=${none}`, owner);
      assert.equal(status, 400, text);
      assert.match(text, /"at".*offset from UTC.*leap second/);
    }
  });
});

describe("a time zone", () => {
  it("is kept as it is spelled, so that a repeat is one", async () => {
    const body = { index: 7, uuid: "7e0bb1f4-0d3f-4b9e-8a43-0d5d1f7f2a11" };
    const create = (timeZone: string) =>
      server.call("POST", "/locks/7/CreateLock", { ...owner, body: { ...body, timeZone } });
    assert.equal((await create("europe/athens")).status, 201);
    assert.equal((await server.call("GET", "/locks/7/details", owner)).json.timeZone, "Europe/Athens");
    for (const again of ["Europe/Athens", "EUROPE/athens"]) assert.equal((await create(again)).status, 200);
    const env = { DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)) };
    const terminal = { env, out: () => {}, err: () => {} };
    assert.equal(await runCli(["lock", "create", "8", "--time-zone", "europe/athens"], terminal), 0);
    assert.equal((await server.ledger.read.lock(8))?.state.timeZone, "Europe/Athens");
  });
});

describe("the bytes of a body", () => {
  it("may begin with a byte order mark", async () => {
    const body = `\ufeff${JSON.stringify(terms())}`;
    const answer = await server.call("POST", `/locks/${LOCK}/create-temp-key`, { ...owner, body });
    assert.equal(answer.status, 200, answer.text);
  });

  it("may not be encoded, and a 415 says so", async () => {
    const path = `/locks/${LOCK}/create-temp-key`;
    const key = await server.key(LOCK, owner);
    const zipped = gzipSync(JSON.stringify(terms()));
    for (const encoding of ["gzip", "br", "x-anything", "identity, gzip", ""])
      for (const [to, as] of [
        [path, owner],
        [`/temp-keys/${key}/open`, {}],
        [`/locks/${LOCK}/open-with-pin`, {}],
      ] as const) {
        const headers = { "content-encoding": encoding };
        const answer = await server.call("POST", to, { ...as, body: zipped, headers });
        assert.equal(answer.status, 415, `${to} ${encoding} ${answer.text}`);
        assert.match(answer.json.message, /Content-Encoding/);
      }
    const headers = { "content-encoding": "Identity" };
    assert.equal((await server.call("POST", path, { ...owner, body: terms(), headers })).status, 200);
  });
});
