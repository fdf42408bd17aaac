/**
 * What our path to a door of our own over MQTT costs over the bare library's, in turn at one broker: from the order to the
 * door's answer, and from a guest's request over HTTP to the bolt, with all that is decided and recorded before; and 500 doors on one hub with 50 openings a second. `npm run bench:mqtt`; BENCH_ORDERS makes it smaller.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { systemClock } from "../src/clock.ts";
import type { LockDriver } from "../src/devices/driver.ts";
import { loadKind } from "../src/devices/kinds.ts";
import { isSealed, seal, secretOfDoor } from "../src/devices/mqtt/seal.ts";
import { silentLog } from "../src/log.ts";
import { networkOf } from "../src/outbound/addresses.ts";
import { createOutbound } from "../src/outbound/outbound.ts";
import { startMosquitto } from "../test/mosquitto.ts";
import { guestRows, startGuest } from "./guest.ts";
import { median, row } from "./measure.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const ORDERS = Number(process.env["BENCH_ORDERS"] ?? 500);
const WARMING = 50;
const DOORS = 500;
const A_SECOND = 50;
const SECRET = "a secret of benches, which is long enough";
const NEVER = new AbortController().signal;

/** Who waits for a door to be told to open; by the door. */
const bolts = new Map<string, () => void>();

/** When a door has looked at what it is told and would drive its bolt. */
function boltOf(door: string): Promise<void> {
  return new Promise((resolve) => bolts.set(door, resolve));
}

async function openClient(url: string): Promise<MqttClient> {
  const client = await connectAsync(url, { protocolVersion: 5 });
  if ("setNoDelay" in client.stream && typeof client.stream.setNoDelay === "function") client.stream.setNoDelay(true);
  return client;
}

/** All doors in one client, each with its own secret, which answer as soon as they have looked at the seal. */
async function startDoors(url: string): Promise<MqttClient> {
  const client = await openClient(url);
  client.on("message", (topic, payload) => {
    const door = topic.split("/")[2]!;
    if (door === "bare") bolts.get(door)?.();
    if (door === "bare") return void client.publish("latchstring/door/bare/ack", payload, { qos: 1 });
    const secret = secretOfDoor(SECRET, door);
    const { orderId, action, notAfter, seal: given } = JSON.parse(payload.toString());
    if (!isSealed(secret, ["command", door, orderId, action, String(notAfter), ""], given)) return;
    bolts.get(door)?.();
    const answer = {
      orderId,
      result: "executed",
      reason: "",
      seal: seal(secret, ["ack", door, orderId, "executed", ""]),
    };
    client.publish(`latchstring/door/${door}/ack`, JSON.stringify(answer), { qos: 1 });
  });
  await client.subscribeAsync("latchstring/door/+/command", { qos: 1 });
  return client;
}

async function openDoor(driver: LockDriver, door: number): Promise<number> {
  const start = performance.now();
  const address = `latchstring:door${door}`;
  const command = { orderId: randomUUID(), address, action: "unlock", notAfter: Date.now() + 10_000 } as const;
  const outcome = await driver.unlock(command, NEVER);
  if (!outcome.ok) throw new Error(outcome.detail);
  return performance.now() - start;
}

/** Of ten seconds, at a steady rate whatever the answers take. */
async function p99(once: (i: number) => Promise<number>): Promise<number> {
  const all: Promise<number>[] = [];
  const begin = performance.now();
  for (let i = 0; i < 10 * A_SECOND; i++) {
    await delay(Math.max(0, begin + (i * 1_000) / A_SECOND - performance.now()));
    all.push(once(i));
  }
  const times = (await Promise.all(all)).toSorted((a, b) => a - b);
  return times[Math.floor(times.length * 0.99)]!;
}

const broker = await startMosquitto();
const doors = await startDoors(broker.url);
const bare = await openClient(broker.url);
const hub = { settings: { url: broker.url }, secrets: { doorSecret: SECRET } };
const guest = await startGuest({ kind: "mqtt", ...hub, address: "latchstring:guests" });
const kind = await loadKind("mqtt");
const driver = await kind.open({
  hubId: "bench",
  ...hub,
  folder: "",
  outbound: createOutbound({ allow: [networkOf("127.0.0.0/8")!] }),
  clock: systemClock,
  log: silentLog,
  observe: () => {},
});
try {
  const checked = await driver.check(NEVER);
  if (!checked.ok) throw new Error(checked.detail);
  driver.watch(Array.from({ length: DOORS }, (_, i) => `latchstring:door${i}`));
  await bare.subscribeAsync("latchstring/door/bare/ack", { qos: 0 });
  const waiting = new Map<string, () => void>();
  bare.on("message", (_topic, payload) => waiting.get(payload.toString())?.());
  const bareMs = async () => {
    const id = randomUUID();
    const start = performance.now();
    const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
    bare.publish("latchstring/door/bare/command", id, { qos: 1 });
    await answered;
    waiting.delete(id);
    return performance.now() - start;
  };
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARMING + ORDERS; i++) {
    const pair = [await openDoor(driver, i % DOORS), await bareMs()] as const;
    if (i < WARMING) continue;
    ours.push(pair[0]);
    theirs.push(pair[1]);
  }
  const [guests, told]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARMING + ORDERS; i++) {
    const bolt = boltOf("bare");
    const start = performance.now();
    bare.publish("latchstring/door/bare/command", randomUUID(), { qos: 1 });
    await bolt;
    const pair = [performance.now() - start, await guest.open(boltOf("guests"))] as const;
    if (i < WARMING) continue;
    told.push(pair[0]);
    guests.push(pair[1]);
  }
  const loaded = await p99((i) => openDoor(driver, (i * 7) % DOORS));
  const bareLoaded = await p99(bareMs);
  console.table([
    row("order to answer, ms, median: ours", median(ours), "<=", Infinity),
    row("the bare library's", median(theirs), "<=", Infinity),
    row("ours ÷ bare", median(ours) / median(theirs), "<=", Infinity),
    row("ours − bare, ms", median(ours) - median(theirs), "<=", 5),
    ...guestRows(guests, told),
    row(`${DOORS} doors, ${A_SECOND} openings a second, ms, p99`, loaded, "<=", 100),
    row("the same with the bare library, ms, p99", bareLoaded, "<=", Infinity),
  ]);
} finally {
  await driver.stop();
  await guest.stop();
  await Promise.all([doors.endAsync(true), bare.endAsync(true)]);
  await broker.close();
}
