/** A name that is not known is refused with its name wherever it is sent, and all published names are known. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { fieldsOf, type Json, membersOf, describedOperations } from "../contract/described.ts";

const LOCK = 1;

let server: TestServer;
let owner: Credentials & { userId: string };
before(async () => {
  server = await startServer();
  owner = await server.administrator();
  await server.lock(LOCK, { ownerId: owner.userId });
  await server.lock(2, { ownerId: owner.userId });
});
after(() => server.close());

/** The body with a name more in each of its objects, and how that one is called. */
function* withUnknown(body: Json): Generator<[body: Json, field: string]> {
  const objects = [...membersOf({ body })].filter(({ value }) => typeof value === "object" && !Array.isArray(value));
  for (const { field, value } of objects) {
    if (value === null) continue;
    (value as Json)["maxuses"] = 1;
    yield [body, `${field}.maxuses`.replace(/^body\./, "")];
    delete (value as Json)["maxuses"];
  }
}

describe("a name that is not known", () => {
  it("is refused in every object of every body, and in bodies where none is expected", async () => {
    const tried: string[] = [];
    for (const { name, method, path, body } of await describedOperations(server, LOCK)) {
      if (method === "GET" || /\/(logo|picture)$/.test(path)) continue;
      const more = { accessMode: "public", allowedUserIds: [], doors: [{ lockId: "1" }], addDoors: [{ lockId: "1" }] };
      const known = Object.entries(more).filter(([field]) => body && field in body);
      for (const [sent, field] of withUnknown({ ...Object.fromEntries(known), ...body })) {
        const answer = await server.call(method, path, { ...owner, body: sent });
        assert.equal(answer.status, 400, `${name} took ${JSON.stringify(sent)}: ${answer.text}`);
        assert.ok(fieldsOf(answer).includes(field), `${name} ${field}: ${answer.text}`);
        tried.push(`${name} ${field}`);
      }
    }
    for (const deep of ["POST /temp-keys doors[0].maxuses", "PUT /locks/{id}/arrival contact.maxuses"])
      assert.ok(tried.includes(deep), `${deep} in ${tried.join(", ")}`);
    for (const [path, name, value] of [
      ["/locks/9/CreateLock", "keys", [{ uuid: "k", validUntil: "2020-01-01T00:00:00Z" }]],
      [`/temp-keys/${randomUUID()}`, "addDoors", [{ lockId: "1", validUntil: "2020-01-01T00:00:00Z" }]],
    ] as const) {
      const body = { index: 9, uuid: randomUUID(), [name]: value };
      const answer = await server.call(path.startsWith("/locks") ? "POST" : "PATCH", path, { ...owner, body });
      assert.ok(fieldsOf(answer).includes(`${name}[0].validUntil`), answer.text);
    }
  });

  it("is refused in the guest's forms", async () => {
    const tempKeyUuid = await server.key(LOCK, owner);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    for (const path of ["open", "doors/1/open", "sign-in", "sign-out"]) {
      const answer = await server.call("POST", `/temp-keys/${tempKeyUuid}/${path}`, { body: "door=2", headers });
      assert.deepEqual([answer.status, fieldsOf(answer).includes("door")], [400, true], `${path} ${answer.text}`);
    }
    const redeem = await server.call("POST", "/sign-in", { body: "token=aaaaaaaaaaaaaaaaaaaa&user=7", headers });
    assert.deepEqual([redeem.status, fieldsOf(redeem)], [400, ["user"]]);
    const { usedCount } = (await server.ledger.read.tempKey(tempKeyUuid))!.state;
    assert.equal(usedCount, 0);
  });

  it("is refused as a parameter of every operation but pages, which links with more must lead to", async () => {
    for (const { name, method, path, body, parameters } of await describedOperations(server, LOCK)) {
      const answer = await server.call(method, `${path}?lockid=7`, { ...owner, ...(body && { body }) });
      // Signing in and out takes all that it heeds from its form.
      const isPage =
        /\/sign-(in|out)$|^\/account\//.test(path) ||
        /^GET \/(collective-)?temp-keys\/\{uuid\}(\/confirmation)?$/.test(name);
      assert.equal(answer.status === 400 && fieldsOf(answer).includes("lockid"), !isPage, `${name}: ${answer.text}`);
      for (const parameter of parameters) {
        const known = await server.call(method, `${path}?${parameter}=x`, { ...owner, ...(body && { body }) });
        assert.doesNotMatch(known.text, /not known here/, `${name} ${parameter}`);
      }
    }
    const tempKeyUuid = await server.key(LOCK, owner);
    const other = await server.call("POST", `/temp-keys/${tempKeyUuid}/open?door=2`);
    assert.deepEqual([other.status, fieldsOf(other)], [400, ["door"]], "and never another door than was asked for");
    assert.equal((await server.call("POST", `/temp-keys/${tempKeyUuid}/open?lang=de`)).status, 303);
  });

  it("of a restriction is told, whatever a key is asked for", async () => {
    const { validFrom, validUntil } = publicTerms(server.clock.now());
    const terms = { accessMode: "public", validFrom, validUntil };
    const key = await server.key(LOCK, owner);
    for (const name of [
      "maxuses",
      "maxUsesPerDoor",
      "pin",
      "schedule",
      "validuntil",
      "Description",
      "MaxUses",
      " maxUses",
    ])
      for (const [method, path, body] of [
        ["POST", `/locks/${LOCK}/create-temp-key`, terms],
        ["POST", `/locks/${LOCK}/update-temp-key`, { tempKeyUuid: key }],
        ["POST", "/temp-keys", { ...terms, doors: [{ lockId: 1 }] }],
        ["PATCH", `/temp-keys/${key}`, {}],
      ] as const) {
        if (name === "maxUsesPerDoor" && path.startsWith("/temp-keys")) continue;
        const answer = await server.call(method, path, { ...owner, body: { ...body, [name]: 1 } });
        assert.deepEqual([answer.status, fieldsOf(answer)], [400, [name]], `${path} ${answer.text}`);
      }
    const { json } = await server.call("GET", `/locks/${LOCK}/temp-keys`, owner);
    assert.ok(json.tempKeys.every(({ maxUses }: Json) => maxUses === null));
  });
});

