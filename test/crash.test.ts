/**
 * The server is killed hard at random moments under mixed load, again and again on the same data: whatever it
 * answered is there afterwards, nothing is counted twice, no door moved after its deadline, and the record verifies.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/clock.ts";
import { loadConfig } from "../src/config.ts";
import { readActuations } from "../src/devices/simulator/actuation-log.ts";
import type { Ledger } from "../src/ledger/ledger.ts";
import { openStore } from "../src/store.ts";
import { publicTerms, request, startServer } from "./harness.ts";

const KILLS = 20;
const LOCKS = 4;
const CLIENTS = 8;

const ALL_DOORS = Array.from({ length: LOCKS }, (_, i) => ({ lockId: String(i + 1), accessMethod: "both" }));

/** What the server acknowledged, to be found again. */
interface Acknowledged {
  readonly created: Set<string>;
  readonly revoked: Set<string>;
  /** The orders that openings were answered with, for each key. */
  readonly opened: Map<string, string[]>;
  /** How many openings got no answer, for each key. */
  readonly unanswered: Map<string, number>;
}

describe("crashes", () => {
  it(`kill -9 at ${KILLS} random moments loses nothing that was acknowledged`, { timeout: 180_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "latchstring-crash-"));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const apiKey = await prepare(dataDir);
    const known: Acknowledged = { created: new Set(), revoked: new Set(), opened: new Map(), unanswered: new Map() };

    for (let kill = 0; kill < KILLS; kill++) {
      const server = await startProcess(dataDir, port);
      const stop = new AbortController();
      const clients = Array.from({ length: CLIENTS }, () => useServer(url, apiKey, known, stop.signal));
      await delay(20 + Math.random() * 300);
      server.kill("SIGKILL");
      await once(server, "exit");
      stop.abort();
      await Promise.all(clients);
    }
    assert.ok(known.created.size > 50, `only ${known.created.size} keys were created`);
    assert.ok(known.opened.size > 20, `only ${known.opened.size} keys were opened`);
    await check(dataDir, known);
    rmSync(dataDir, { recursive: true });
  });
});

async function prepare(dataDir: string): Promise<string> {
  const server = await startServer({ dataDir });
  const { apiKey } = await server.organization("acme");
  for (let lockId = 1; lockId <= LOCKS; lockId++) await server.lock(lockId, { orgId: "acme" });
  await server.close();
  return apiKey;
}

async function startProcess(dataDir: string, port: number): Promise<ChildProcess> {
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: String(port),
    RATE_LIMIT: "off",
    SIMULATOR_TRAVEL_MS: "20",
    LOG_LEVEL: "error",
  };
  const server = spawn(process.execPath, ["src/main.ts", "serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
  await once(server.stdout!, "data");
  return server;
}

/** Create, open and revoke keys until told to stop; write down what was answered. */
async function useServer(url: string, apiKey: string, known: Acknowledged, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lockId = 1 + Math.floor(Math.random() * LOCKS);
    const tempKeyUuid = randomUUID();
    const several = Math.random() < 0.5;
    const body = { ...publicTerms(Date.now()), tempKeyUuid, maxUses: 3, ...(several && { doors: ALL_DOORS }) };
    const path = several ? "/temp-keys" : `/locks/${lockId}/create-temp-key`;
    const created = await attempt(url, "POST", path, { apiKey, body });
    if (created === undefined) return;
    assert.equal(created.status, several ? 201 : 200);
    known.created.add(tempKeyUuid);
    for (let i = 0; i < 4; i++) {
      const door = several ? `/doors/${1 + (i % LOCKS)}` : "";
      const opened = await attempt(url, "POST", `/temp-keys/${tempKeyUuid}${door}/open`, {});
      if (opened === undefined) {
        known.unanswered.set(tempKeyUuid, (known.unanswered.get(tempKeyUuid) ?? 0) + 1);
        return;
      }
      if (opened.status !== 303) continue;
      const orderId = new URL(opened.headers.get("location")!, url).searchParams.get("order")!;
      known.opened.set(tempKeyUuid, [...(known.opened.get(tempKeyUuid) ?? []), orderId]);
    }
    if (Math.random() < 0.5) continue;
    const revoked = several
      ? await attempt(url, "DELETE", `/temp-keys/${tempKeyUuid}`, { apiKey })
      : await attempt(url, "POST", `/locks/${lockId}/delete-temp-key`, { apiKey, body: { tempKeyUuid } });
    if (revoked === undefined) return;
    assert.equal(revoked.status, 200);
    known.revoked.add(tempKeyUuid);
  }
}

