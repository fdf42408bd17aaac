/** What a guest reads of every kind of door, from the device to the page: what it told, and nothing that it did not. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import type { Browser } from "playwright-core";
import { systemClock } from "../../src/clock.ts";
import type { Device } from "../../src/devices/http-relay/testing/device.ts";
import { createShelly } from "../../src/devices/http-relay/testing/shelly.ts";
import { passwordOf, seal, secretOfDoor } from "../../src/devices/mqtt/seal.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { freePort } from "../free-port.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const DOOR_SECRET = "a secret of doors that nobody guesses";
const ADDRESS = "latchstring:front";
const PATIENCE_MS = 20_000;
const CONTACT = { name: "Maria", phone: "+30 210 7654321" };

function read({ text }: Pick<Answer, "text">): string {
  const [, main = ""] = /<main>([^]*)<\/main>/.exec(text) ?? [];
  return main.replaceAll(/<noscript>[^]*?<\/noscript>|<svg[^]*?<\/svg>|<[^>]*>/g, "").replaceAll(/\s+/g, " ");
}

async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await wait(50)) if (await look()) return;
  assert.fail(what);
}

/** A door of one's own at a broker, that answers an order as it is told to. */
interface Front {
  readonly client: MqttClient;
  /** Result and reason; nothing is answered without one. */
  answer: readonly [result: string, reason?: string] | undefined;
  /** What it says of itself. */
  say(state: Record<string, unknown>): Promise<unknown>;
}

const topic = (word: string) => `latchstring/door/front/${word}`;

async function startFront(port: number): Promise<Front> {
  const secret = secretOfDoor(DOOR_SECRET, "front");
  const availability = { topic: topic("availability"), payload: Buffer.from("offline"), qos: 1, retain: true } as const;
  const password = passwordOf(DOOR_SECRET, "door-front");
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: "door-front",
    username: "door-front",
    password,
    will: availability,
  });
  const send = (word: string, text: string, retain = true) =>
    client.publishAsync(topic(word), text, { qos: 1, retain });
  const front: Front = { client, answer: ["executed"], say: (state) => send("state", JSON.stringify(state)) };
  client.on("message", (_topic, payload) => {
    const { orderId } = JSON.parse(payload.toString("utf8")) as { orderId: string };
    if (!front.answer) return;
    const [result, reason = ""] = front.answer;
    const ack = { orderId, result, reason, seal: seal(secret, ["ack", "front", orderId, result, reason]) };
    void send("ack", JSON.stringify(ack), false);
  });
  await client.subscribeAsync(topic("command"), { qos: 1 });
  await send("announce", JSON.stringify({ name: "Front", actions: ["unlock"], relocks: true }));
  await send("availability", "online");
  await front.say({ state: "locked", door: "closed" });
  return front;
}