describe("a published body", () => {
  it("is taken with every published name", async () => {
    const { validFrom, validUntil } = publicTerms(server.clock.now());
    const [tempKeyUuid, made, userId] = [randomUUID(), randomUUID(), randomUUID()];
    const keys = [{ uuid: randomUUID(), indexNumber: 1, userId }];
    const lock = { index: 5, uuid: made, serialNumber: "A-1", vendorName: "ACME", ownerId: owner.userId, keys };
    const terms = { tempKeyUuid, accessMode: "public", allowedUserIds: [], validFrom, validUntil, maxUses: 5 };
    const door = { lockId: "5", label: "Street", accessMethod: "key" };
    const person = { userId, email: "a@example.com", firstName: "A", lastName: "B", phoneNumber: "+48123456789" };
    const published: readonly [path: string, body: object][] = [
      ["/locks/5/CreateLock", lock],
      ["/locks/5/create-temp-key", { ...terms, maxUses: "null", description: "d" }],
      ["/locks/5/update-temp-key", { ...terms, allowedUserIds: [] }],
      ["/locks/5/use-temp-key", { tempKeyUuid, userId }],
      ["/locks/5/OpenLock", { requestId: "r", reason: "x" }],
      [`/users/${userId}/CreateUser`, person],
      ["/temp-keys", { validFrom, validUntil, description: "d", doors: [door] }],
      ["/collective-temp-keys", { validFrom, validUntil, description: "d", doors: [door] }],
      ["/locks/5/open-with-pin", { pin: "1234" }],
      ["/locks/5/SetOrganization", { orgId: "nobody" }],
      ["/locks/5/ChangeLockUuid", { newUuid: randomUUID() }],
      ["/locks/5/delete-temp-key", { tempKeyUuid }],
      ["/locks/5/SetOwner", { userId: owner.userId }],
      [`/temp-keys/${tempKeyUuid}/open`, {}],
    ];
    for (const [path, body] of published) {
      const answer = await server.call("POST", path, { ...owner, body });
      assert.doesNotMatch(answer.text, /not known here|Something went wrong/, path);
      assert.ok(
        answer.status < 300 || /OpenLock|pin|SetOrg|ChangeLockUuid|CreateUser|open$/.test(path),
        `${path} ${answer.text}`,
      );
    }
  });
});
