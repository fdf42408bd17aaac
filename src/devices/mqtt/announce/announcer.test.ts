/** Doors as a broker has them: Mosquitto, and the one inside the server. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../../../../test/free-port.ts";
import { ManualClock } from "../../../../test/manual-clock.ts";
import { startMosquitto, type TestMosquitto } from "../../../../test/mosquitto.ts";
import { type Clock, systemClock } from "../../../clock.ts";
import { silentLog } from "../../../log.ts";
import { networkOf } from "../../../outbound/addresses.ts";
import { createOutbound } from "../../../outbound/outbound.ts";
import type { AnnouncedDoor, Announcer } from "../../announcer.ts";
import type { LockDriver } from "../../driver.ts";
import { accountOf } from "../accounts.ts";
import { mqtt } from "../kind.ts";
import type { Settings } from "../settings.ts";
import { openClient, type TestClient } from "../testing/client.ts";
import { startNetwork } from "../testing/network.ts";
import { DOOR_SECRET, until } from "../testing/rig.ts";
import { openAnnouncer } from "./announcer.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const outbound = createOutbound({ allow: [networkOf("127.0.0.0/8")!] });
const CONFIGS = "homeassistant/device/latchstring_hub/";
const STATES = "latchstring/home-assistant/hub/";

/** Those that a test that failed has left behind. */
const opened = new Set<Announcer>();
afterEach(async () => {
  for (const announcer of opened) await announcer.stop("forget");
  opened.clear();
});

async function openOne(settings: Settings, clock: Clock = systemClock): Promise<Announcer> {
  const all = { homeAssistant: { discovery: true }, ...settings };
  const secrets = { doorSecret: DOOR_SECRET };
  const announcer = await openAnnouncer({ hubId: "hub", settings: all, secrets, clock, log: silentLog, outbound });
  opened.add(announcer);
  return {
    announce: (doors) => announcer.announce(doors),
    async stop(forget) {
      opened.delete(announcer);
      await announcer.stop(forget);
    },
  };
}

function door(lockId: number, more: Partial<AnnouncedDoor> = {}): AnnouncedDoor {
  return { lockId, name: `Door ${lockId}`, keys: { count: 0, more: false, some: [] }, ...more };
}

const snapshot = { state: "locked", online: true, observedAt: NOW, source: "device" } as const;

/** What of a topic is heard, the last first. */
function last(client: TestClient, topic: string): string | undefined {
  return client.heard.findLast((one) => one.topic === topic)?.text;
}

/** All that the broker keeps of doors. @param least how many that is at least */
async function kept(open: () => Promise<TestClient>, least: number): Promise<Record<string, string>> {
  const client = await open();
  await until(() => client.heard.length >= least);
  await wait(150);
  await client.close();
  return Object.fromEntries(client.heard.filter(({ retained }) => retained).map(({ topic, text }) => [topic, text]));
}

