/** Many guests at one door at the same time: exactly as many get in as the key allows. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readActuations } from "../../src/devices/simulator/actuation-log.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { sized } from "../size.ts";

const ROUNDS = sized(15, 50);
const GUESTS = 200;

describe("races", () => {
  let server: TestServer;
  let org: Credentials;

  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
  });
  after(() => server.close());

  it(`${GUESTS} parallel opens of a single-use key, ${ROUNDS} rounds: one each, and the door moves as often`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const uuid = await server.key(1, org, { maxUses: 1 });
      const answers = await Promise.all(
        Array.from({ length: GUESTS }, () => server.call("POST", `/temp-keys/${uuid}/open`)),
      );
      const statuses = answers.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 303).length, 1, `round ${round}: ${new Set(statuses)}`);
      assert.equal(statuses.filter((status) => status === 400).length, GUESTS - 1);
      const location = answers.find(({ status }) => status === 303)!.headers.get("location")!;
      const confirmation = await server.call("GET", location);
      assert.equal(confirmation.status, 200);
    }
    assert.equal((await readActuations(`${server.dataDir}/simulator`, 1)).length, ROUNDS);
  });

  it("the same intent from many taps is one use and one order", async () => {
    const uuid = await server.key(1, org, { maxUses: 5 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent: "tap-1" } })),
    );
    assert.equal(new Set(answers.map(({ headers }) => headers.get("location"))).size, 1);
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303]));
    const list = await server.call("GET", "/locks/1/temp-keys", org);
    assert.equal(list.json.tempKeys.find((key: { uuid: string }) => key.uuid === uuid).usedCount, 1);
  });

  it("no opening is admitted after a revocation was answered", async () => {
    const uuid = await server.key(1, org);
    const opens: Promise<number>[] = [];
    let revokedAt = Number.POSITIVE_INFINITY;
    const late: number[] = [];
    const open = async () => {
      const asked = performance.now();
      const { status } = await server.call("POST", `/temp-keys/${uuid}/open`);
      if (asked > revokedAt && status === 303) late.push(asked);
      return status;
    };
    for (let i = 0; i < 60; i++) opens.push(open());
    const { status } = await server.call("POST", "/locks/1/delete-temp-key", { ...org, body: { tempKeyUuid: uuid } });
    revokedAt = performance.now();
    assert.equal(status, 200);
    for (let i = 0; i < 60; i++) opens.push(open());
    await Promise.all(opens);
    assert.deepEqual(late, []);
  });

  it("the record verifies after all of it", async () => {
    const verified = await server.store.verify();
    assert.equal(verified.ok, true, JSON.stringify(verified));
  });
});
