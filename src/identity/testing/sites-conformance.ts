/** Groups of locks, and keys that are limited to them. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { type Organizations } from "../organizations.ts";
import { MAX_SITES } from "../sites.ts";
import { type House, NOW, SEEN_MS, newKey } from "./house.ts";

export function sitesConformance(at: House): void {
  describe("sites", () => {
    const texts = {
      name: "Harbour",
      address: "Quay 1",
      timeZone: "Europe/Athens",
      directions: "By the stairs",
      checkIn: "15:00",
      checkOut: null,
    };
    const silent = { address: null, timeZone: null, directions: null, checkIn: null, checkOut: null };

    it("group the locks of an organisation", async () => {
      const [orgId, other] = [await at.organization(), await at.organization()];
      const siteId = randomUUID();
      assert.equal(await at.here.sites.add(orgId, { siteId, ...texts }, NOW), "done");
      assert.equal(await at.here.sites.add("none", { siteId: randomUUID(), ...texts }, NOW), "unknown");
      assert.deepEqual(await at.here.sites.list(orgId), [{ siteId, ...texts, createdAt: NOW }]);
      assert.equal(await at.here.sites.find(other, siteId), undefined);
      assert.ok(await at.here.sites.put(orgId, 41, siteId));
      assert.ok(!(await at.here.sites.put(other, 42, siteId)));
      assert.deepEqual(await at.here.sites.locks(orgId, siteId), [41]);
      assert.deepEqual(await at.here.sites.ofLocks(orgId, [41, 42]), new Map([[41, siteId]]));
      assert.deepEqual(await at.here.sites.ofLocks(other, [41, 42]), new Map());
      const changed = { ...texts, name: "Port", address: null, checkIn: null, checkOut: "11:30" };
      assert.ok(await at.here.sites.change(orgId, siteId, changed));
      assert.ok(!(await at.here.sites.change(other, siteId, changed)));
      assert.deepEqual(await at.here.sites.find(orgId, siteId), { siteId, ...changed, createdAt: NOW });
      assert.ok(await at.here.sites.put(orgId, 41, null));
      assert.deepEqual(await at.here.sites.locks(orgId, siteId), []);
      await at.here.sites.put(orgId, 41, siteId);
      assert.ok(!(await at.here.sites.remove(other, siteId)));
      assert.ok(await at.here.sites.remove(orgId, siteId));
      assert.deepEqual(await at.here.sites.ofLocks(orgId, [41]), new Map());
    });

    it("may be removed while locks come to them", async () => {
      const orgId = await at.organization();
      for (let round = 0; round < 20; round++) {
        const siteId = randomUUID();
        await at.here.sites.add(orgId, { siteId, name: "Quay", ...silent }, NOW);
        const locks = Array.from({ length: 4 }, (_, i) => 4_100 + i);
        await Promise.all([
          ...locks.map((lockId) => at.here.sites.put(orgId, lockId, siteId)),
          at.here.sites.remove(orgId, siteId),
        ]);
        assert.deepEqual(await at.here.sites.ofLocks(orgId, locks), new Map());
      }
    });

    it("are no more than an organisation may have, also where several are added at once", async () => {
      const orgId = await at.organization();
      const add = (from: Organizations) => from.sites.add(orgId, { siteId: randomUUID(), ...texts }, NOW);
      // The last of them come together with some for which there is no room.
      const answers = await Promise.all(Array.from({ length: 10 }, () => add(at.here)));
      for (let asked = 10; asked < MAX_SITES; asked += 20) {
        const some = Array.from({ length: 20 }, (_, i) => add(i % 2 === 0 ? at.here : at.elsewhere));
        answers.push(...(await Promise.all(some)));
      }
      assert.equal(answers.filter((one) => one === "done").length, MAX_SITES);
      assert.equal((await at.here.sites.list(orgId)).length, MAX_SITES);
    });

    it("are what keys may be limited to: as many locks as they have, none where a site is no more", async () => {
      const orgId = await at.organization();
      const siteId = randomUUID();
      await at.here.sites.add(orgId, { siteId, ...texts }, NOW);
      const key = newKey(orgId, { limits: { lockIds: [7], siteIds: [siteId] } });
      await at.here.keys.add(key);
      const reach = async (from: Organizations, after: number) =>
        [...((await from.keys.holder(key.hash, NOW + after))?.limits ?? [])].toSorted();
      assert.deepEqual(await reach(at.elsewhere, 0), [7]);
      await at.here.sites.put(orgId, 51, siteId);
      assert.deepEqual(
        [await reach(at.here, 0), await reach(at.elsewhere, SEEN_MS)],
        [
          [51, 7],
          [51, 7],
        ],
      );
      await at.here.sites.put(orgId, 51, null);
      assert.deepEqual(await reach(at.elsewhere, 2 * SEEN_MS), [7]);
      await at.here.sites.put(orgId, 51, siteId);
      await at.here.sites.remove(orgId, siteId);
      assert.deepEqual(await reach(at.here, 0), [7]);
    });
  });
}
