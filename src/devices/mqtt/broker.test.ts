/** Who may do what at a broker: at the embedded one, and at Mosquitto by the files that are made for it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect as connectSocket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { connectAsync, type IClientOptions } from "mqtt";
import { freePort } from "../../../test/free-port.ts";
import { ManualClock } from "../../../test/manual-clock.ts";
import { startMosquitto } from "../../../test/mosquitto.ts";
import { type Clock, systemClock } from "../../clock.ts";
import { networkOf } from "../../outbound/addresses.ts";
import { createOutbound } from "../../outbound/outbound.ts";
import { silentLog } from "../../log.ts";
import { HubUnreachableError, type LockDriver } from "../driver.ts";
import { accountOf, mosquittoFiles } from "./accounts.ts";
import { mqtt } from "./kind.ts";
import { basesOf, type Secrets, type Settings } from "./settings.ts";
import { DOOR_SECRET, openRig, until } from "./testing/rig.ts";

const NEVER = new AbortController().signal;

function open(
  settings: Settings,
  secrets: Secrets = { doorSecret: DOOR_SECRET },
  clock: Clock = new ManualClock(Date.parse("2026-03-01T12:00:00Z")),
): Promise<LockDriver> {
  const outbound = createOutbound({ allow: [networkOf("127.0.0.0/8")!] });
  return mqtt.open({ hubId: "hub", settings, secrets, folder: "", clock, log: silentLog, outbound, observe: () => {} });
}

/** Both libraries' ways of connecting, so that only what the broker allows differs. */
function client(url: string, username: string, options: IClientOptions = {}) {
  const account = accountOf(DOOR_SECRET, username);
  return connectAsync(url, { ...account, reconnectPeriod: 0, protocolVersion: 4, ...options }, false);
}

/** @param url of a broker that knows the accounts */
async function keepsApart(url: string): Promise<void> {
  const [front, back, server] = await Promise.all(
    ["door-front", "door-back", "latchstring"].map((one) => client(url, one)),
  );
  const heard: string[] = [];
  for (const [name, one] of [
    ["front", front],
    ["server", server],
  ] as const)
    one!.on("message", (topic, payload) => void heard.push(`${name}: ${topic} ${payload.toString()}`));
  const spied = ["latchstring/door/front/command", "latchstring/door/back/command", "latchstring/door/+/command", "#"];
  for (const filter of spied) await front!.subscribeAsync(filter, { qos: 1 }).catch(() => {});
  await server!.subscribeAsync("latchstring/door/+/ack");
  const ended = new Promise<void>((resolve) => back!.once("close", () => resolve()));
  await Promise.race([ended, back!.publishAsync("latchstring/door/front/ack", "forged", { qos: 1 })]);
  // The embedded broker ends a connection that publishes what it may not.
  const back2 = back!.connected ? back! : await client(url, "door-back");
  await back2.publishAsync("latchstring/door/back/ack", "own", { qos: 1 });
  await server!.publishAsync("latchstring/door/back/command", "secret", { qos: 1 });
  await server!.publishAsync("latchstring/door/front/command", "open", { qos: 1 });
  await until(() => heard.some((one) => one.endsWith("open")) && heard.some((one) => one.endsWith("own")));
  await wait(50);
  assert.deepEqual([...new Set(heard)].toSorted(), [
    "front: latchstring/door/front/command open",
    "server: latchstring/door/back/ack own",
  ]);
  for (const one of [front, back, back2, server]) await one!.endAsync(true);
}

