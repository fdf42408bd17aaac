/** Doors that would open late, twice or by somebody else's hand; each test fails without its guard. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { startMosquitto, type TestMosquitto } from "../../../test/mosquitto.ts";
import { seal, secretOfDoor } from "./seal.ts";
import { openClient } from "./testing/client.ts";
import { DOOR_SECRET, openRig, type Rig, until } from "./testing/rig.ts";

let broker: TestMosquitto;
before(async () => void (broker = await startMosquitto()));
after(() => broker.close());

/** Backoff's longest first pause, and some. */
const RECONNECT_MS = 1_500;

function trap(name: string, run: (rig: Rig) => Promise<void>, options: { session?: boolean; protocol?: "3.1.1" } = {}) {
  test(name, { timeout: 30_000 }, async () => {
    const { protocol, session = false } = options;
    const rig = await openRig({ broker, session, ...(protocol && { settings: { protocol } }) });
    try {
      await run(rig);
    } finally {
      await rig.close();
    }
  });
}

const trapKept = (name: string, run: (rig: Rig) => Promise<void>) => trap(name, run, { session: true });

async function reconnected({ driver, clock, address }: Rig): Promise<void> {
  const signal = new AbortController().signal;
  await until(async () => {
    await clock.advance(RECONNECT_MS);
    return (await driver.check(signal)).ok && (await driver.snapshot(address, signal)).online;
  });
}

/** @returns the outcome of an order that did not open */
async function refused(outcome: ReturnType<Rig["unlock"]>) {
  const settled = await outcome;
  assert.ok(!settled.ok, JSON.stringify(settled));
  return settled;
}

async function offlineAtOnce(rig: Rig): Promise<void> {
  const outcome = await Promise.race([rig.unlock(randomUUID(), 60_000), wait(300)]);
  assert.partialDeepStrictEqual(outcome ?? {}, { ok: false, failure: "offline", mayHaveExecuted: false });
}

function sealed(
  door: string,
  action: string,
  notAfter: number,
  orderId: string = randomUUID(),
  secretOf = door,
): string {
  const fields = ["command", door, orderId, action, String(notAfter), ""];
  return JSON.stringify({ orderId, action, notAfter, seal: seal(secretOfDoor(DOOR_SECRET, secretOf), fields) });
}

trap("an order while the broker is away fails at once, and is not sent when it is back", async (rig) => {
  await rig.disconnectHub!();
  await offlineAtOnce(rig);
  rig.network.mend();
  await reconnected(rig);
  assert.deepEqual([await rig.openings(), rig.commands], [[], []]);
  assert.ok((await rig.unlock(randomUUID())).ok);
});

trap("an order while the connection comes up is not kept by the library", async (rig) => {
  await rig.disconnectHub!();
  rig.network.mend();
  rig.network.block("down");
  await rig.clock.advance(RECONNECT_MS);
  await offlineAtOnce(rig);
  rig.network.mend();
  await reconnected(rig);
  assert.deepEqual(rig.commands, []);
});

trap("what was not acknowledged is not sent again by the next connection", async (rig) => {
  rig.network.block("down");
  const unlocking = rig.unlock(randomUUID(), 20_000);
  await until(() => rig.commands.length === 1);
  rig.network.cut();
  await wait(50);
  rig.network.mend();
  await reconnected(rig);
  assert.equal(rig.commands.length, 1);
  await rig.clock.advance(25_000);
  const { failure, mayHaveExecuted } = await refused(unlocking);
  assert.deepEqual([failure, mayHaveExecuted], ["timeout", true]);
  assert.equal((await rig.openings()).length, 1);
});

for (const protocol of [undefined, "3.1.1"] as const) {
  const over = protocol ?? "5";
  trap(
    `a network that is blocked past the deadline delivers nothing afterwards, over MQTT ${over}`,
    async (rig) => {
      const spy = await openClient(broker.url, ["zigbee2mqtt/+/set"]);
      rig.network.block();
      const { driver, clock } = rig;
      const order = { orderId: randomUUID(), action: "unlock", notAfter: clock.now() + 5_000 } as const;
      const unlocking = driver.unlock({ ...order, address: "zigbee2mqtt:Front" }, new AbortController().signal);
      const own = rig.unlock(randomUUID(), 5_000);
      await clock.advance(6_000);
      rig.network.mend();
      for (const outcome of [unlocking, own]) {
        const { failure, mayHaveExecuted } = await refused(outcome);
        assert.deepEqual([failure, mayHaveExecuted], ["timeout", true]);
      }
      await reconnected(rig);
      assert.deepEqual([spy.heard, rig.commands], [[], []]);
      await spy.close();
    },
    protocol ? { protocol } : {},
  );

  trap(
    `a device whose messages the broker keeps is told nothing of an order that is over, MQTT ${over}`,
    async ({ driver, clock }) => {
      const session = { clientId: `away-${over}`, clean: false, properties: { sessionExpiryInterval: 600 } };
      const device = await openClient(broker.url, ["zigbee2mqtt/Cellar/set"], session);
      await device.vanish();
      const order = { orderId: randomUUID(), action: "unlock", notAfter: clock.now() + 2_000 } as const;
      const unlocking = driver.unlock({ ...order, address: "zigbee2mqtt:Cellar" }, new AbortController().signal);
      await clock.advance(2_500);
      assert.equal((await refused(unlocking)).mayHaveExecuted, true);
      // The broker's own time: it counts whole seconds.
      if (!protocol) await wait(3_100);
      const back = await openClient(broker.url, [], session);
      await wait(200);
      assert.deepEqual(back.heard, []);
      await back.close();
    },
    protocol ? { protocol } : {},
  );
}