function announces(
  broker: () => { readonly settings: Settings; readonly client: () => Promise<TestClient> },
  more: () => void = () => {},
): void {
  async function withOne(run: (announcer: Announcer, client: TestClient) => Promise<void>): Promise<void> {
    const client = await broker().client();
    const announcer = await openOne(broker().settings);
    try {
      await run(announcer, client);
    } finally {
      await announcer.stop("forget");
      await client.close();
    }
  }

  test("doors appear with all that is known, and are there before it is said that they are so", async () => {
    await withOne(async (announcer, client) => {
      const opening = { at: NOW, key: "Anna", withKey: true, confirmed: true };
      const keys = { count: 3, more: false, some: [{ description: "Anna", until: NOW + 60_000 }] };
      const seen = { ...snapshot, battery: 81.6, door: "ajar" } as const;
      announcer.announce([door(7, { name: "Front door", snapshot: seen, opening, keys })]);
      await until(() => last(client, `${STATES}status`) === "online");
      const config = JSON.parse(last(client, `${CONFIGS}7/config`)!);
      assert.deepEqual(config.device.identifiers, ["latchstring_hub_7"]);
      assert.equal(config.device.name, "Front door");
      assert.equal(config.availability_topic, `${STATES}status`);
      assert.equal(config.state_topic, `${STATES}7`);
      // What the device has not is told as removed, whatever was shown before.
      assert.deepEqual(config.components.battery_low, { platform: "binary_sensor" });
      // A template finds these methods of a dictionary in the place of a member that is called like one.
      const reserved = ["clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update"];
      JSON.parse(last(client, `${STATES}7`)!, (name) => assert.ok(![...reserved, "values"].includes(name), name));
      assert.deepEqual(JSON.parse(last(client, `${STATES}7`)!), {
        lock: "locked",
        door: "on",
        battery: 82,
        battery_low: null,
        reachable: "on",
        last_opening: "2026-03-01T12:00:00Z",
        opening: { by: "key", key: "Anna", confirmed: true },
        open_keys: 3,
        who: { listed: [{ key: "Anna", until: "2026-03-01T12:01:00Z" }], not_listed: 2, complete: true },
      });
      const topics = client.heard.map(({ topic }) => topic);
      assert.ok(topics.indexOf(`${STATES}7`) < topics.indexOf(`${CONFIGS}7/config`));
      assert.ok(topics.indexOf(`${CONFIGS}7/config`) < topics.lastIndexOf(`${STATES}status`));
    });
  });

  test("what changed is said once, what did not is not, and what went is taken back", async () => {
    await withOne(async (announcer, client) => {
      announcer.announce([door(7), door(8)]);
      await until(() => last(client, `${STATES}status`) === "online");
      const before = client.heard.length;
      announcer.announce([door(7), door(8)]);
      announcer.announce([door(7, { snapshot }), door(8)]);
      await until(() => client.heard.length > before);
      announcer.announce([door(7, { snapshot }), door(8)]);
      await wait(100);
      assert.deepEqual(
        client.heard.slice(before).map(({ topic }) => topic),
        [`${STATES}7`],
      );
      announcer.announce([door(8)]);
      await until(() => last(client, `${STATES}7`) === "");
      assert.equal(last(client, `${CONFIGS}7/config`), "");
      assert.deepEqual(Object.keys(await kept(broker().client, 3)).toSorted(), [
        `${CONFIGS}8/config`,
        `${STATES}8`,
        `${STATES}status`,
      ]);
    });
  });

  test("whoever takes over says nothing twice, and takes back what went meanwhile", async () => {
    const client = await broker().client();
    const first = await openOne(broker().settings);
    first.announce([door(7, { snapshot }), door(8), door(9)]);
    await until(() => last(client, `${STATES}status`) === "online");
    await first.stop();
    await until(() => last(client, `${STATES}status`) === "offline");
    const before = client.heard.length;
    const second = await openOne(broker().settings);
    await wait(100);
    // Which doors there are is not known yet.
    assert.equal(client.heard.length, before);
    second.announce([door(7, { snapshot }), door(8, { snapshot })]);
    await until(() => last(client, `${STATES}status`) === "online");
    assert.deepEqual(
      client.heard
        .slice(before)
        .map(({ topic }) => topic)
        .toSorted(),
      [`${CONFIGS}9/config`, `${STATES}8`, `${STATES}9`, `${STATES}status`],
    );
    await second.stop("forget");
    assert.deepEqual(await kept(broker().client, 0), {});
    await client.close();
  });

  test("texts that people wrote are cut, and left out where the hub is told so", async () => {
    const client = await broker().client();
    const silent = await openOne({ ...broker().settings, homeAssistant: { discovery: true, names: false } });
    const secret = "Anna, who comes on Mondays";
    const opening = { at: NOW, key: secret, withKey: true, confirmed: false };
    const keys = { count: 2, more: true, some: [{ description: secret, until: NOW }] };
    silent.announce([door(7, { name: "x".repeat(5_000), opening, keys })]);
    await until(() => last(client, `${STATES}status`) === "online");
    const state = JSON.parse(last(client, `${STATES}7`)!);
    assert.deepEqual(state.opening, { by: "key", key: null, confirmed: false });
    assert.deepEqual(state.who, { listed: [], not_listed: 2, complete: false });
    assert.ok(!client.heard.some(({ text }) => text.includes("Anna")));
    assert.equal(JSON.parse(last(client, `${CONFIGS}7/config`)!).device.name.length, 120);
    await silent.stop("forget");
    const loud = await openOne(broker().settings);
    const long = { ...opening, key: "é".repeat(5_000) };
    const some = Array.from({ length: 20 }, () => ({ description: "😀".repeat(5_000), until: NOW }));
    loud.announce([door(7, { opening: long, keys: { count: 5_000, more: true, some } })]);
    await until(() => last(client, `${STATES}7`)?.includes("é") === true);
    assert.ok(Buffer.byteLength(last(client, `${STATES}7`)!) < 10_000);
    await loud.stop("forget");
    await client.close();
  });
  more();
}

