/** A real Home Assistant that is shown a house's doors at a broker, and an automation of the documents that goes by them. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { MqttClient } from "mqtt";
import { parse } from "yaml";
import { startDoor } from "../../examples/mqtt-door/door.ts";
import { accountOf, mosquittoFiles } from "../../src/devices/mqtt/accounts.ts";
import { secretOfDoor } from "../../src/devices/mqtt/seal.ts";
import { basesOf } from "../../src/devices/mqtt/settings.ts";
import { DOOR_SECRET } from "../../src/devices/mqtt/testing/rig.ts";
import { freePort } from "../free-port.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { startMosquitto, type TestMosquitto } from "../mosquitto.ts";
import { type Home, startHome } from "./home.ts";
import { automationsRan, until } from "./site.ts";

const LOCK = "sensor.front_door_lock";
const BATTERY = "sensor.front_door_battery";
const REACHABLE = "binary_sensor.front_door_reachable";
const OPENING = "sensor.front_door_last_opening";
const KEYS = "sensor.front_door_keys_that_open_now";
const LIGHT = "light.hall";

interface Entity {
  readonly state?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

let home: Home;
let mosquitto: TestMosquitto;
before(async () => {
  const { acl, passwords } = mosquittoFiles(DOOR_SECRET, basesOf({}), ["door-front", "home-assistant"]);
  [home, mosquitto] = await Promise.all([startHome(), startMosquitto({ accounts: { acl, passwords } })]);
});
after(async () => {
  await home.close();
  await mosquitto.close();
});

const entity = async (id: string) => (await home.call(`/api/states/${id}`)) as Entity;
const is = (id: string, state: string) => async () => (await entity(id)).state === state;

/** The automation of the documents, as people take it from there. */
async function addAutomation(): Promise<void> {
  const [, text] = /```yaml\n(.*?)```/s.exec(readFileSync("docs/home-assistant.md", "utf8")) ?? [];
  await home.call("/api/config/automation/config/light_for_guests", parse(text ?? "") as object);
  await until("the automation", is("automation.light_for_guests", "on"));
}

/** As a person does it in the page. @returns the entry's id */
async function connectTo(port: number): Promise<string> {
  const path = "/api/config/config_entries/flow";
  const { flow_id: flow } = (await home.call(path, { handler: "mqtt" })) as { flow_id: string };
  const account = accountOf(DOOR_SECRET, "home-assistant");
  const made = await home.call(`${path}/${flow}`, { broker: "127.0.0.1", port, ...account });
  const { type, result } = made as { type: string; result?: { entry_id: string } };
  assert.equal(type, "create_entry", JSON.stringify(made));
  return result!.entry_id;
}