describe("the embedded broker", () => {
  test("knows everybody by a password, and keeps doors apart", { timeout: 20_000 }, async () => {
    const port = await freePort();
    const driver = await open({ embedded: { port } });
    await driver.discover(NEVER);
    const url = `mqtt://127.0.0.1:${port}`;
    for (const bad of [{ password: "wrong" }, { username: "nobody" }, { username: "", password: "" }])
      await assert.rejects(client(url, "door-front", bad), /Connection refused/);
    await keepsApart(url);
    await driver.stop();
  });

  test("keeps no command, whoever asks for it", { timeout: 20_000 }, async () => {
    const port = await freePort();
    const driver = await open({ embedded: { port } });
    await driver.discover(NEVER);
    const server = await client(`mqtt://127.0.0.1:${port}`, "latchstring");
    await server.publishAsync("latchstring/door/front/command", "open", { qos: 1, retain: true });
    const heard: string[] = [];
    server.on("message", (topic) => void heard.push(topic));
    await server.subscribeAsync("latchstring/door/+/command");
    await wait(100);
    assert.deepEqual(heard, []);
    await server.endAsync(true);
    await driver.stop();
  });

  test("is used by other processes of the machine, and listens on loopback only", { timeout: 20_000 }, async () => {
    const port = await freePort();
    const [one, other] = [await open({ embedded: { port } }), await open({ embedded: { port } })];
    for (const driver of [one, other]) assert.ok((await driver.check(NEVER)).ok);
    await other.stop();
    await one.stop();
  });

  test("does not read a packet that is larger than it takes", { timeout: 20_000 }, async () => {
    const port = await freePort();
    const driver = await open({ embedded: { port } });
    await driver.discover(NEVER);
    const socket = connectSocket(port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    // A CONNECT of 256 MB.
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x04]));
    await closed;
    await driver.stop();
  });

  test("needs a secret", async () => {
    await assert.rejects(open({ embedded: { port: 1 } }, {}), /needs the secret doorSecret/);
    await assert.rejects(open({}), /either url or embedded/);
  });
});

describe("Mosquitto, by the files that are made for it", () => {
  const files = mosquittoFiles(DOOR_SECRET, basesOf({}), ["door-front", "door-back", "zigbee2mqtt"]);

  test("keeps doors apart, and the hub may all that it needs", { timeout: 20_000 }, async () => {
    const broker = await startMosquitto({ accounts: files });
    await keepsApart(broker.url);
    const account = accountOf(DOOR_SECRET, "latchstring");
    const driver = await open({ url: broker.url, username: account.username });
    const check = await driver.check(NEVER);
    assert.ok(check.ok, JSON.stringify(check));
    assert.deepEqual([check.as, check.warnings], ["latchstring", undefined]);
    assert.match(check.version ?? "", /^mosquitto version \d/);
    await driver.stop();
    await broker.close();
  });

  test("says what it denies, which a denied subscription does not", { timeout: 20_000 }, async () => {
    const acl = files.acl.replace(/user latchstring\n(topic .*\n)+/, "user latchstring\ntopic write #\n");
    const broker = await startMosquitto({ accounts: { ...files, acl } });
    const account = accountOf(DOOR_SECRET, "latchstring");
    const settings = { url: broker.url, username: account.username };
    const secrets = { ...account, doorSecret: DOOR_SECRET };
    const driver = await open(settings, secrets, systemClock);
    const check = await driver.check(NEVER);
    assert.ok(check.ok);
    assert.match(check.warnings?.join() ?? "", /does not come back/);
    await driver.stop();
    await broker.close();
  });

  test("an account that is refused is told, without its password", { timeout: 20_000 }, async () => {
    const broker = await startMosquitto({ accounts: files });
    const driver = await open({ url: broker.url, username: "latchstring" }, { password: "swordfish" });
    const check = await driver.check(NEVER);
    assert.partialDeepStrictEqual(check, { ok: false, failure: "auth" });
    assert.doesNotMatch(JSON.stringify(check), /swordfish/);
    await assert.rejects(driver.discover(NEVER), HubUnreachableError);
    await driver.stop();
    await broker.close();
  });

  test("no account has a name that is a filter", () => {
    for (const bad of ["door-+", "door-a/b", "door-#", "root", "shelly-+", "nuki-#", "door-", ""])
      assert.throws(() => mosquittoFiles(DOOR_SECRET, basesOf({}), [bad]), /There is no account/);
  });
});

