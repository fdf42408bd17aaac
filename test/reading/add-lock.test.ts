import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../harness.ts";

describe("a lock whose number nobody chose", () => {
  let server: TestServer;
  const of: { apiKey: string }[] = [];
  before(async () => {
    server = await startServer();
    for (const orgId of ["acme", "other"]) of.push(await server.organization(orgId));
  });
  after(() => server.close());

  const add = (body: object, as: object = of[0]!, idempotencyKey?: string) =>
    server.call("POST", "/locks", {
      ...as,
      body,
      ...(idempotencyKey !== undefined && { headers: { "idempotency-key": idempotencyKey } }),
    });
  const hub = async (name: string, as: object = of[0]!) => {
    const body = { hubId: name, kind: "simulator", settings: { travelMs: 0 } };
    assert.equal((await server.call("POST", "/hubs", { ...as, body })).status, 201);
    return name;
  };

  it("has the least free number, its device and its site at once", async () => {
    await server.lock(1, { orgId: "other" });
    await server.lock(3, { orgId: "acme" });
    const site = { name: "Harbour", timeZone: "Europe/Athens" };
    const { siteId } = (await server.call("POST", "/organizations/acme/sites", { ...of[0]!, body: site })).json;
    const made = await add({ name: "Gate", siteId, hubId: await hub("home"), address: "7", relockAfterS: 5 });
    assert.equal(made.status, 201, made.text);
    const { lockId, timeZone, device } = made.json as { lockId: string; timeZone: string; device: object };
    assert.deepEqual([lockId, timeZone, made.json.siteId], ["2", "Europe/Athens", siteId]);
    const { hubId, address, relockAfterS } = device as { hubId: string; address: string; relockAfterS: number };
    assert.deepEqual([hubId, address, relockAfterS], ["home", "7", 5]);
    assert.equal((await server.call("GET", "/locks/2/device", of[0]!)).json.address, "7");
    assert.equal((await add({ name: "Next" })).json.lockId, "4");
  });

  it("opens where it is simulated", async () => {
    const made = await add({ name: "Flat 1", hubId: "simulator" });
    assert.equal(made.status, 201, made.text);
    const opened = await server.call("POST", `/locks/${made.json.lockId}/OpenLock`, { ...of[0]!, body: {} });
    assert.equal(opened.json.outcome, "opened");
  });

  it("is another one for each of many at once, and one for all tries of one", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, (_, i) => add({ name: `Flat ${i}` }, of[i % 2]!)));
    assert.equal(new Set(made.map(({ json }) => json.lockId)).size, 8, made.map(({ text }) => text).join());
    const key = randomUUID();
    const tries = [await add({ name: "Cellar" }, of[0]!, key), await add({ name: "Cellar" }, of[0]!, key)];
    assert.equal(tries[0]!.json.lockId, tries[1]!.json.lockId);
  });

  it("is not made where its device, its hub or its site is none for it", async () => {
    const [mine, theirs] = [await hub("mine"), await hub("theirs", of[1]!)];
    assert.equal((await add({ name: "First", hubId: mine, address: "1" })).status, 201);
    const before = (await server.call("GET", "/locks", of[0]!)).json.total;
    const refused: [object, number, string | undefined][] = [
      [{ hubId: mine, address: "1" }, 409, "address"],
      [{ hubId: theirs, address: "2" }, 404, undefined],
      [{ hubId: mine }, 400, "address"],
      [{ hubId: mine, address: "front" }, 400, "address"],
      [{ address: "2" }, 400, "address"],
      [{ hubId: "simulator", address: "2" }, 400, "address"],
      [{ hubId: "simulator", relockAfterS: 2 }, 400, "relockAfterS"],
      [{ siteId: randomUUID() }, 400, "siteId"],
      [{ timeZone: "Mars/Base" }, 400, "timeZone"],
      [{ lockId: 5 }, 400, "lockId"],
      [{ name: " " }, 400, "name"],
    ];
    for (const [body, status, field] of refused) {
      const answer = await add({ name: "Gate", ...body });
      const details = answer.json.details as { field: string }[] | undefined;
      assert.deepEqual([answer.status, details?.[0]?.field], [status, field], `${JSON.stringify(body)} ${answer.text}`);
    }
    assert.equal((await server.call("GET", "/locks", of[0]!)).json.total, before);
  });
});
