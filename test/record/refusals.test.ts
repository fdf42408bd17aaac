/** A link that opens nothing any more, tried without end: what stays of it on the record. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { KINDS_A_DAY } from "../../src/domain/refusal-counting.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

describe("a link that was taken back", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-refusals-"));
  const start = () => startServer({ dataDir, env: { TRUST_PROXY: "loopback" } });
  let server: TestServer;
  let org: Credentials;

  before(async () => {
    server = await start();
    org = await server.organization("acme");
    for (const lockId of [1, 2, 3]) await server.lock(lockId, { orgId: "acme" });
  });
  after(async () => {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function takenBack(lockId: number): Promise<string> {
    const uuid = await server.key(lockId, org);
    assert.equal((await server.call("DELETE", `/temp-keys/${uuid}`, org)).status, 200);
    return uuid;
  }
  const open = (uuid: string, from: string) =>
    server.call("POST", `/temp-keys/${uuid}/open`, { headers: { "x-forwarded-for": from } });
  const refusalsAt = async (lockId: number) => {
    const events = await server.ledger.read.events(lockId, 1, 9_999);
    return events.flatMap(({ event }) => (event.type === "AdmissionRefused" ? [event.context] : []));
  };

  it("is refused 200 times alike, which is two events: the first, and how many came after it, a restart later", async () => {
    const uuid = await takenBack(1);
    const answers = await Promise.all(Array.from({ length: 200 }, () => open(uuid, "10.0.0.1")));
    assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1);
    assert.equal((await refusalsAt(1)).length, 1);
    await server.close();
    server = await start();
    const [first, told, ...more] = await refusalsAt(1);
    assert.deepEqual([first?.count, told?.count, more], [undefined, 199, []]);
    assert.equal(told?.source, first?.source);
    assert.ok(Date.parse(told!.firstAt!) <= Date.parse(told!.lastAt!));
    assert.equal((await open(uuid, "10.0.0.1")).status, answers[0]!.status);
    assert.equal((await refusalsAt(1)).length, 2);
  });

  it("leaves a bounded number of events from however many places, and the record is whole", async () => {
    const uuid = await takenBack(2);
    for (let i = 0; i < 150; i++) for (let times = 0; times < 2; times++) await open(uuid, `10.1.0.${i}`);
    const events = await refusalsAt(2);
    assert.equal(events.length, KINDS_A_DAY + 1);
    assert.equal(events.at(-1)?.together, true);
    await server.close();
    server = await start();
    const counts = (await refusalsAt(2)).slice(KINDS_A_DAY + 1);
    assert.equal(counts.length, KINDS_A_DAY + 1);
    const all = KINDS_A_DAY + 1 + counts.reduce((sum, { count = 0 }) => sum + count, 0);
    assert.equal(all, 300);
    assert.ok((await server.store.verify()).ok);
  });

  it("is explained as before, and counts no use by hand without end either", async () => {
    const uuid = await takenBack(3);
    const body = { tempKeyUuid: uuid };
    for (let i = 0; i < 20; i++) await server.call("POST", "/locks/3/use-temp-key", { ...org, body });
    assert.equal((await refusalsAt(3)).length, 1);
    const { json } = await server.call("GET", `/temp-keys/${uuid}/explain`, org);
    assert.equal(json.reason, "revoked");
  });
});