trapKept("a door that comes back after a minute refuses what the broker kept for it", async (rig) => {
  await rig.disconnect();
  const other = await openClient(broker.url);
  await other.say(`latchstring/door/${rig.door}/command`, sealed(rig.door, "unlock", rig.clock.now() + 10_000));
  await rig.clock.advance(60_000);
  await rig.reconnect();
  await until(() => rig.commands.length === 1);
  await wait(50);
  assert.deepEqual(await rig.openings(), []);
  await other.close();
});

trapKept("a broker that is killed hard in flight delivers again, and the door moves once", async (rig) => {
  const orderId = randomUUID();
  rig.doorNetwork.block("up");
  const unlocking = rig.unlock(orderId, 60_000);
  await until(() => rig.commands.length === 1);
  // It writes to the disk once enough has changed.
  const other = await openClient(broker.url);
  for (const n of [1, 2, 3]) await other.say(`changes/${n}`, orderId, true);
  await wait(1_200);
  await other.vanish();
  await broker.kill();
  rig.doorNetwork.cut();
  await broker.start();
  rig.doorNetwork.mend();
  await until(() => rig.commands.length === 2);
  await rig.clock.advance(70_000);
  assert.deepEqual(await rig.openings(), [orderId]);
  const outcome = await unlocking;
  assert.ok(outcome.ok || outcome.mayHaveExecuted);
  await reconnected(rig);
});

trap("no command is kept by the broker", async (rig) => {
  await rig.unlock(randomUUID());
  const late = await openClient(broker.url, [`latchstring/door/${rig.door}/command`]);
  await wait(100);
  assert.deepEqual(late.heard, []);
  await late.close();
});

trap("commands that are kept, played again, forged, late or another door's move nothing", async (rig) => {
  const { door, clock } = rig;
  const topic = `latchstring/door/${door}/command`;
  const orderId = randomUUID();
  assert.ok((await rig.unlock(orderId)).ok);
  const other = await openClient(broker.url, [`latchstring/door/${door}/ack`]);
  const recorded = rig.commands[0]!;
  const good = JSON.parse(recorded);
  const until10 = clock.now() + 10_000;
  const messages = [
    recorded,
    JSON.stringify({ ...good, notAfter: good.notAfter + 5_000 }),
    JSON.stringify({ ...good, orderId: randomUUID() }),
    JSON.stringify({ ...good, action: "unlatch" }),
    sealed(door, "unlock", until10, randomUUID(), "another"),
    sealed("another", "unlock", until10),
    sealed(door, "unlock", clock.now()),
    sealed(door, "unlock", clock.now() + 10 * 60_000),
    "unlock",
    "{}",
    "[]",
  ];
  for (const message of messages) await other.say(topic, message);
  await other.say(topic, sealed(door, "unlock", until10), true);
  await until(() => rig.commands.length === messages.length + 2);
  // The door took the last one as it came, without the mark of being kept; it is the next to connect that is told so.
  await wait(50);
  const before = (await rig.openings()).length;
  await rig.disconnect();
  await other.say(topic, sealed(door, "unlock", until10), true);
  await rig.reconnect();
  await until(() => rig.commands.length === messages.length + 3);
  await wait(50);
  assert.equal((await rig.openings()).length, before);
  assert.equal(before, 2);
  await other.say(topic, "", true);
  await other.close();
});

function answer(secretOf: string, named: string, orderId: string): string {
  const fields = ["ack", named, orderId, "executed", ""];
  const sealOf = seal(secretOfDoor(DOOR_SECRET, secretOf), fields);
  return JSON.stringify({ orderId, result: "executed", reason: "", seal: sealOf });
}

trap("answers that are forged, played again, another order's or another door's change nothing here", async (rig) => {
  const { door } = rig;
  const topic = `latchstring/door/${door}/ack`;
  const other = await openClient(broker.url, [topic]);
  assert.ok((await rig.unlock(randomUUID())).ok);
  await until(() => other.heard.length === 1);
  rig.doorNetwork.block("up");
  const orderId = randomUUID();
  const unlocking = rig.unlock(orderId, 60_000);
  await until(() => rig.commands.length === 2);
  const wrong = [
    other.heard[0]!.text,
    JSON.stringify({ ...JSON.parse(other.heard[0]!.text), orderId }),
    answer("another", door, orderId),
    answer("another", "another", orderId),
    answer(door, door, randomUUID()),
    JSON.stringify({ orderId, result: "executed", reason: "" }),
  ];
  for (const text of wrong) await other.say(topic, text);
  await other.say(`latchstring/door/${door}/state`, JSON.stringify({ state: "unlocked" }));
  assert.equal(await Promise.race([unlocking, wait(200)]), undefined);
  rig.doorNetwork.mend();
  assert.partialDeepStrictEqual(await unlocking, { ok: true, stage: "executed" });
  await other.close();
});

trap("an answer that comes late, or twice, is no answer to the next order", async (rig) => {
  rig.doorNetwork.block("up");
  const late = rig.unlock(randomUUID(), 5_000);
  await until(() => rig.commands.length === 1);
  await rig.clock.advance(6_000);
  const { failure, mayHaveExecuted } = await refused(late);
  assert.deepEqual([failure, mayHaveExecuted], ["timeout", true]);
  const next = rig.unlock(randomUUID(), 30_000);
  await until(() => rig.commands.length >= 3);
  assert.equal(await Promise.race([next, wait(200)]), undefined);
  rig.doorNetwork.mend();
  assert.ok((await next).ok);
  assert.equal((await rig.openings()).length, 2);
});
