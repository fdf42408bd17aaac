/** Everything that a body can have wrong, and that the answer names all of it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { assertErrorBody } from "../contract/api-flows.ts";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

const LOCK = 1;

let server: TestServer;
let owner: Credentials;

before(async () => {
  server = await startServer();
  const { userId, token } = await server.user();
  owner = { token };
  await server.lock(LOCK, { ownerId: userId });
});
after(() => server.close());

const terms = () => publicTerms(Date.now());
const create = (body: unknown) => server.call("POST", `/locks/${LOCK}/create-temp-key`, { ...owner, body });

function fieldsOf(answer: Answer): string[] {
  assertErrorBody(answer);
  return (answer.json.details ?? []).map((detail: { field: string }) => detail.field);
}

async function refuses(body: unknown, ...fields: string[]) {
  const answer = await create(body);
  assert.equal(answer.status, 400, `${JSON.stringify(body)} answered ${answer.text}`);
  assert.deepEqual(fieldsOf(answer), fields, answer.text);
}

/** The terms as the inside of a JSON object. */
const window = () => JSON.stringify(terms()).slice(1, -1);

const now = () => new Date().toISOString();

function years(count: number): string {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + count);
  return date.toISOString();
}

describe("400 names every field that is wrong", () => {
  it("for the published sample as it stands", async () => {
    const sample = {
      tempKeyUuid: "example_string",
      accessMode: "public",
      allowedUserIds: ["example_string"],
      validFrom: "2024-12-25T10:00:00Z",
      validUntil: "2024-12-25T10:00:00Z",
      maxUses: "null",
      description: "example_string",
    };
    await refuses(sample, "tempKeyUuid", "allowedUserIds[0]", "validUntil");
  });

  it("for missing fields and wrong types, forms and bounds", async () => {
    await refuses({}, "accessMode", "validFrom", "validUntil");
    const wrong = {
      tempKeyUuid: 7,
      accessMode: "private",
      allowedUserIds: "everybody",
      validFrom: "2024-02-30T10:00:00Z",
      validUntil: null,
      maxUses: 0,
      description: "x".repeat(2001),
    };
    await refuses(wrong, ...Object.keys(wrong));
    for (const maxUses of [0, -1, 1.5, "3", "", true, []]) await refuses({ ...terms(), maxUses }, "maxUses");
    await refuses({ ...terms(), allowedUserIds: [randomUUID(), "x", 7] }, "allowedUserIds[1]", "allowedUserIds[2]");
    await refuses({ ...terms(), allowedUserIds: Array(1001).fill(randomUUID()) }, "allowedUserIds");
  });

  it("for rules broken beside forms", async () => {
    const guessable = "3d813cbb-47fb-11eb-b378-0242ac130002";
    const whitelist = { ...terms(), accessMode: "user-whitelist" };
    await refuses({ ...whitelist, tempKeyUuid: guessable, maxUses: 0 }, "tempKeyUuid", "maxUses", "allowedUserIds");
    await refuses({ ...whitelist, tempKeyUuid: guessable, allowedUserIds: [] }, "tempKeyUuid", "allowedUserIds");
    await refuses(whitelist, "allowedUserIds");
  });

  it("for a body that is no object", async () => {
    for (const body of ["[]", "null", '"text"', "7", ""]) await refuses(body, "body");
    const none = await server.call("POST", `/locks/${LOCK}/create-temp-key`, owner);
    assert.deepEqual([none.status, fieldsOf(none)], [400, ["body"]]);
  });

  it("for locks and their numbers", async () => {
    const body = { index: 7, uuid: "urn:uuid:3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77", timeZone: "Mars/Base" };
    const answer = await server.call("POST", "/locks/7/CreateLock", {
      ...owner,
      body: { ...body, serialNumber: "a b", keys: [{}], vendorName: 1 },
    });
    assert.equal(answer.status, 400);
    const expected = ["keys[0].uuid", "serialNumber", "timeZone", "uuid", "vendorName"];
    assert.deepEqual(fieldsOf(answer).toSorted(), expected);
    const other = await server.call("POST", "/locks/7/CreateLock", {
      ...owner,
      body: { index: 8, uuid: randomUUID() },
    });
    assert.deepEqual([other.status, fieldsOf(other)], [400, ["index"]]);
    for (const id of ["0", "-1", "1.5", "one", "0x1", "9007199254740992", "%20", "1e3"]) {
      const { status, json } = await server.call("GET", `/locks/${id}/events`, owner);
      assert.deepEqual([status, json.details?.[0].field], [400, "id"], id);
    }
    const unknownOrg = await server.call("POST", `/locks/${LOCK}/SetOrganization`, { ...owner, body: { orgId: "x" } });
    assert.deepEqual([unknownOrg.status, fieldsOf(unknownOrg)], [400, ["orgId"]]);
  });
});

