/** One thing may be written in several ways: what is meant is taken, and what is not understood is refused. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { type Credentials, publicTerms, startServer, type TestServer } from "./harness.ts";
import { fieldsOf, type Json } from "./described.ts";

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
    const userId = randomUUID();
    const user = { userId, email: null, firstName: null, lastName: null, phoneNumber: null };
    assert.equal((await server.call("POST", `/users/${userId}/CreateUser`, { ...owner, body: user })).status, 201);
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
