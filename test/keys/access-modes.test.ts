/** A key is never more open than was asked for, in whatever way the mode and the names are given or left out. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { fieldsOf } from "../contract/described.ts";

const LOCK = 1;

interface Access {
  readonly accessMode?: "public" | "user-whitelist" | null;
  readonly allowedUserIds?: readonly string[] | null;
}

let server: TestServer;
let owner: Credentials;
let anna: Credentials & { userId: string };
let ben: Credentials & { userId: string };
before(async () => {
  server = await startServer();
  const { userId, token } = await server.user();
  owner = { token };
  [anna, ben] = [await server.user("Anna"), await server.user("Ben")];
  await server.lock(LOCK, { ownerId: userId });
});
after(() => server.close());

/** Every way to say it; what is undefined is not sent. */
const asks = (): Access[] =>
  [undefined, null, "public" as const, "user-whitelist" as const].flatMap((accessMode) =>
    [undefined, null, [], [anna.userId]].map((allowedUserIds) =>
      Object.fromEntries(Object.entries({ accessMode, allowedUserIds }).filter(([, given]) => given !== undefined)),
    ),
  );

const post = (path: string, body: object) => server.call("POST", path, { ...owner, body });
const makes: Record<string, (access: object) => Promise<Answer>> = {
  "POST /temp-keys": (access) => post("/temp-keys", made(access)),
  "POST /collective-temp-keys": (access) => post("/collective-temp-keys", made(access)),
};
const changes: Record<string, (uuid: string, access: object) => Promise<Answer>> = {
  "PATCH /temp-keys": (uuid, body) => server.call("PATCH", `/temp-keys/${uuid}`, { ...owner, body }),
  "PATCH /collective-temp-keys": (uuid, body) =>
    server.call("PATCH", `/collective-temp-keys/${uuid}`, { ...owner, body }),
  "update-temp-key": (tempKeyUuid, access) => post(`/locks/${LOCK}/update-temp-key`, { tempKeyUuid, ...access }),
};

function made(access: object): object {
  const { validFrom, validUntil } = publicTerms(server.clock.now());
  return { validFrom, validUntil, doors: [{ lockId: LOCK }], ...access };
}

/** Who gets in, and who is shown to be held to the key. */
async function shownOf(uuid: string) {
  const [key, same] = await Promise.all(
    [`/temp-keys?lockId=${LOCK}`, `/locks/${LOCK}/temp-keys`].map(async (path) => {
      const { tempKeys } = (await server.call("GET", path, owner)).json;
      return tempKeys.find((one: { uuid: string }) => one.uuid === uuid);
    }),
  );
  const { accessMode, allowedUserIds } = key;
  assert.deepEqual([same.accessMode, same.allowedUserIds], [accessMode, allowedUserIds]);
  const opens = async (as: Credentials) => (await server.call("POST", `/temp-keys/${uuid}/open`, as)).status === 303;
  const doors = { stranger: await opens({}), anna: await opens(anna), ben: await opens(ben) };
  return { accessMode, allowedUserIds, ...doors };
}

const everybody = { accessMode: "public", allowedUserIds: [], stranger: true, anna: true, ben: true };
const nobodyBut = (who: "anna" | "ben") => ({
  accessMode: "user-whitelist",
  allowedUserIds: [who === "anna" ? anna.userId : ben.userId],
  stranger: false,
  anna: who === "anna",
  ben: who === "ben",
});

/** What a new key is for; undefined where that cannot be, because nobody is named or somebody would not be held to it. */
function meant({ accessMode, allowedUserIds }: Access): "everybody" | "anna" | undefined {
  const named = (allowedUserIds ?? []).length > 0;
  if (accessMode === "public") return named ? undefined : "everybody";
  if (accessMode === "user-whitelist" || allowedUserIds) return named ? "anna" : undefined;
  return "everybody";
}

const expected = (who: "everybody" | "anna" | "ben") => (who === "everybody" ? everybody : nobodyBut(who));