function isShown(what: string, broker: () => Promise<{ readonly port: number; readonly settings: object }>): void {
  describe(`doors in Home Assistant, by ${what}`, () => {
    let dataDir: string;
    let server: TestServer;
    let door: MqttClient;
    let org: Credentials;
    let entry: string;
    let url: string;

    const start = () => startServer({ dataDir, env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });

    before(async () => {
      dataDir = mkdtempSync(join(tmpdir(), "latchstring-announced-"));
      const { port, settings } = await broker();
      url = `mqtt://127.0.0.1:${port}`;
      server = await start();
      org = await server.organization("acme", { super: true });
      const hub = { hubId: "broker", kind: "mqtt", settings: { ...settings, homeAssistant: { discovery: true } } };
      const made = await server.call("POST", "/hubs", {
        ...org,
        body: { ...hub, secrets: { doorSecret: DOOR_SECRET } },
      });
      assert.equal(made.status, 201, made.text);
      await server.lock(1, { orgId: "acme", name: "Front door" });
      const body = { hubId: "broker", address: "latchstring:front" };
      const bound = await server.call("PUT", "/locks/1/device", { ...org, body });
      assert.equal(bound.status, 200, bound.text);
      await until("the broker", async () => (await server.call("POST", "/hubs/broker/check", org)).json.ok === true);
      door = startDoor({
        url,
        door: "front",
        secret: secretOfDoor(DOOR_SECRET, "front"),
        connection: { ...accountOf(DOOR_SECRET, "door-front"), protocolVersion: 4 },
        now: () => Date.now(),
        move: async () => true,
      });
      entry = await connectTo(port);
    });
    after(async () => {
      await server.close();
      await door.endAsync(true);
      await fetch(`${home.url}/api/config/config_entries/entry/${entry}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${home.adminToken}` },
      });
      rmSync(dataDir, { recursive: true });
    });

    async function makeKey(description: string): Promise<string> {
      const [now, hour] = [Date.now(), 3_600_000];
      const window = { validFrom: new Date(now - hour).toISOString(), validUntil: new Date(now + hour).toISOString() };
      const body = { accessMode: "public", ...window, description, doors: [{ lockId: "1", accessMethod: "key" }] };
      const made = await server.call("POST", "/temp-keys", { ...org, body });
      assert.equal(made.status, 201, made.text);
      return made.json.uuid as string;
    }

    const open = (uuid: string) => server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent: randomUUID() } });

    it("are there with their names, how the lock is and what its battery has", async () => {
      await until("the lock", is(LOCK, "locked"));
      await until("the battery", is(BATTERY, "100"));
      await until("the device", is(REACHABLE, "on"));
      await until("the keys", is(KEYS, "0"));
      await until("the opening", is(OPENING, "unknown"));
      assert.partialDeepStrictEqual((await entity(LOCK)).attributes, {
        friendly_name: "Front door Lock",
        device_class: "enum",
      });
    });

    it("say who may open now, and no more once a key is revoked", async () => {
      const uuid = await makeKey("Anna");
      await until("the key", is(KEYS, "1"));
      const { listed } = (await entity(KEYS)).attributes as { listed: { key: string }[] };
      assert.equal(listed[0]?.key, "Anna");
      await server.call("DELETE", `/temp-keys/${uuid}`, org);
      await until("the revocation", is(KEYS, "0"));
    });

    it("start the automation of the documents when a guest opens, and not when a server comes back", async () => {
      await addAutomation();
      await home.service("light.turn_off", LIGHT);
      const uuid = await makeKey("Ben");
      const before = Date.now();
      assert.equal((await open(uuid)).status, 303);
      await until("the light", is(LIGHT, "on"));
      const { state, attributes } = await entity(OPENING);
      // In whole seconds, as Home Assistant shows them.
      const at = Date.parse(state!);
      assert.ok(at > before - 1_000 && at <= Date.now(), state);
      assert.partialDeepStrictEqual(attributes, { by: "key", key: "Ben", confirmed: true });
      await home.service("light.turn_off", LIGHT);
      await server.close();
      await until("it is known to be of before", is(OPENING, "unavailable"));
      server = await start();
      await until("it is back", is(OPENING, state!));
      await automationsRan(home);
      assert.equal((await entity(LIGHT)).state, "off");
      // The server that has just begun knows the door again, and two openings of one second are one there.
      await until("the door", async () => {
        const { json } = await server.call("GET", "/hubs/broker/devices", org);
        return json.devices?.some(({ address }: { address: string }) => address === "latchstring:front") === true;
      });
      await until("the next second", () => Date.now() >= at + 1_000);
      assert.equal((await open(uuid)).status, 303);
      await until("the light again", is(LIGHT, "on"));
    });

    it("show what the owner does as that, which is no guest", async () => {
      await home.service("light.turn_off", LIGHT);
      const opened = await server.call("POST", "/locks/1/OpenLock", org);
      assert.equal(opened.status, 200, opened.text);
      await until("the opening", async () => (await entity(OPENING)).attributes?.["by"] === "owner");
      await automationsRan(home);
      assert.equal((await entity(LIGHT)).state, "off");
    });

    it("are there again when Home Assistant was killed and starts anew", async () => {
      await home.kill();
      await home.start();
      await until("the device", is(REACHABLE, "on"));
      await until("the keys", is(KEYS, "1"));
      await until("the opening", async () => (await entity(OPENING)).attributes?.["by"] === "owner");
    });

    it("are gone from there when they are unbound", async () => {
      await server.call("DELETE", "/locks/1/device", org);
      for (const id of [LOCK, BATTERY, REACHABLE, OPENING, KEYS])
        await until(`${id} is gone`, async () => (await entity(id)).state === undefined);
    });
  });
}

isShown("Mosquitto with accounts", async () => ({
  port: mosquitto.port,
  settings: { url: mosquitto.url, username: "latchstring" },
}));
isShown("the broker inside the server", async () => {
  const port = await freePort();
  return { port, settings: { embedded: { port } } };
});