// Most of the time they wait.
describe("a guest reads of a door", { concurrency: true }, () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  let port: number;
  before(async () => {
    port = await freePort();
    const env = { OUTBOUND_ALLOW: "127.0.0.0/8" };
    [server, browser] = await Promise.all([startServer({ env }), launchChromium()]);
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function door(lockId: number, arrival: Record<string, unknown> = {}, of = server, as = org): Promise<string> {
    await of.lock(lockId, { orgId: "acme", name: "Front door" });
    const body = { contact: CONTACT, ...arrival };
    assert.equal((await of.call("PUT", `/locks/${lockId}/arrival`, { ...as, body })).status, 200);
    return of.key(lockId, as, { maxUses: 50 });
  }

  async function hub(body: Record<string, unknown>): Promise<void> {
    const made = await server.call("POST", "/hubs", { ...org, body });
    assert.equal(made.status, 201, made.text);
  }

  async function bind(lockId: number, body: Record<string, unknown>): Promise<void> {
    const bound = await server.call("PUT", `/locks/${lockId}/device`, { ...org, body });
    assert.equal(bound.status, 200, bound.text);
  }

  /** As a browser without a script: the page of the outcome. */
  async function open(key: string, of = server): Promise<string> {
    const asked = await of.call("POST", `/temp-keys/${key}/open`, { headers: HTML });
    if (asked.status !== 303) return read(asked);
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      const page = await of.call("GET", asked.headers.get("location")!, { headers: HTML });
      if (!page.text.includes('data-live="')) return read(page);
    }
    throw new Error("nothing came of it");
  }

  const seen = async (key: string, of = server) => read(await of.call("GET", `/temp-keys/${key}`, { headers: HTML }));

  it("that is simulated: unlocked and when it locks, unlocked already, stuck, away, and nobody knows", async (t) => {
    // It does not lock again before it was looked at.
    const still = await startServer({ clock: new StillClock(Date.now()) });
    t.after(() => still.close());
    const key = await door(1, { hand: "push" }, still, await still.organization("acme"));
    assert.match(await open(key, still), /The door is unlocked Push the door\. It locks again in \d seconds?/);
    assert.match(await seen(key, still), /It is unlocked right now\. Push the door\./);
    await still.fault(1, "jam");
    assert.match(
      await open(key, still),
      /did not open The bolt is stuck\. Push the door firmly.*Try again.*Call Maria/,
    );
    await still.fault(1, "offline");
    assert.match(await open(key, still), /did not open The lock cannot be reached right now\..*Call Maria.*Try again/);
    await still.fault(1, "lost-ack");
    assert.match(await open(key, still), /Look at the door.*This counts as one opening/);
    assert.equal((await still.ledger.read.tempKey(key))!.state.usedCount, 2);
  });

  it("behind a broker: told, unlocked and when it locks, open by its contact, stuck, silent and away", async () => {
    // A broker inside the server is the operator's.
    const operators = { orgId: null, ownerId: null, name: null };
    const inside = { settings: { embedded: { port } }, secrets: { doorSecret: DOOR_SECRET } };
    const made = await server.hubs.add({ hubId: "broker", kind: "mqtt", ...operators, ...inside });
    assert.ok(made.ok, JSON.stringify(made));
    await server.openHubs.look();
    await server.openHubs.get("broker");
    const front = await startFront(port);
    try {
      const key = await door(2, { hand: "pull" });
      const found = async () => (await server.openHubs.discover("broker")).some(({ address }) => address === ADDRESS);
      await until(found, "the door was never found");
      const binding = { hubId: "broker", address: ADDRESS, relockAfterS: 9, relocks: true } as const;
      const actor = { kind: "operator" } as const;
      await server.ledger.submit({ type: "bindDevice", actor, lockId: 2, device: binding, driver: "mqtt" });
      await server.openHubs.look();
      const device = async () => (await server.call("GET", "/locks/2/details", org)).json.device;
      await until(async () => (await device())?.online === true, "the door was never seen");

      front.answer = ["accepted"];
      const told = await open(key);
      assert.match(
        told,
        /Try the door The lock was told to open\. It does not report back\. Pull the door towards you/,
      );
      assert.doesNotMatch(told, /is unlocked|is open/);
      for (const result of ["executed", "confirmed"]) {
        front.answer = [result];
        assert.match(await open(key), /The door is unlocked Pull the door towards you\. It locks again in \d seconds?/);
      }
      front.answer = ["refused", "jammed"];
      assert.match(await open(key), /did not open The bolt is stuck\. Pull the door towards you.*Try again/);
      front.answer = ["failed", "jammed"];
      assert.match(await open(key), /Look at the door The bolt is stuck\..*This counts as one opening/);
      front.answer = undefined;
      assert.match(await open(key), /Look at the door/);

      // In a browser, by the door's own contact and no other word.
      front.answer = ["confirmed"];
      const page = await (await browser.newContext({ viewport: PHONE, locale: "en-GB" })).newPage();
      await page.goto(`${server.url}/temp-keys/${key}`);
      await page.getByRole("button", { name: "Open Front door" }).click();
      await page.getByRole("heading", { name: "The door is unlocked" }).waitFor();
      await front.say({ state: "unlocked", door: "open" });
      await page.getByRole("heading", { name: "The door is open" }).waitFor();
      await page.context().close();
      await front.say({ state: "locked", door: "closed" });

      await front.client.publishAsync("latchstring/door/front/availability", "offline", { qos: 1, retain: true });
      await until(async () => (await device())?.online === false, "the door was never seen to be away");
      assert.match(await open(key), /did not open The lock cannot be reached right now|no connection since/);
      await until(
        async () => /no connection since \d\d:\d\d.*Try anyway.*Call Maria/.test(await seen(key)),
        "it was not told",
      );
    } finally {
      await front.client.endAsync(true);
    }
  });

  it("that an HTTP relay opens: unlocked, away, and nobody knows", async () => {
    let moves = 0;
    const shelly: Device = await createShelly({ clock: systemClock, moved: () => moves++ });
    try {
      await hub({ hubId: "relay", kind: "http-relay", settings: { profile: "shelly", url: shelly.url } });
      const key = await door(3);
      await bind(3, { hubId: "relay", address: "0", relockAfterS: 7 });
      const unlocked = await open(key);
      assert.match(unlocked, /The door is unlocked Push or pull the door\./);
      assert.doesNotMatch(unlocked, /seconds|is open/);
      assert.equal(moves, 1);
      shelly.fault = { kind: "silent", moves: true };
      assert.match(await open(key), /Look at the door.*This counts as one opening/);
      await shelly.unplug();
      assert.match(await open(key), /did not open The lock cannot be reached right now\..*Nothing was counted/);
      assert.equal(moves, 2);
    } finally {
      await shelly.close();
    }
  });

  it("that is a gate or a lift what it does, and not what a door does", async () => {
    const gate = await door(4, { kind: "gate", movesForS: 20 });
    assert.match(await open(gate), /The gate is moving It takes about 20 seconds\./);
    const lift = await door(5, { kind: "lift", floor: "4" });
    assert.match(await seen(lift), /Call the lift/);
    assert.match(await open(lift), /The lift is called Get in when it is there\. Press 4 in the cabin\./);
  });
});
