/** The driver over a stand-in, where time, chance and malice matter more than what Home Assistant says. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { createConnection } from "home-assistant-js-websocket";
import { eventually } from "../../../test/webhooks/eventually.ts";
import { layWire, type Wire } from "../../../test/home-assistant/wire.ts";
import { systemClock } from "../../clock.ts";
import { silentLog } from "../../log.ts";
import { networkOf } from "../../outbound/addresses.ts";
import { createOutbound } from "../../outbound/outbound.ts";
import type { LockDriver, Observation } from "../driver.ts";
import { driverConformance } from "../testing/conformance.ts";
import { homeAssistant } from "./kind.ts";
import { webSocketUrl } from "./settings.ts";
import { openSocket } from "./socket.ts";
import { counted } from "./testing/counted.ts";
import { FRONT, type StandIn, startStandIn, TOKEN } from "./testing/stand-in.ts";

const NEVER = new AbortController().signal;
const outbound = createOutbound({ allow: [networkOf("127.0.0.0/8")!] });

/** How long the suite lets time pass at most: it is real here. */
const REAL_MS = 1_500;
/** Turns of the event loop, in each of which sockets are read. */
const TURNS = 5;

interface Site {
  readonly driver: LockDriver;
  readonly standIn: StandIn;
  readonly wire: Wire;
  readonly seen: readonly Observation[];
}

async function openSite(token = TOKEN): Promise<Site & { close(): Promise<void> }> {
  const standIn = await startStandIn();
  const wire = await layWire(standIn.port);
  const seen: Observation[] = [];
  const driver = await homeAssistant.open({
    hubId: "home",
    settings: { url: `http://127.0.0.1:${wire.port}/` },
    secrets: { token },
    folder: "/nowhere",
    clock: systemClock,
    log: silentLog,
    outbound,
    observe: (observation) => void seen.push(observation),
  });
  await driver.check(NEVER);
  return {
    driver,
    standIn,
    wire,
    seen,
    async close() {
      await driver.stop();
      await wire.close();
      await standIn.close();
    },
  };
}

async function atSite(run: (site: Site) => Promise<void>, token?: string): Promise<void> {
  const site = await openSite(token);
  try {
    await run(site);
  } finally {
    await site.close();
  }
}

driverConformance("home-assistant", async () => {
  const { driver, standIn, wire, close } = await openSite();
  return {
    ...counted(driver, async () => standIn.moves.length),
    clock: { ...systemClock, advance: (ms: number) => delay(Math.min(ms, REAL_MS)) },
    address: FRONT,
    disconnect: async () => void (standIn.state = "unavailable"),
    disconnectHub: async () => wire.cut(),
    slowDown: async (ms) => void (wire.delayMs = ms),
    close,
  };
});

/**
 * With a deadline that aborts. `stoppedAt` is when it did and all that had arrived before was read, by the clock that the
 * stand-in uses: a process that stood still sees first that the time is over.
 */
async function unlock(driver: LockDriver, forMs: number) {
  const deadline = new AbortController();
  let stoppedAt = Number.POSITIVE_INFINITY;
  const timer = setTimeout(async () => {
    deadline.abort();
    for (let i = 0; i < TURNS; i++) await turn();
    stoppedAt = Date.now();
  }, forMs);
  const notAfter = Date.now() + forMs;
  try {
    const command = { orderId: randomUUID(), address: FRONT, action: "unlock", notAfter } as const;
    const outcome = await driver.unlock(command, deadline.signal);
    return { outcome, takenMs: Date.now() - notAfter + forMs, stoppedAt: () => stoppedAt };
  } finally {
    if (Date.now() < notAfter) clearTimeout(timer);
  }
}

test("an order is confirmed by the event that it caused", () =>
  atSite(async ({ driver, standIn }) => {
    const { outcome } = await unlock(driver, 5_000);
    assert.equal(outcome.ok && outcome.stage, "confirmed");
    assert.equal(standIn.moves.length, 1);
  }));

test("the library opens a door later with what it queued while it reconnected; the driver queues nothing", () =>
  atSite(async ({ driver, standIn, wire }) => {
    const where = { url: webSocketUrl(`ws://127.0.0.1:${wire.port}`), token: TOKEN, outbound };
    const bare = await createConnection({ createSocket: () => openSocket(where, NEVER) });
    const { promise: suspended, resolve: goOn } = Promise.withResolvers<void>();
    bare.suspendReconnectUntil(suspended);
    bare.suspend();
    await delay(50);
    goOn();
    await delay(0);
    const call = { type: "call_service", domain: "lock", service: "unlock", target: { entity_id: FRONT } };
    const queued = bare.sendMessagePromise(call);
    assert.equal(bare.connected, false);
    await queued;
    assert.equal(standIn.moves.length, 1, "the trap is gone");
    bare.close();

    wire.cut();
    await eventually(async () => assert.equal((await driver.check(NEVER)).ok, false));
    const { outcome, takenMs } = await unlock(driver, 5_000);
    assert.ok(!outcome.ok && outcome.failure === "offline" && !outcome.mayHaveExecuted);
    assert.ok(takenMs < 2_500, "its time is not waited for");
    wire.mend();
    for (let i = 0; i < 200 && !(await driver.check(NEVER)).ok; i++) await delay(20);
    await delay(200);
    assert.equal(standIn.moves.length, 1);
  }));

