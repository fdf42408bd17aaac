/**
 * Locks of others, behind bridges of others: from a guest's link to the bolt, with the server in one network and the bridge
 * in another, and a cable between them that can be cut.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { eventually } from "../webhooks/eventually.ts";
import { type Bridge, type BridgeKind, HOMEBRIDGE, MATTERBRIDGE, startBridge } from "./bridge.ts";
import { confirmation, openByLink } from "./guest.ts";
import { ownNetwork } from "./network.ts";

/** As said of it for a minute. */
const UNLOCKED = /The door is unlocked|Unlocked at /;

const KINDS: readonly (BridgeKind & {
  readonly locks: readonly (readonly [name: string, battery: number | null])[];
})[] = [
  {
    ...MATTERBRIDGE,
    locks: [
      ["Lock", 30],
      ["Lock with User and Pin", 95],
    ],
  },
  { ...HOMEBRIDGE, locks: [["Door Lock", null]] },
];

for (const kind of KINDS)
  describe(kind.name, () => {
    const network = ownNetwork();
    let server: TestServer;
    let org: Credentials;
    let bridge: Bridge;
    const keys: string[] = [];

    before(
      async () => {
        [server, bridge] = await Promise.all([startServer(), startBridge(kind, network)]);
        org = await server.organization("acme");
        const hub = { hubId: "fabric", kind: "matter", settings: { attestation: "any" } };
        assert.equal((await server.call("POST", "/hubs", { ...org, body: hub })).status, 201);
      },
      { timeout: 200_000 },
    );

    after(async () => {
      await server?.close();
      await bridge?.close();
    });

    const deviceOf = async (lockId: number) =>
      (await server.call("GET", `/locks/${lockId}/details`, org)).json.device as { online: boolean; state: string };

    /** @throws when it does not become so in time */
    const until = (lockId: number, what: { online?: boolean; state?: string }) =>
      eventually(async () => assert.partialDeepStrictEqual(await deviceOf(lockId), what), 60_000);

    /** Its process may take a while to start. */
    const isThere = (hub: string) =>
      eventually(async () => assert.ok((await server.call("POST", `/hubs/${hub}/check`, org)).json.ok), 60_000);

    it("is taken in by its code, with the names and batteries of its locks", { timeout: 240_000 }, async () => {
      await isThere("fabric");
      const taken = await server.call("POST", "/hubs/fabric/commission", { ...org, body: { code: bridge.code } });
      assert.equal(taken.status, 200, taken.text);
      // What the bridge was told when it began may have come to it later than the network's question.
      const devices = await eventually(async () => {
        const { json } = await server.call("GET", "/hubs/fabric/devices", org);
        const found = json.devices as { address: string; name: string; battery: number | null; state: string }[];
        assert.deepEqual(
          found.map(({ name, battery, state }) => [name, battery, state]),
          kind.locks.map((one) => [...one, "locked"]),
        );
        return found;
      });
      for (const [i, { address, name }] of devices.entries()) {
        await server.lock(i + 1, { orgId: "acme", name });
        const body = { hubId: "fabric", address };
        assert.equal((await server.call("PUT", `/locks/${i + 1}/device`, { ...org, body })).status, 200);
        keys.push(await server.key(i + 1, org));
        await until(i + 1, { online: true, state: "locked" });
      }
    });

    it("opens nothing late when the cable was cut for the deadline and more", { timeout: 240_000 }, async () => {
      network.pull();
      const orders = await Promise.all(keys.map((key) => openByLink(server.url, key)));
      await wait(12_000);
      for (const [i, order] of orders.entries())
        assert.doesNotMatch(await confirmation(server.url, keys[i]!, order), UNLOCKED);
      network.plug();
      // Longer than the library takes to find a device again.
      await wait(40_000);
      for (const lockId of keys.keys()) await until(lockId + 1, { online: true, state: "locked" });
    });

    it("opens its locks for a guest's link, and their bolts say so", { timeout: 180_000 }, async () => {
      for (const [i, key] of keys.entries()) {
        const order = await openByLink(server.url, key);
        await until(i + 1, { state: "unlocked" });
        assert.match(await confirmation(server.url, key, order), UNLOCKED);
        if (kind.unlocked) await eventually(() => assert.match(bridge.log(), kind.unlocked!));
      }
    });

    it("forgets the hub that is removed, and can be taken in again", { timeout: 240_000 }, async () => {
      for (const lockId of keys.keys())
        assert.equal((await server.call("DELETE", `/locks/${lockId + 1}/device`, org)).status, 200);
      assert.equal((await server.call("DELETE", "/hubs/fabric", org)).status, 200);
      const hub = { hubId: "second", kind: "matter", settings: { attestation: "any" } };
      assert.equal((await server.call("POST", "/hubs", { ...org, body: hub })).status, 201);
      if (!kind.pairsAgain) await bridge.restart();
      await isThere("second");
      const again = await server.call("POST", "/hubs/second/commission", { ...org, body: { code: bridge.code } });
      assert.equal(again.status, 200, again.text);
    });
  });
