/** What every store of hubs must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { HubStore, NewHub } from "../hub.ts";

export interface HubStoreHarness {
  /** Another one on the same store, as another process has it. */
  open(): Promise<HubStore>;
  close(): Promise<void>;
}

const HUB: NewHub = {
  hubId: "home",
  kind: "simulator",
  name: "Zuhause “鍵”",
  orgId: null,
  ownerId: null,
  settings: { url: "ws://192.0.2.7:8123", nested: { list: [1, null, "x"] } },
  secretNames: ["token"],
  ciphertext: Buffer.from([0, 255, 10]),
  createdAt: 1_700_000_000_123,
};
const PAGE = { limit: 100 };

export function hubStoreSuite(name: string, openHarness: () => Promise<HubStoreHarness>): void {
  describe(`hubs on ${name}`, () => {
    let harness: HubStoreHarness;
    let hubs: HubStore;
    let elsewhere: HubStore;
    before(async () => {
      harness = await openHarness();
      hubs = await harness.open();
      elsewhere = await harness.open();
    });
    after(async () => {
      await hubs.close();
      await elsewhere.close();
      await harness.close();
    });
    const ids = async (...of: Parameters<HubStore["hubs"]>) => (await elsewhere.hubs(...of)).map(({ hubId }) => hubId);
    const make = async (hub: Partial<NewHub>, most = 100) => {
      const made = await hubs.create({ ...HUB, ...hub }, most);
      assert.ok(typeof made === "object", String(made));
      return made;
    };

    it("are there for every process at once, to the letter and byte", async () => {
      assert.equal(await hubs.hub("home"), undefined);
      const { revision, ...made } = await make({});
      assert.deepEqual(made, { ...HUB, updatedAt: HUB.createdAt });
      assert.deepEqual(await elsewhere.hub("home"), { ...made, revision });
      const bare = await make({ hubId: "bare", ciphertext: null, name: null, secretNames: [], settings: {} });
      assert.deepEqual(await elsewhere.hub("bare"), bare);
    });

    it("have an id each, whoever they belong to", async () => {
      await make({ hubId: "one" });
      assert.equal(await elsewhere.create({ ...HUB, hubId: "one", orgId: "acme" }, 100), "taken");
      assert.equal((await hubs.hub("one"))!.orgId, null);
    });

    it("are as many as their owner may have, whatever others have, also when they are made together", async () => {
      for (const owner of [{ orgId: "full" }, { ownerId: "full" }]) {
        const each = Array.from({ length: 8 }, (_, i) =>
          (i % 2 ? hubs : elsewhere).create(
            { ...HUB, ...owner, hubId: `${Object.keys(owner)[0]!.toLowerCase()}-${i}` },
            3,
          ),
        );
        const made = await Promise.all(each);
        assert.equal(made.filter((one) => typeof one === "object").length, 3);
        assert.equal(made.filter((one) => one === "too-many").length, 5);
      }
      await make({ hubId: "not-full", orgId: "other" }, 3);
    });

    it("are listed by whose they are, a page at a time", async () => {
      for (const hubId of ["page-c", "page-a", "page-b"]) await make({ hubId, orgId: "paged" });
      await make({ hubId: "page-d", ownerId: "paged" });
      assert.deepEqual(await ids({ orgId: "paged" }, PAGE), ["page-a", "page-b", "page-c"]);
      assert.deepEqual(await ids({ ownerId: "paged" }, PAGE), ["page-d"]);
      assert.deepEqual(await ids({ orgId: "paged" }, { limit: 2 }), ["page-a", "page-b"]);
      assert.deepEqual(await ids("all", { limit: 2, after: "page-b" }), ["page-c", "page-d"]);
    });

    it("change only as they were read, and tell every process that something changed", async () => {
      const made = await make({ hubId: "changing" });
      const before = await elsewhere.revision();
      const change = { name: null, settings: { url: "new" }, secretNames: [], ciphertext: null };
      const changed = await hubs.change("changing", made.revision, change, HUB.createdAt + 1);
      assert.deepEqual(await elsewhere.hub("changing"), changed);
      assert.deepEqual(changed, { ...made, ...change, revision: changed!.revision, updatedAt: HUB.createdAt + 1 });
      assert.notEqual(await elsewhere.revision(), before);
      assert.equal((await elsewhere.revisions()).get("changing"), changed!.revision);
      assert.equal(await elsewhere.change("changing", made.revision, HUB, 1), undefined);
      assert.deepEqual((await hubs.hub("changing"))!.settings, { url: "new" });
    });

    it("are gone when they were removed, and one of the same name afterwards is another", async () => {
      const first = await make({ hubId: "gone" });
      const before = await elsewhere.revision();
      assert.equal(await hubs.remove("gone", 5), true);
      assert.equal(await elsewhere.remove("gone", 6), false);
      assert.equal(await elsewhere.hub("gone"), undefined);
      const again = await make({ hubId: "gone" });
      assert.ok(again.revision > first.revision);
      assert.notEqual(await elsewhere.revision(), before);
      assert.equal(await elsewhere.change("gone", first.revision, HUB, 1), undefined);
    });

    it("have a state that whoever holds them alone writes, and the next reads", async () => {
      await make({ hubId: "held" });
      assert.equal(await hubs.keepState("held", "a", Buffer.from("early")), false);
      assert.equal(await hubs.takeLease("held", "a", undefined), true);
      assert.equal(await hubs.keepState("held", "a", Buffer.from("first")), true);
      assert.equal(await hubs.keepState("held", "a", Buffer.alloc(2_000_000, 7)), true);
      assert.equal(await elsewhere.takeLease("held", "b", await elsewhere.lease("held")), true);
      assert.equal(await hubs.keepState("held", "a", Buffer.from("late")), false);
      assert.deepEqual(await elsewhere.state("held"), Buffer.alloc(2_000_000, 7));
      assert.equal(await hubs.state("one"), undefined);
      assert.equal(await hubs.keepState("nobody's", "a", Buffer.from("x")), false);
    });

    it("with a state stay when they were removed, seen by nobody, until they are forgotten", async () => {
      await make({ hubId: "leaving", orgId: "leavers" });
      await hubs.takeLease("leaving", "a", undefined);
      await hubs.keepState("leaving", "a", Buffer.from("fabric"));
      assert.equal(await elsewhere.remove("leaving", 7), true);
      assert.equal(await elsewhere.remove("leaving", 8), false);
      assert.deepEqual(await hubs.removed(), ["leaving"]);
      assert.deepEqual(await ids({ orgId: "leavers" }, PAGE), []);
      const removed = (await hubs.hub("leaving"))!;
      assert.equal(removed.removedAt, 7);
      assert.equal((await hubs.revisions()).get("leaving"), removed.revision);
      assert.equal(await hubs.change("leaving", removed.revision, HUB, 9), undefined);
      assert.equal(await elsewhere.create({ ...HUB, hubId: "leaving", orgId: "heirs" }, 100), "taken");
      await elsewhere.forget("leaving");
      assert.deepEqual(await hubs.removed(), []);
      assert.equal(await hubs.hub("leaving"), undefined);
      await make({ hubId: "leaving", orgId: "heirs" });
      assert.equal(await hubs.state("leaving"), undefined);
      await elsewhere.forget("leaving");
      assert.equal((await hubs.hub("leaving"))!.orgId, "heirs", "one that was not removed is not forgotten");
    });
  });
}