test("what is not Home Assistant's protocol ends the connection, and not the server", () =>
  atSite(async ({ driver, standIn, wire }) => {
    for (const said of ["{", "null", "[1]", '{"type":1}', "x".repeat(100_000)]) {
      const taken = wire.taken;
      standIn.say(said);
      for (let i = 0; i < 500 && (wire.taken === taken || !(await driver.check(NEVER)).ok); i++) {
        await driver.check(NEVER);
        await delay(5);
      }
      assert.equal(wire.taken, taken + 1, said.slice(0, 20));
    }
    assert.equal((await unlock(driver, 5_000)).outcome.ok, true);
  }));

test("events that nobody asked for and answers to no question are passed over", () =>
  atSite(async ({ driver, standIn }) => {
    driver.watch([FRONT]);
    await delay(100);
    for (const said of ['{"type":"result","id":999,"success":true}', '{"type":"pong","id":999}', '{"type":"news"}']) {
      standIn.say(said);
    }
    assert.equal((await unlock(driver, 5_000)).outcome.ok, true);
  }));

test("a token that is refused is tried once, however often somebody asks", () =>
  atSite(async ({ driver, standIn }) => {
    const checked = await driver.check(NEVER);
    assert.ok(!checked.ok && checked.failure === "auth");
    const { outcome } = await unlock(driver, 1_000);
    assert.ok(!outcome.ok && outcome.failure === "auth" && !outcome.mayHaveExecuted);
    await delay(1_500);
    assert.ok(standIn.signIns <= 3, String(standIn.signIns));
  }, "another token"));

test("an address that the operator has not listed is not called", async () => {
  const standIn = await startStandIn();
  const driver = await homeAssistant.open({
    hubId: "home",
    settings: { url: `http://127.0.0.1:${standIn.port}` },
    secrets: { token: TOKEN },
    folder: "/nowhere",
    clock: systemClock,
    log: silentLog,
    observe: () => {},
  });
  const checked = await driver.check(NEVER);
  assert.ok(
    !checked.ok && checked.failure === "unsupported" && checked.detail.includes("operator"),
    JSON.stringify(checked),
  );
  assert.equal(standIn.signIns, 0);
  await driver.stop();
  await standIn.close();
});

test("a flood of states is told as its last one", () =>
  atSite(async ({ driver, standIn, seen }) => {
    driver.watch([FRONT]);
    await eventually(() => assert.ok(seen.some(({ type }) => type === "state")));
    for (let i = 0; i < 500; i++) {
      const s = i % 2 === 0 ? "locking" : "unlocking";
      for (const id of [5, 6, 7, 8, 9]) {
        standIn.say(JSON.stringify({ id, type: "event", event: { c: { [FRONT]: { "+": { s } } } } }));
      }
    }
    const told = () => seen.filter(({ type }) => type === "state");
    await eventually(() => {
      const last = told().at(-1);
      assert.equal(last?.type === "state" && last.snapshot.state, "unlocking");
    });
    await delay(700);
    assert.ok(told().length < 10, String(told().length));
    const last = told().at(-1);
    assert.equal(last?.type === "state" && last.snapshot.state, "unlocking");
  }));

/** How long after its deadline a process that is busy may read what had arrived before, in milliseconds. */
const BUSY_MS = 250;

describe("random faults at home-assistant", { concurrency: 30 }, () => {
  const schedules = Number(process.env["FAULT_SCHEDULES"] ?? 120);
  for (let i = 0; i < schedules; i++) {
    const seed = Number(process.env["FAULT_SEED"] ?? 0) * 1_000 + i;
    test(`seed ${seed}: nothing opens late, and a use is given back only for a door that did not move`, () =>
      schedule(seed));
  }
});

async function schedule(seed: number): Promise<void> {
  const random = randomOf(seed);
  await atSite(async ({ driver, standIn, wire }) => {
    const forMs = 100 + random() * 300;
    standIn.answerMs = random() < 0.3 ? Number.POSITIVE_INFINITY : random() * 300;
    const faultMs = random() * 40;
    const lasts = random() < 0.5 ? forMs + 600 : random() * 100;
    const [begin, end] = [
      [() => wire.block(), () => wire.unblock()],
      [() => wire.cut(), () => wire.mend()],
      [() => standIn.hang(), () => standIn.resume()],
      [() => void (wire.delayMs = forMs + 400), () => void (wire.delayMs = 0)],
      [() => {}, () => {}],
    ][Math.floor(random() * 5)]!;
    const faults = delay(faultMs).then(async () => {
      begin!();
      await delay(lasts);
      end!();
    });
    if (random() < 0.5) await delay(random() * 60);
    const { outcome, takenMs, stoppedAt } = await unlock(driver, forMs);
    await faults;
    await delay(700);
    const told = JSON.stringify(outcome);
    assert.ok(takenMs < forMs + 5_000, told);
    assert.ok(standIn.moves.length <= 1, told);
    if (outcome.ok) assert.equal(standIn.moves.length, 1, told);
    else if (!outcome.mayHaveExecuted) assert.equal(standIn.moves.length, 0, told);
    for (const at of standIn.moves) assert.ok(at <= stoppedAt() + BUSY_MS, `${told}: ${at - stoppedAt()} ms late`);
  });
}

/** The same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
