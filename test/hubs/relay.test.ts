/** A door that is told by an HTTP call, from the hub that is made over the API to the bolt. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import type { Device } from "../../src/devices/http-relay/testing/device.ts";
import { createShelly } from "../../src/devices/http-relay/testing/shelly.ts";
import { isSettled } from "../../src/domain/order.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

/** Open with a key, and wait until it is known what became of it. */
async function open(at: TestServer, key: string) {
  const asked = await at.call("POST", `/temp-keys/${key}/open`, { body: { intent: randomUUID() } });
  assert.equal(asked.status, 303, asked.text);
  const orderId = new URL(asked.headers.get("location")!, at.url).searchParams.get("order")!;
  for (const end = Date.now() + 12_000; Date.now() < end; await wait(50)) {
    const order = await at.ledger.read.order(orderId);
    if (order && isSettled(order)) return order;
  }
  throw new Error("the order was never settled");
}

describe("a relay", () => {
  let server: TestServer;
  let org: Credentials;
  let device: Device;
  let moves = 0;
  before(async () => {
    device = await createShelly({ clock: systemClock, password: "hush-hush", moved: () => moves++ });
    server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
    org = await server.organization("acme");
  });
  after(async () => {
    await server.close();
    await device.close();
  });

  it("opens with a key once its network is allowed, and its password comes out nowhere", async () => {
    const settings = { profile: "shelly", url: device.url };
    const hub = { hubId: "gate", kind: "http-relay", settings, secrets: { password: "hush-hush" } };
    const made = await server.call("POST", "/hubs", { ...org, body: hub });
    assert.equal(made.status, 201, made.text);
    const check = await server.call("POST", "/hubs/gate/check", org);
    assert.equal(check.json.ok, true, check.text);
    const devices = await server.call("GET", "/hubs/gate/devices", org);
    assert.equal(devices.json.devices[0].address, "0", devices.text);
    await server.lock(1, { orgId: "acme" });
    const bound = await server.call("PUT", "/locks/1/device", { ...org, body: { hubId: "gate", address: "0" } });
    assert.equal(bound.status, 200, bound.text);
    const key = await server.key(1, org);
    assert.equal((await open(server, key)).stage, "opened");
    assert.equal(moves, 1);
    for (const { text } of [made, check, devices, bound]) assert.doesNotMatch(text, /hush-hush/);
  });

  it("is not called where nobody allowed its network, and the use is given back", async () => {
    const strict = await startServer();
    try {
      const other = await strict.organization("other");
      const hub = { hubId: "gate", kind: "http-relay", settings: { profile: "shelly", url: device.url } };
      assert.equal((await strict.call("POST", "/hubs", { ...other, body: hub })).status, 201);
      const check = await strict.call("POST", "/hubs/gate/check", other);
      assert.deepEqual([check.json.ok, check.json.failure], [false, "unsupported"], check.text);
      await strict.lock(1, { orgId: "other" });
      const body = { hubId: "gate", address: "0" };
      assert.equal((await strict.call("PUT", "/locks/1/device", { ...other, body })).status, 200);
      const key = await strict.key(1, other);
      const asked = device.asked.length;
      const { stage, failure } = await open(strict, key);
      assert.deepEqual([stage, failure], ["failed", "rejected"]);
      assert.equal((await strict.ledger.read.tempKey(key))!.state.usedCount, 0);
      assert.equal(device.asked.length, asked);
    } finally {
      await strict.close();
    }
  });
});
