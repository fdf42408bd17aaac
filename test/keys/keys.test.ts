/** Keys over several doors, over HTTP: one link, all doors or none. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("keys over several doors", () => {
  let server: TestServer;
  let acme: Credentials;
  let rival: Credentials;

  before(async () => {
    server = await startServer();
    acme = await server.organization("acme");
    rival = await server.organization("rival");
    for (const lockId of [1, 2, 3]) await server.lock(lockId, { orgId: "acme", name: `Door ${lockId}` });
    await server.lock(4, { orgId: "rival" });
  });
  after(() => server.close());

  const doors = [
    { lockId: "1", label: "Street door", accessMethod: "both" },
    { lockId: 2, label: "Lift" },
    { lockId: "3", accessMethod: "key" },
  ];
  const terms = (more: object = {}) => {
    const { validFrom, validUntil } = publicTerms(server.clock.now());
    return { validFrom, validUntil, doors, ...more };
  };
  const create = (more: object = {}, as = acme, path = "/temp-keys") =>
    server.call("POST", path, { ...as, body: terms(more) });
  const open = (uuid: string, door: number) => server.call("POST", `/temp-keys/${uuid}/doors/${door}/open`);

  for (const path of ["/temp-keys", "/collective-temp-keys"])
    it(`POST ${path} answers with the link, the doors and the PIN, this once`, async () => {
      const { status, json, text } = await create({ description: "Anna" }, acme, path);
      assert.equal(status, 201, text);
      assert.equal(json.success, true);
      assert.equal(json.url, `/temp-keys/${json.uuid}`);
      assert.match(json.pin, /^\d{8}$/);
      assert.deepEqual(
        json.doors.map((door: Record<string, unknown>) => [door.id, door.lockId, door.label, door.accessMethod]),
        [
          [1, "1", "Street door", "both"],
          [2, "2", "Lift", "key"],
          [3, "3", null, "key"],
        ],
      );
      assert.match(json.doors[0].lockUuid, /^[0-9a-f-]{36}$/);
      const elsewhere = [
        await server.call("GET", "/temp-keys", acme),
        await server.call("GET", "/temp-keys?lockId=1", acme),
        await server.call("GET", "/locks/1/temp-keys", acme),
        await server.call("GET", "/locks/1/events", acme),
        await server.call("GET", `/temp-keys/${json.uuid}/explain`, acme),
        await create({
          description: "Anna",
          tempKeyUuid: json.uuid,
          validFrom: json.validFrom,
          validUntil: json.validUntil,
        }),
      ];
      for (const answer of elsewhere) {
        assert.ok(answer.status < 300, answer.text);
        assert.ok(!answer.text.includes(json.pin), "the PIN was told again");
      }
      assert.equal(elsewhere.at(-1)!.json.pin, null);
    });

  it("mints no PIN where no door has a panel", async () => {
    const { json } = await create({ doors: [{ lockId: "2" }] });
    assert.equal(json.pin, null);
  });

  it("refuses the whole for one lock: 403 for somebody else's, 404 for none, and makes nothing", async () => {
    for (const [lockId, status] of [
      ["4", 403],
      ["99", 404],
    ] as const) {
      const tempKeyUuid = randomUUID();
      const answer = await create({ tempKeyUuid, doors: [{ lockId: "1" }, { lockId }] });
      assert.equal(answer.status, status, answer.text);
      assert.deepEqual(answer.json.details[0].field, "doors[1].lockId");
      assert.equal(await server.ledger.read.tempKey(tempKeyUuid), undefined);
    }
    assert.equal((await server.call("POST", "/temp-keys", { body: terms() })).status, 401);
  });

  it("names everything that is wrong at once", async () => {
    const { status, json } = await create({
      validUntil: "2020-01-01T00:00:00Z",
      accessMode: "user-whitelist",
      doors: [{ lockId: "x1" }, { lockId: "1", accessMethod: "knock" }, { accessMethod: "code" }, { lockId: "1" }],
      maxUsesPerDoor: 0,
    });
    assert.equal(status, 400);
    assert.deepEqual(json.details.map(({ field }: { field: string }) => field).toSorted(), [
      "allowedUserIds",
      "doors[0].lockId",
      "doors[1].accessMethod",
      "doors[2].accessMethod",
      "doors[2].lockId",
      "doors[3].lockId",
      "maxUsesPerDoor",
      "validUntil",
    ]);
    for (const bad of [{ doors: [] }, { doors: Array.from({ length: 51 }, () => ({ lockId: "1" })) }, { doors: "1" }])
      assert.equal((await create(bad)).json.details[0].field, "doors");
  });

  it("lists the keys of a lock and those that the caller made, page by page", async () => {
    const own = await server.user();
    await server.lock(50, { ownerId: own.userId });
    const uuids: string[] = [];
    for (let i = 0; i < 5; i++) uuids.unshift((await create({ doors: [{ lockId: "50" }] }, own)).json.uuid);
    await server.call("DELETE", `/temp-keys/${uuids[1]}`, own);
    const list = async (query: string) => {
      const { status, json, text } = await server.call("GET", `/temp-keys?${query}`, own);
      assert.equal(status, 200, text);
      return [json.tempKeys.map(({ uuid }: { uuid: string }) => uuid), json.nextCursor] as const;
    };
    const live = uuids.filter((_, i) => i !== 1);
    assert.deepEqual(await list(""), [live, null]);
    assert.deepEqual(await list("lockId=50&revoked=true"), [uuids, null]);
    const [first, cursor] = await list("limit=3");
    assert.deepEqual(first, live.slice(0, 3));
    assert.deepEqual(await list(`limit=3&cursor=${cursor}`), [live.slice(3), null]);
    for (const [query, status] of [
      ["lockId=1", 403],
      ["lockId=98", 404],
      ["lockId=abc", 400],
    ] as const)
      assert.equal((await server.call("GET", `/temp-keys?${query}`, own)).status, status, query);
  });

  it("is taken back over all doors at once; again is alreadyRevoked", async () => {
    const { uuid } = (await create()).json;
    assert.equal((await server.call("DELETE", `/temp-keys/${uuid}`, rival)).status, 403);
    assert.equal((await server.call("DELETE", `/temp-keys/${randomUUID()}`, acme)).status, 404);
    const answers = [
      await server.call("DELETE", `/temp-keys/${uuid}`, acme),
      await server.call("DELETE", `/collective-temp-keys/${uuid}`, acme),
    ];
    assert.deepEqual(
      answers.map(({ status, json }) => [status, json.success, json.alreadyRevoked]),
      [
        [200, true, false],
        [200, true, true],
      ],
    );
    for (const door of [1, 2, 3]) assert.equal((await open(uuid, door)).status, 400);
  });

  it("opens each door, and counts together and for each door", async () => {
    const { uuid } = (await create({ maxUses: 3, maxUsesPerDoor: 2 })).json;
    for (const door of [2, 2, 3]) assert.equal((await open(uuid, door)).status, 303, `door ${door}`);
    assert.equal((await open(uuid, 2)).status, 400);
    assert.equal((await open(uuid, 1)).status, 400);
    assert.equal((await open(uuid, 7)).status, 404);
    const [key] = (await server.call("GET", "/temp-keys?lockId=1", acme)).json.tempKeys;
    assert.deepEqual([key.usedCount, ...key.doors.map((door: { usedCount: number }) => door.usedCount)], [3, 0, 2, 1]);
    assert.equal(key.status, "used-up");
  });

  it("changes its doors and its window while the link stays", async () => {
    const { uuid, pin } = (await create({ doors: [{ lockId: "1", accessMethod: "both" }, { lockId: "2" }] })).json;
    const change = (body: object, as = acme) => server.call("PATCH", `/temp-keys/${uuid}`, { ...as, body });
    const { status, json, text } = await change({
      addDoors: [{ lockId: "3", label: "Flat" }],
      removeDoors: [2],
      maxUses: 5,
      description: "two nights",
    });
    assert.equal(status, 200, text);
    assert.equal(json.pin, null);
    assert.deepEqual(
      json.tempKey.doors.map(({ id, label }: { id: number; label: string }) => [id, label]),
      [
        [1, null],
        [3, "Flat"],
      ],
    );
    assert.deepEqual([json.tempKey.maxUses, json.tempKey.description], [5, "two nights"]);
    assert.equal((await open(uuid, 2)).status, 404);
    assert.equal((await open(uuid, 3)).status, 303);
    assert.equal((await server.call("POST", "/locks/1/open-with-pin", { body: { pin } })).status, 200);
    for (const [body, field] of [
      [{ removeDoors: [1, 3] }, "removeDoors"],
      [{ removeDoors: [9] }, "removeDoors[0]"],
      [{ addDoors: [{ lockId: "3", accessMethod: "code" }] }, "addDoors[0].lockId"],
      [{ maxUses: 0 }, "maxUses"],
      [{ validUntil: "soon" }, "validUntil"],
    ] as const) {
      const refused: Answer = await change(body);
      assert.equal(refused.status, 400, JSON.stringify(body));
      assert.equal(refused.json.details[0].field, field);
    }
    for (const lockId of ["4", "99"]) assert.equal((await change({ addDoors: [{ lockId }] })).status, 404);
    assert.equal((await change({ maxUses: 1 }, rival)).status, 404);
    assert.equal((await server.call("PATCH", `/temp-keys/${randomUUID()}`, { ...acme, body: {} })).status, 404);
  });

  it("is one kind of key: the calls for one lock work on it, and those for several on a key of one lock", async () => {
    const { uuid } = (await create()).json;
    const update = { tempKeyUuid: uuid, maxUses: 9 };
    assert.equal((await server.call("POST", "/locks/2/update-temp-key", { ...acme, body: update })).status, 200);
    const used = await server.call("POST", "/locks/3/use-temp-key", { ...acme, body: { tempKeyUuid: uuid } });
    assert.equal(used.json.event.data.usedCount, 1);
    const gone = await server.call("POST", "/locks/2/delete-temp-key", { ...acme, body: { tempKeyUuid: uuid } });
    assert.equal(gone.json.event.data.lockId, 2);
    assert.equal((await server.call("DELETE", `/temp-keys/${uuid}`, acme)).json.alreadyRevoked, true);

    const single = await server.key(1, acme);
    const changed = await server.call("PATCH", `/temp-keys/${single}`, {
      ...acme,
      body: { addDoors: [{ lockId: "2" }] },
    });
    assert.equal(changed.json.tempKey.doors.length, 2, changed.text);
    assert.equal((await open(single, 2)).status, 303);
    assert.equal((await server.call("DELETE", `/temp-keys/${single}`, acme)).json.alreadyRevoked, false);
  });

  it("explains what would be decided, with what each rule compared", async () => {
    const user = await server.user();
    const { uuid } = (
      await create({
        doors: [{ lockId: "1" }, { lockId: "2" }],
        accessMode: "user-whitelist",
        allowedUserIds: [user.userId],
      })
    ).json;
    const ask = async (query: string) => (await server.call("GET", `/temp-keys/${uuid}/explain?${query}`, acme)).json;
    assert.equal((await ask("")).reason, "user-required");
    const yes = await ask(`user=${user.userId.toUpperCase()}&door=2`);
    assert.deepEqual([yes.admitted, yes.reason, yes.door], [true, null, 2]);
    const early = await ask(`user=${user.userId}&at=2020-01-01T00:00:00Z`);
    assert.equal(early.reason, "not-yet-valid");
    const rule = early.rules.find(({ passed }: { passed: boolean }) => !passed);
    assert.deepEqual([rule.rule, rule.reason, rule.compared.at], ["begun", "not-yet-valid", "2020-01-01T00:00:00Z"]);
    assert.equal((await ask(`user=${user.userId}&door=7`)).reason, "unknown-door");
    await server.ledger.submit({ type: "unbindDevice", actor: { kind: "operator" }, lockId: 2 });
    assert.equal((await ask(`user=${user.userId}&door=2`)).reason, "not-bound");
    const device = { hubId: "simulator", address: "2" };
    await server.ledger.submit({
      type: "bindDevice",
      actor: { kind: "operator" },
      lockId: 2,
      device,
      driver: "simulator",
    });
    assert.equal((await ask(`user=${user.userId}&door=2`)).reason, null);
    assert.equal((await ask(`user=${user.userId}&method=code`)).reason, "method-not-allowed");
    assert.equal((await server.call("GET", `/temp-keys/${uuid}/explain`, rival)).status, 404);
    assert.equal((await server.call("GET", `/temp-keys/${uuid}/explain?at=soon&door=0`, acme)).json.details.length, 2);
  });

  it("leaves a record that verifies", async () => {
    const verified = await server.store.verify();
    assert.ok(verified.ok, JSON.stringify(verified));
  });
});
