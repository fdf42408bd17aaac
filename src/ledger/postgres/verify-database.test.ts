import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { runSql, startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { systemClock } from "../../clock.ts";
import { createKey, createLock, openDoor } from "../testing/commands.ts";
import { openPostgresLedger } from "./ledger.ts";
import { verifyDatabase } from "./verify-database.ts";

describe("verify", () => {
  let server: TestPostgres;
  let url: string;
  before(async () => {
    server = await startPostgres();
    url = await server.createDatabase();
    const ledger = await openPostgresLedger({ url, clock: systemClock });
    for (const lockId of [1, 2]) await ledger.submit(createLock(lockId));
    const uuid = randomUUID();
    await ledger.submit(createKey(1, uuid));
    await ledger.submit(openDoor(uuid));
    await ledger.close();
  });
  after(() => server.close());

  it("finds a record in order, and the head of it again later", async () => {
    const first = await verifyDatabase({ url });
    assert.ok(first.ok, JSON.stringify(first));
    assert.deepEqual([first.locks, first.events], [2, 5]);
    const { position, head: hash } = first;
    const ledger = await openPostgresLedger({ url, clock: systemClock });
    await ledger.submit(createKey(2, randomUUID()));
    await ledger.close();
    assert.ok((await verifyDatabase({ url }, { head: { position, hash } })).ok);
    const other = await verifyDatabase(
      { url },
      { head: { position, hash: hash.replace(/^./, (c) => (c === "0" ? "1" : "0")) } },
    );
    assert.match(other.ok ? "" : other.problem, /was rewritten/);
  });

  const TAMPERED = [
    [
      "a changed byte",
      "UPDATE events SET data = replace(data, '\"public\"', '\"publiC\"') WHERE version = 2",
      /version 2, TempKeyCreated\) was changed/,
    ],
    ["a removed event", "DELETE FROM events WHERE lock_id = 1 AND version = 3", /follows version 2/],
    ["a cut end", "DELETE FROM events WHERE lock_id = 1 AND version = 4", /Version 4 of lock 1 was removed/],
    [
      "a changed use count",
      `UPDATE temp_keys SET state = replace(state, '"usedCount":1', '"usedCount":0')`,
      /state \((usedCount|doors)\) was changed/,
    ],
    [
      "a lock's changed head",
      "UPDATE locks SET head = '' WHERE lock_id = 2",
      /lock 2 is not what the log says: its head/,
    ],
    ["a key out of its list", "DELETE FROM temp_key_doors WHERE lock_id = 1", /row of door .* is missing/],
    ["a settled order", "UPDATE orders SET open = NOT open", /row of order .* its open was changed/],
    [
      "a key without its row",
      "DELETE FROM temp_keys",
      /door \(key\/lock\) number \d+\/\d does not come from the log|key .* is missing/,
    ],
  ] as const;
  for (const [what, text, problem] of TAMPERED) {
    it(`finds ${what}`, async () => {
      const copy = new URL(url).pathname.slice(1);
      const name = `${copy}_copy`;
      await runSql(server.url("postgres"), `CREATE DATABASE ${name} TEMPLATE ${copy}`);
      try {
        await runSql(server.url(name), text);
        const verified = await verifyDatabase({ url: server.url(name) });
        assert.match(verified.ok ? "nothing" : verified.problem, problem);
      } finally {
        await runSql(server.url("postgres"), `DROP DATABASE ${name} WITH (FORCE)`);
      }
    });
  }

  it("refuses to judge a database without the program's tables", async () => {
    await assert.rejects(verifyDatabase({ url: await server.createDatabase() }), /older schema/);
  });
});