describe("at Mosquitto", () => {
  let mosquitto: TestMosquitto;
  before(async () => void (mosquitto = await startMosquitto()));
  after(() => mosquitto.close());
  const filters = [`${CONFIGS}#`, `${STATES}#`];
  const client = () => openClient(mosquitto.url, filters);

  announces(
    () => ({ settings: { url: mosquitto.url }, client }),
    () => {
      test("who is lost without a word is known to be of before, and whoever took over is not", async () => {
        const listener = await client();
        const network = await startNetwork(mosquitto.port);
        const lost = await openOne({ url: `mqtt://127.0.0.1:${network.port}` });
        lost.announce([door(7)]);
        await until(() => last(listener, `${STATES}status`) === "online");
        const next = await openOne({ url: mosquitto.url });
        next.announce([door(7)]);
        await wait(100);
        network.cut();
        await until(() => listener.heard.some(({ topic, text }) => topic === `${STATES}status` && text === "offline"));
        await until(() => last(listener, `${STATES}status`) === "online");
        await lost.stop();
        // With nobody left, it stays so.
        const cut = await startNetwork(mosquitto.port);
        await next.stop("forget");
        const alone = await openOne({ url: `mqtt://127.0.0.1:${cut.port}` });
        alone.announce([door(7)]);
        await until(() => last(listener, `${STATES}status`) === "online");
        cut.cut();
        await until(() => last(listener, `${STATES}status`) === "offline");
        assert.equal((await kept(client, 3))[`${STATES}status`], "offline", "whoever comes later reads it too");
        cut.mend();
        await until(() => last(listener, `${STATES}status`) === "online");
        await alone.stop("forget");
        await Promise.all([network.close(), cut.close(), listener.close()]);
      });

      test("all is there again after the broker had forgotten it", { timeout: 60_000 }, async () => {
        const announcer = await openOne({ url: mosquitto.url });
        announcer.announce([door(7)]);
        let listener = await client();
        await until(() => last(listener, `${STATES}status`) === "online");
        for (const topic of [`${CONFIGS}7/config`, `${STATES}7`]) await listener.say(topic, "", true);
        // As from a copy of long ago.
        await listener.say(`${CONFIGS}99/config`, "{}", true);
        announcer.announce([door(7, { snapshot })]);
        await mosquitto.kill();
        await mosquitto.start();
        listener = await client();
        await until(() => last(listener, `${STATES}7`)?.includes("locked") === true);
        await until(() => Boolean(last(listener, `${CONFIGS}7/config`)));
        await until(() => !last(listener, `${CONFIGS}99/config`));
        await until(() => last(listener, `${STATES}status`) === "online");
        await announcer.stop("forget");
        await listener.close();
      });

      test("many doors are said a hundred messages a second", async () => {
        const clock = new ManualClock(NOW);
        const listener = await client();
        const announcer = await openOne({ url: mosquitto.url }, clock);
        announcer.announce(Array.from({ length: 120 }, (_, i) => door(i + 1)));
        for (const expected of [100, 200]) {
          await until(() => listener.heard.length >= expected);
          await wait(100);
          assert.equal(listener.heard.length, expected);
          await clock.advance(1_000);
        }
        await until(() => last(listener, `${STATES}status`) === "online");
        await announcer.stop("forget");
        assert.equal(clock.sleeping, 0, "a timer was left behind");
        await listener.close();
      });

      test("what is shown is none of the hub's own devices", async () => {
        const announcer = await openOne({ url: mosquitto.url });
        announcer.announce([door(7, { snapshot })]);
        const driver = await mqtt.open({
          hubId: "hub",
          settings: { url: mosquitto.url },
          secrets: {},
          folder: "",
          clock: systemClock,
          log: silentLog,
          outbound,
          observe: () => {},
        });
        assert.deepEqual(await driver.discover(new AbortController().signal), []);
        await driver.stop();
        await announcer.stop("forget");
      });
    },
  );
});

describe("at the broker inside the server", () => {
  let driver: LockDriver;
  let port: number;
  before(async () => {
    port = await freePort();
    driver = await mqtt.open({
      hubId: "hub",
      settings: { embedded: { port } },
      secrets: { doorSecret: DOOR_SECRET },
      folder: "",
      clock: systemClock,
      log: silentLog,
      observe: () => {},
    });
    await driver.discover(new AbortController().signal);
  });
  after(() => driver.stop());
  const account = { ...accountOf(DOOR_SECRET, "home-assistant"), protocolVersion: 4 } as const;
  const client = () => openClient(`mqtt://127.0.0.1:${port}`, [`${CONFIGS}#`, `${STATES}#`], account);

  announces(
    () => ({ settings: { embedded: { port } }, client }),
    () => {
      test("Home Assistant reads what is for it, and writes nothing of it", async () => {
        const announcer = await openOne({ embedded: { port } });
        announcer.announce([door(7)]);
        const listener = await client();
        await until(() => last(listener, `${STATES}status`) === "online");
        await listener.say("homeassistant/status", "online");
        for (const topic of [`${STATES}7`, "latchstring/door/front/command"]) {
          const forger = await client();
          await Promise.race([forger.say(topic, "forged"), wait(200)]);
          await forger.vanish();
        }
        assert.ok(!listener.heard.some(({ text }) => text === "forged"));
        await announcer.stop("forget");
        await listener.close();
      });
    },
  );
});