describe("for whom a key is", () => {
  for (const [name, make] of Object.entries(makes))
    it(`is what ${name} says, or it is refused`, async () => {
      for (const access of asks()) {
        const answer = await make(access);
        const who = meant(access);
        const told = `${JSON.stringify(access)} ${answer.text}`;
        if (who) assert.deepEqual(await shownOf(answer.json.uuid), expected(who), told);
        else assert.deepEqual([answer.status, fieldsOf(answer)], [400, ["allowedUserIds"]], told);
      }
    });

  it("is what create-temp-key says, and nobody is shown to be held to a key for everybody", async () => {
    for (const access of asks()) {
      if (!access.accessMode) continue;
      const answer = await post(`/locks/${LOCK}/create-temp-key`, { ...publicTerms(server.clock.now()), ...access });
      const who = access.accessMode === "public" ? "everybody" : meant(access);
      const told = `${JSON.stringify(access)} ${answer.text}`;
      if (!who) {
        assert.deepEqual([answer.status, fieldsOf(answer)], [400, ["allowedUserIds"]], told);
        continue;
      }
      assert.deepEqual(await shownOf(answer.json.tempKeyUuid), expected(who), told);
      assert.deepEqual(answer.json.event.data.allowedUserIds, expected(who).allowedUserIds, told);
    }
  });

  for (const [name, change] of Object.entries(changes))
    it(`is what ${name} says, was it for everybody or for somebody`, async () => {
      for (const was of ["everybody", "ben"] as const)
        for (const access of asks()) {
          const before =
            was === "everybody"
              ? { accessMode: "public" }
              : { accessMode: "user-whitelist", allowedUserIds: [ben.userId] };
          const uuid = await server.key(LOCK, owner, before);
          const answer = await change(uuid, access);
          const told = `${was} ${JSON.stringify(access)} ${answer.text}`;
          const { accessMode, allowedUserIds } = access;
          const isLeft = !allowedUserIds && (!accessMode || (accessMode === "user-whitelist" && was === "ben"));
          // Published, where a list beside "public" is taken; nobody is held to it.
          const isPublished = name === "update-temp-key" && accessMode === "public";
          const who = isLeft ? was : isPublished ? "everybody" : meant(access);
          if (!who) assert.deepEqual([answer.status, fieldsOf(answer)], [400, ["allowedUserIds"]], told);
          assert.deepEqual(await shownOf(uuid), expected(who ?? was), told);
        }
    });

  it("is asked of PINs too: a key that one opens cannot be for named users", async () => {
    const doors = [{ lockId: LOCK, accessMethod: "both" }];
    const refused = await makes["POST /temp-keys"]!({ doors, allowedUserIds: [anna.userId] });
    assert.deepEqual([refused.status, fieldsOf(refused)], [400, ["doors[0].accessMethod"]]);
    const { uuid } = (await makes["POST /temp-keys"]!({ doors })).json;
    for (const change of Object.values(changes)) {
      const answer = await change(uuid, { allowedUserIds: [anna.userId] });
      assert.deepEqual([answer.status, fieldsOf(answer)], [400, ["accessMode"]]);
    }
  });

  it("is the same for a repeat, with a list that holds nobody or without", async () => {
    const body = {
      ...publicTerms(server.clock.now()),
      tempKeyUuid: crypto.randomUUID(),
      allowedUserIds: [anna.userId],
    };
    assert.equal((await post(`/locks/${LOCK}/create-temp-key`, body)).status, 200);
    for (const allowedUserIds of [[anna.userId], [], null]) {
      const again = await post(`/locks/${LOCK}/create-temp-key`, { ...body, allowedUserIds });
      assert.deepEqual([again.status, again.json.event], [200, null], again.text);
    }
  });

  it("that an earlier version left a list with is shown, and meant, as it is", async () => {
    const [uuid, lockId] = [crypto.randomUUID(), LOCK];
    const { validFrom, validUntil } = publicTerms(server.clock.now());
    const times = { validFrom: Date.parse(validFrom), validUntil: Date.parse(validUntil) };
    const terms = { accessMode: "public", allowedUserIds: [anna.userId], ...times, maxUses: null } as const;
    const actor = { kind: "operator" } as const;
    const done = await server.ledger.submit({ type: "createTempKey", actor, lockId, tempKeyUuid: uuid, ...terms });
    assert.ok(done.ok);
    assert.deepEqual(await shownOf(uuid), everybody);
    const answer = await changes["PATCH /temp-keys"]!(uuid, { allowedUserIds: [anna.userId] });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(await shownOf(uuid), nobodyBut("anna"));
    const verified = await server.store.verify();
    assert.ok(verified.ok, JSON.stringify(verified));
  });
});
