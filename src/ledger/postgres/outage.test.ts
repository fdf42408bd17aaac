/** The database goes away, and comes back. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import { runSql, startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { systemClock } from "../../clock.ts";
import { createKey, createLock, openDoor } from "../testing/commands.ts";
import { type Ledger, type Submitted } from "../ledger.ts";
import { openPostgresLedger } from "./ledger.ts";
import { verifyDatabase } from "./verify-database.ts";

describe("without its database", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres({ own: true });
  });
  after(() => server.close());

  it("the ledger is unavailable, and well again without being opened anew", async () => {
    const url = await server.createDatabase();
    const ledger = await openPostgresLedger({ url, clock: systemClock });
    await ledger.submit(createLock(1));
    await server.stop("fast");
    const begun = Date.now();
    const lost = randomUUID();
    await assert.rejects(ledger.submit(createKey(1, lost)), StoreUnavailableError);
    await assert.rejects(ledger.read.lock(1), StoreUnavailableError);
    assert.ok(Date.now() - begun < 5_000);
    await server.start();
    assert.ok((await ledger.submit(createKey(1, randomUUID()))).ok);
    assert.equal(await ledger.read.tempKey(lost), undefined);
    assert.equal((await ledger.read.lock(1))?.version, 2);
    await ledger.close();
  });

  it("killed under load, nothing acknowledged is lost and nothing is half there", { timeout: 120_000 }, async () => {
    const url = await server.createDatabase();
    const ledger = await openPostgresLedger({ url, clock: systemClock });
    for (let lockId = 1; lockId <= 8; lockId++) await ledger.submit(createLock(lockId));
    const acknowledged = new Set<string>();
    const refused = new Set<string>();
    const stopping = new AbortController();
    const clients = Array.from({ length: 24 }, async (_, i) => {
      while (!stopping.signal.aborted) {
        const uuid = randomUUID();
        try {
          assert.ok((await ledger.submit(createKey(1 + (i % 8), uuid))).ok);
          acknowledged.add(uuid);
        } catch (error) {
          assert.ok(error instanceof StoreUnavailableError, String(error));
          refused.add(uuid);
          await wait(20);
        }
      }
    });
    for (let round = 0; round < 4; round++) {
      await wait(150 + round * 37);
      await server.stop("immediate");
      await wait(50);
      await server.start();
    }
    const before = acknowledged.size;
    const until = Date.now() + 20_000;
    while (acknowledged.size < before + 50 && Date.now() < until) await wait(20);
    stopping.abort();
    await Promise.all(clients);
    assert.ok(acknowledged.size >= before + 50, "it did not come back");
    assert.ok(refused.size > 0);
    const rows = await runSql(url, "SELECT uuid FROM temp_keys");
    const there = new Set(rows.map(({ uuid }) => uuid as string));
    for (const uuid of acknowledged) assert.ok(there.has(uuid), `${uuid} was acknowledged`);
    await ledger.close();
    const verified = await verifyDatabase({ url });
    assert.ok(verified.ok, JSON.stringify(verified));
  });

  for (const [when, arrives] of [
    ["after the commit arrived: it is answered as done", true],
    ["before the commit arrived: nothing was recorded", false],
  ] as const) {
    it(`a connection that is lost ${when}`, async () => {
      const url = await server.createDatabase();
      const line = await openLine(server.port);
      let ledger: Ledger | undefined;
      try {
        const through = new URL(url);
        through.port = String(line.port);
        ledger = await openPostgresLedger({ url: through.href, clock: systemClock });
        await ledger.submit(createLock(1));
        const uuid = randomUUID();
        const create = createKey(1, uuid);
        line.cutAtCommit(arrives);
        if (arrives) {
          const made = await ledger.submit(create);
          assert.equal(made.ok && made.event?.type, "TempKeyCreated");
        } else {
          await assert.rejects(ledger.submit(create), /nothing was recorded/);
        }
        assert.equal(line.cuts(), 1);
        assert.equal((await ledger.read.tempKey(uuid)) !== undefined, arrives);
        assert.ok((await ledger.submit(create)).ok);
      } finally {
        await ledger?.close();
        await line.close();
      }
      const verified = await verifyDatabase({ url });
      assert.ok(verified.ok && verified.events === 2, JSON.stringify(verified));
    });
  }

  it("two processes that take a waiting order at the same instant never both believe it theirs", async () => {
    // The one that loses its connection finds the other's event in the place of its own.
    const url = await server.createDatabase();
    const now = Date.now();
    const clock = { ...systemClock, now: () => now };
    const other = await openPostgresLedger({ url, clock });
    await other.submit(createLock(1));
    const uuid = randomUUID();
    await other.submit(createKey(1, uuid));
    const [first, second] = [await other.submit(openDoor(uuid)), await other.submit(openDoor(uuid))];
    assert.ok(first.ok && second.ok && second.order?.stage === "queued");
    await other.submit({
      type: "reportOrder",
      orderId: first.order!.orderId,
      outcome: { ok: true, stage: "executed", by: "ack", latencyMs: 1 },
    });
    const send = () => ({ type: "sendOrder", orderId: second.order!.orderId, claim: randomUUID() }) as const;

    let taken: Promise<Submitted> | undefined;
    const line = await openLine(server.port, async () => {
      taken = other.submit(send());
      await taken;
    });
    const through = new URL(url);
    through.port = String(line.port);
    const ledger = await openPostgresLedger({ url: through.href, clock });
    try {
      const ours = send();
      line.cutAtCommit(false);
      await assert.rejects(ledger.submit(ours), /nothing was recorded/);
      assert.ok((await taken)?.ok, "the other has it");
      assert.equal((await ledger.read.order(ours.orderId))?.stage, "sent");
      const again = await ledger.submit(ours);
      assert.equal(!again.ok && again.reason, "not-queued");
    } finally {
      await Promise.all([ledger.close(), other.close()]);
      await line.close();
    }
  });
});

/**
 * A line to the server that can be cut at the next commit of a batch.
 *
 * @param meanwhile runs when the server has been told of the cut, before the other end is
 */
async function openLine(port: number, meanwhile?: () => Promise<void>) {
  let cutting: { readonly arrives: boolean } | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const listener = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    let isCut = false;
    const lose = async () => {
      far.destroy();
      await meanwhile?.();
      near.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    near.on("data", (data) => {
      const cut = cutting && data.includes("COMMIT") ? cutting : undefined;
      if (cut) {
        cutting = undefined;
        isCut = true;
        cuts++;
      }
      if (cut?.arrives === false) void lose();
      else far.write(data);
    });
    far.on("data", (data) => (isCut ? data.includes("COMMIT") && near.destroy() : near.write(data)));
    near.on("close", () => far.destroy());
    far.on("close", () => isCut || near.destroy());
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as { port: number }).port,
    cutAtCommit: (arrives: boolean) => (cutting = { arrives }),
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