/** The answer, or undefined when the server died before it answered. */
async function attempt(url: string, method: string, path: string, options: Parameters<typeof request>[3]) {
  try {
    return await request(url, method, path, options);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function check(dataDir: string, known: Acknowledged): Promise<void> {
  // One more start, late enough that no order can still be open, settles what the dead processes left.
  const now = Date.now() + 60_000;
  const store = await openStore(loadConfig({ DATA_DIR: dataDir }), {
    ...systemClock,
    now: () => now,
    shared: frozen(now),
  });
  const ledger = await store.ledger();
  for (const orderId of await ledger.read.overdueOrders(now, 10_000))
    await ledger.submit({ type: "expireOrder", orderId });

  for (const uuid of known.created) assert.ok(await ledger.read.tempKey(uuid), `key ${uuid} is lost`);
  for (const uuid of known.revoked) {
    const key = await ledger.read.tempKey(uuid);
    assert.notEqual(key?.state.revokedAt, null, `the revocation of ${uuid} is lost`);
  }
  const moved = new Map<string, number>();
  for (let lockId = 1; lockId <= LOCKS; lockId++) {
    for (const { orderId, at } of await readActuations(join(dataDir, "simulator"), lockId)) {
      moved.set(orderId, (moved.get(orderId) ?? 0) + 1);
      const order = await ledger.read.order(orderId);
      assert.ok(order, `the door moved for an order that is not on the record: ${orderId}`);
      assert.ok(Date.parse(at) < order.notAfter, `the door moved after the deadline of ${orderId}`);
      assert.notEqual(order.stage, "failed", `the door moved, and the record says that it did not: ${orderId}`);
      assert.notEqual(order.stage, "expired");
    }
  }
  assert.ok(
    [...moved.values()].every((times) => times === 1),
    "a door moved twice for one order",
  );
  for (const uuid of known.created) {
    const { state } = (await ledger.read.tempKey(uuid))!;
    const orders = await Promise.all((known.opened.get(uuid) ?? []).map((orderId) => ledger.read.order(orderId)));
    // A use is given back when its door surely did not move; what is opened or unknown stays counted.
    const counted = orders.filter((order) => order!.stage === "opened" || order!.stage === "unknown").length;
    const unanswered = known.unanswered.get(uuid) ?? 0;
    assert.ok(state.usedCount <= 3, `${uuid} was used ${state.usedCount} times`);
    assert.ok(state.usedCount >= counted, `${uuid}: ${counted} uses were answered, ${state.usedCount} are counted`);
    assert.ok(state.usedCount <= counted + unanswered, `${uuid} was counted twice`);
  }
  await checkWhole(ledger);
  const verified = await store.verify();
  await store.close();
  assert.equal(verified.ok, true, JSON.stringify(verified));
}

/** A key over several doors, acknowledged or not, is made and taken back at all of them or at none. */
async function checkWhole(ledger: Ledger): Promise<void> {
  const at = { TempKeyCreated: new Map<string, number>(), TempKeyDeleted: new Map<string, number>() };
  for (let lockId = 1; lockId <= LOCKS; lockId++) {
    for (const { event } of await ledger.read.events(lockId, 1, Number.MAX_SAFE_INTEGER)) {
      if (event.type !== "TempKeyCreated" && event.type !== "TempKeyDeleted") continue;
      const { tempKeyUuid } = event.data;
      at[event.type].set(tempKeyUuid, (at[event.type].get(tempKeyUuid) ?? 0) + 1);
    }
  }
  for (const locks of [...at.TempKeyCreated.values(), ...at.TempKeyDeleted.values()])
    assert.ok(locks === 1 || locks === LOCKS, `a key is at ${locks} of ${LOCKS} locks`);
}

function frozen(now: number): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(8);
  new Float64Array(shared)[0] = now;
  return shared;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
