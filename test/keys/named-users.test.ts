/** Whom a key may name: somebody who could make themselves known under an id that nobody has would be let in. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("a key for named users", () => {
  let server: TestServer;
  let org: Credentials;
  let anna: string;

  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    anna = (await server.user("Anna")).userId;
  });
  after(() => server.close());

  const terms = (more: object) => ({ ...publicTerms(server.clock.now()), ...more });
  const post = (path: string, body: object) => server.call("POST", path, { ...org, body });
  const patch = (path: string, body: object) => server.call("PATCH", path, { ...org, body });

  const makes: Record<string, (list: object) => Promise<Answer>> = {
    "create-temp-key": (list) => post("/locks/1/create-temp-key", terms(list)),
    "a key over several doors": (list) => post("/temp-keys", terms({ ...list, doors: [{ lockId: "1" }] })),
    "a collective key": (list) => post("/collective-temp-keys", terms({ ...list, doors: [{ lockId: "1" }] })),
  };
  const changes: Record<string, (uuid: string, list: object) => Promise<Answer>> = {
    "update-temp-key": (tempKeyUuid, list) => post("/locks/1/update-temp-key", { tempKeyUuid, ...list }),
    "a change": (uuid, list) => patch(`/temp-keys/${uuid}`, list),
    "a collective change": (uuid, list) => patch(`/collective-temp-keys/${uuid}`, list),
  };

  for (const [name, make] of Object.entries(makes))
    it(`names users that exist, by ${name}`, async () => {
      refuses(
        await make(whitelist(anna, randomUUID(), anna.toUpperCase(), randomUUID())),
        "allowedUserIds[1]",
        "allowedUserIds[3]",
      );
      assert.ok((await make(whitelist(anna.toUpperCase()))).status < 300);
    });

  it("holds nobody to the list of a key for everybody, but where it is changed to be for them", async () => {
    const ghost = randomUUID();
    for (const change of Object.values(changes)) {
      const uuid = await server.key(1, org, { allowedUserIds: [anna, ghost] });
      refuses(await change(uuid, { accessMode: "user-whitelist" }), "allowedUserIds");
      refuses(await change(uuid, whitelist(ghost)), "allowedUserIds[0]");
      assert.equal((await change(uuid, whitelist(anna))).status, 200);
      refuses(await change(uuid, { allowedUserIds: [ghost, anna] }), "allowedUserIds[0]");
      const { state } = (await server.ledger.read.tempKey(uuid))!;
      assert.deepEqual(state.allowedUserIds, [anna]);
    }
  });

  it("never has a list that nobody looked at, however changes meet", async () => {
    for (let round = 0; round < 10; round++) {
      const uuid = await server.key(1, org, { allowedUserIds: [anna] });
      const ghost = randomUUID();
      await Promise.all([
        changes["a change"]!(uuid, { accessMode: "user-whitelist" }),
        changes["update-temp-key"]!(uuid, { allowedUserIds: [ghost] }),
      ]);
      const { state } = (await server.ledger.read.tempKey(uuid))!;
      assert.ok(state.accessMode === "public" || !state.allowedUserIds.includes(ghost));
    }
  });

  it("cannot be entered by whoever gives themselves an id that it would have named", async () => {
    const other = await server.organization("other");
    const wanted = randomUUID();
    assert.equal((await makes["create-temp-key"]!(whitelist(wanted))).status, 400);
    const body = { userId: wanted, email: "eve@evil.test" };
    assert.equal((await server.call("POST", `/users/${wanted}/CreateUser`, { ...other, body })).status, 201);
    const guest = { userId: wanted, email: "guest@example.test" };
    refuses({ ...(await post(`/users/${wanted}/CreateUser`, guest)), status: 400 }, "email");
    assert.equal((await post(`/users/${wanted}/CreateUser`, guest)).status, 409);
  });
});

const whitelist = (...allowedUserIds: string[]) => ({ accessMode: "user-whitelist", allowedUserIds });

function refuses(answer: Answer, ...fields: string[]): void {
  const named = (answer.json.details ?? []).map(({ field }: { field: string }) => field);
  assert.deepEqual([answer.status, named], [400, fields], answer.text);
}
