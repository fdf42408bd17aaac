/** From a guest's link in a browser to the bolt of a Matter lock, by a server that is told everything over its API. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { startLock, type VirtualLock } from "./lock.ts";
import { until } from "./until.ts";

describe("a server with a hub of Matter", () => {
  let server: TestServer;
  let org: Credentials;
  let lock: VirtualLock;
  before(
    async () => {
      [server, lock] = await Promise.all([startServer(), startLock(5_565, "plain")]);
      org = await server.organization("acme");
    },
    { timeout: 60_000 },
  );
  after(async () => {
    await server.close();
    await lock.close();
  });

  /** Its process may take a while to start. */
  const isThere = async (hub: string) => (await server.call("POST", `/hubs/${hub}/check`, org)).json.ok as boolean;
  const device = async () => (await server.call("GET", "/locks/1/details", org)).json.device;

  /** What a guest's page says of a lock that refuses, that says it did it and did not, and that stands still when it is told. */
  async function readsWhatItTold(key: string): Promise<void> {
    const browser = await launchChromium();
    try {
      const page = await (await browser.newContext({ viewport: PHONE })).newPage();
      const reads = async (text: string) => {
        await page.goto(`${server.url}/temp-keys/${key}`);
        await page.getByRole("button", { name: /^Open / }).click();
        await page.getByText(text).first().waitFor({ timeout: 25_000 });
        await page.getByRole("button", { name: "Try again" }).waitFor();
      };
      await lock.tell({ turn: "locked" });
      await lock.tell({ faults: { refuses: true } });
      await reads("The lock refused the request.");
      await lock.tell({ faults: { lies: true } });
      await reads("Try the door");
      await lock.tell({ faults: { stops: true } });
      await reads("Look at the door");
      lock.back();
      await lock.tell({ faults: {} });
      // One that is not reached is not told that it is let go.
      await until(async () => (await device()).online);
    } finally {
      await browser.close();
    }
  }

  it("takes a lock in, opens it by a guest's link, and is forgotten by it at last", { timeout: 240_000 }, async () => {
    const hub = { hubId: "fabric", kind: "matter", settings: { attestation: "any" } };
    const made = await server.call("POST", "/hubs", { ...org, body: hub });
    assert.equal(made.status, 201, made.text);
    await until(() => isThere("fabric"));
    const wrong = await server.call("POST", "/hubs/fabric/commission", { ...org, body: { code: "0000-000-0000" } });
    assert.equal(wrong.status, 502, wrong.text);
    assert.doesNotMatch(wrong.text, /0000-000-0000/);
    const body = { code: lock.pairing.manual };
    const taken = await server.call("POST", "/hubs/fabric/commission", { ...org, body });
    assert.equal(taken.status, 200, taken.text);
    const [address] = taken.json.addresses as string[];
    await server.lock(1, { orgId: "acme", name: "Front door" });
    const bound = await server.call("PUT", "/locks/1/device", { ...org, body: { hubId: "fabric", address } });
    assert.equal(bound.status, 200, bound.text);

    const key = await server.key(1, org);
    const browser = await launchChromium();
    try {
      const page = await (await browser.newContext({ viewport: PHONE })).newPage();
      await page.goto(`${server.url}/temp-keys/${key}`);
      await page.getByRole("button", { name: /^Open / }).click();
      await page.getByRole("heading", { level: 1, name: UNLOCKED }).waitFor({ timeout: 30_000 });
    } finally {
      await browser.close();
    }
    assert.equal((await lock.moves()).length, 1);
    await until(async () => (await device())?.state === "unlocked");
    assert.partialDeepStrictEqual(await device(), { online: true, battery: 15 });

    await readsWhatItTold(key);
    assert.equal((await server.call("DELETE", "/locks/1/device", org)).status, 200);
    assert.equal((await server.call("DELETE", "/hubs/fabric", org)).status, 200);
    // Whoever is forgotten can be taken in again with the same code.
    assert.equal((await server.call("POST", "/hubs", { ...org, body: { ...hub, hubId: "second" } })).status, 201);
    await until(() => isThere("second"));
    const again = await server.call("POST", "/hubs/second/commission", { ...org, body });
    assert.equal(again.status, 200, again.text);
  });
});