test(
  "a hub that is not there answers at once, comes up when it is, and ends without a trace",
  { timeout: 30_000 },
  async () => {
    const broker = await startMosquitto();
    const rig = await openRig({ broker });
    const { driver, clock, address, observed } = rig;
    driver.watch([address]);
    rig.network.cut();
    await until(async () => !(await driver.check(NEVER)).ok);
    await clock.advance(300);
    assert.partialDeepStrictEqual(observed.at(-1), { type: "state", snapshot: { online: false, source: "cached" } });
    rig.network.mend();
    await until(async () => {
      await clock.advance(1_000);
      return (await driver.snapshot(address, NEVER)).source === "device";
    });
    assert.ok((await rig.unlock(randomUUID())).ok);
    await rig.close();
    await broker.close();
  },
);

test("a flood of states is told by the last one, repeats and events once", { timeout: 30_000 }, async () => {
  const broker = await startMosquitto();
  const rig = await openRig({ broker });
  const { driver, clock, address, observed, door } = rig;
  driver.watch([address]);
  const other = await connectAsync(broker.url);
  const topic = (word: string) => `latchstring/door/${door}/${word}`;
  observed.length = 0;
  for (let n = 0; n < 5_000; n++) other.publish(topic("state"), JSON.stringify({ state: "locked", battery: n % 100 }));
  for (let n = 0; n < 100; n++) other.publish(topic("event"), '{"alarm": "forced"}');
  await other.publishAsync(topic("state"), JSON.stringify({ state: "locked", battery: 7 }), { qos: 1 });
  await until(async () => (await driver.snapshot(address, NEVER)).battery === 7);
  await clock.advance(1_000);
  const states = observed.filter((one) => one.type === "state");
  assert.ok(states.length <= 3, `${states.length} states`);
  assert.equal(states.at(-1)?.snapshot.battery, 7);
  assert.equal(observed.filter((one) => one.type === "alarm").length, 1);
  await other.endAsync();
  await rig.close();
  await broker.close();
});

test("a hub is at a private address only where the operator allows it", async () => {
  const broker = await startMosquitto();
  const { port } = new URL(broker.url);
  for (const host of ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"]) {
    const driver = await mqtt.open({
      hubId: "hub",
      settings: { url: `mqtt://${host}:${port}` },
      secrets: { doorSecret: DOOR_SECRET },
      folder: "",
      clock: new ManualClock(0),
      log: silentLog,
      observe: () => {},
    });
    const check = await driver.check(NEVER);
    assert.equal(check.ok, false);
    assert.match(check.ok ? "" : check.detail, /the operator has not listed it/, host);
    await driver.stop();
  }
  await broker.close();
});

test("a device that is found while the connection comes up is heard", { timeout: 60_000 }, async () => {
  const broker = await startMosquitto();
  const bridge = await connectAsync(broker.url);
  const clusters = { input: ["closuresDoorLock"] };
  const definition = { vendor: "Yale", model: "YRD256", exposes: [{ type: "lock" }] };
  const listed = [{ friendly_name: "Front", endpoints: { "1": { clusters } }, definition }];
  await bridge.publishAsync("zigbee2mqtt/bridge/devices", JSON.stringify(listed), { qos: 1, retain: true });
  for (let attempt = 0; attempt < 10; attempt++) {
    const driver = await open({ url: broker.url }, {}, systemClock);
    await driver.discover(NEVER);
    await bridge.publishAsync("zigbee2mqtt/Front", JSON.stringify({ lock_state: "locked", battery: attempt }));
    await until(async () => (await driver.snapshot("zigbee2mqtt:Front", NEVER)).battery === attempt);
    await driver.stop();
  }
  await bridge.endAsync();
  await broker.close();
});