describe("400 for UUIDs that can be guessed", () => {
  const guessable = {
    nil: "00000000-0000-0000-0000-000000000000",
    max: "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "version 1": "c232ab00-9414-11ec-b3c8-9f6bdeced846",
    "version 2": "000003e8-9414-21ec-b300-9f6bdeced846",
    "version 3": "5df41881-3aed-3515-88a7-2f4a814cf09e",
    "version 5": "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    "version 6": "1ec9414c-232a-6b00-b3c8-9f6bdeced846",
    "version 8": "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0",
    "another variant": "3f0c9a52-7d1e-4b8a-cc36-5e2f81d04b77",
  };
  for (const [name, tempKeyUuid] of Object.entries(guessable))
    it(name, () => refuses({ ...terms(), tempKeyUuid }, "tempKeyUuid"));
});

describe("the window", () => {
  it("is not empty, ends in the future and spans at most 5 years", async () => {
    const at = years(1);
    await refuses({ ...terms(), validFrom: at, validUntil: at }, "validUntil");
    await refuses({ ...terms(), validFrom: years(2), validUntil: years(1) }, "validUntil");
    await refuses({ ...terms(), validFrom: years(-2), validUntil: years(-1) }, "validUntil");
    await refuses({ ...terms(), validFrom: now(), validUntil: years(6) }, "validUntil");
    const { status } = await create({ ...terms(), validFrom: now(), validUntil: years(5) });
    assert.equal(status, 200);
  });

  it("holds for updates too", async () => {
    const tempKeyUuid = await server.key(LOCK, owner);
    const changes = [{ validUntil: years(6) }, { validUntil: years(-1) }, { validFrom: years(1) }];
    for (const change of changes) {
      const body = { tempKeyUuid, ...change };
      const answer = await server.call("POST", `/locks/${LOCK}/update-temp-key`, { ...owner, body });
      assert.deepEqual([answer.status, fieldsOf(answer)], [400, ["validUntil"]], JSON.stringify(change));
    }
    const body = { tempKeyUuid, accessMode: "user-whitelist" };
    const answer = await server.call("POST", `/locks/${LOCK}/update-temp-key`, { ...owner, body });
    assert.deepEqual([answer.status, fieldsOf(answer)], [400, ["allowedUserIds"]]);
  });

  const noTimes = [
    "2027-02-29T10:00:00Z",
    "2028-02-30T10:00:00Z",
    "2027-04-31T10:00:00Z",
    "2027-13-01T10:00:00Z",
    "2027-00-10T10:00:00Z",
    "2027-01-01T24:00:00Z",
    "2027-01-01T10:60:00Z",
    "2027-01-01T10:00:60Z",
    "2027-01-01T10:00:00+24:00",
    "2027-01-01T10:00:00+0200",
    "2027-01-01T10:00:00",
    "2027-01-01 10:00:00Z",
    "2027-01-01",
    "+002027-01-01T10:00:00Z",
    "tomorrow",
    "",
  ];
  for (const time of noTimes)
    it(`does not take ${JSON.stringify(time)}`, () => refuses({ ...terms(), validFrom: time }, "validFrom"));

  it("takes times without seconds and with fractions", async () => {
    for (const validUntil of ["2028-02-29T10:00Z", "2028-02-29T10:00:00.5Z", "2028-02-29T10:00:00.123456Z"]) {
      const { status, text } = await create({ ...terms(), validUntil });
      assert.equal(status, 200, text);
    }
  });
});

describe("400 for JSON that does not mean one thing only", () => {
  const cases: Record<string, readonly [body: () => string, field: string]> = {
    "broken JSON": [() => `{${window()}`, "body"],
    "a name twice": [() => `{${window()},"maxUses":1,"maxUses":2}`, "maxUses"],
    "a name twice, once with escapes": [() => `{${window()},"maxUses":1,"max\\u0055ses":2}`, "maxUses"],
    "a prototype": [() => `{${window()},"__proto__":{"accessMode":"public"}}`, "__proto__"],
    "what makes objects": [() => `{${window()},"constructor":{"prototype":{}}}`, "constructor"],
    "a lone surrogate": [() => `{${window()},"description":"\\ud800"}`, "description"],
    "a number past 2^53": [() => `{${window()},"maxUses":9007199254740993}`, "maxUses"],
    "a number past every number": [() => `{${window()},"maxUses":1e999}`, "maxUses"],
  };
  for (const [name, [body, field]] of Object.entries(cases))
    it(name, async () => {
      const answer = await create(body());
      assert.equal(answer.status, 400, answer.text);
      assert.ok(fieldsOf(answer).includes(field), answer.text);
    });

  it("bytes that are not UTF-8", async () => {
    const answer = await create(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
    assert.equal(answer.status, 400);
    assertErrorBody(answer);
  });
});
