/** Hubs of several processes, made, changed and removed beside them; drivers are stand-ins that tell what happens to them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LockDriver, Observation } from "../../src/devices/driver.ts";
import type { HubStore } from "../../src/devices/hubs/hub.ts";
import { type Rig, withRig } from "./rig.ts";

const state = (address: string, battery: number): Observation => ({
  address,
  at: 1,
  type: "state",
  snapshot: { state: "locked", online: true, battery, observedAt: 1, source: "device" },
});
const alarm = (address: string): Observation => ({ address, at: 1, type: "alarm", alarm: "jammed" });

/** A process that has begun, on a hub with a device that is a lock. */
async function begun(rig: Rig, hubId = "home") {
  await rig.make({ hubId });
  await rig.bind(hubId, "front", 7);
  const hubs = rig.process();
  await rig.pass(2_000);
  return hubs;
}

describe("hubs of a process", () => {
  it("are opened in the background where a lock is bound to them, and watch its device", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "unused" });
      const hubs = await begun(rig);
      assert.deepEqual(
        rig.opened.map(({ options }) => options.hubId),
        ["home"],
      );
      assert.deepEqual(rig.opened[0]!.watched, [["front"]]);
      assert.equal(hubs.state("home").connection, "open");
      assert.deepEqual(hubs.state("home").checked?.check, { ok: true, latencyMs: 1 });
      rig.opened[0]!.options.observe(state("front", 80));
      rig.opened[0]!.options.observe(state("of nobody", 80));
      await rig.pass(250);
      assert.deepEqual(rig.seen, [{ lockId: 7, hubId: "home", observation: state("front", 80) }]);
    }));

  it("are opened when they are needed, made a moment ago by another process", () =>
    withRig(async (rig) => {
      const hubs = rig.process();
      await rig.pass(500);
      assert.equal(await hubs.get("late"), undefined);
      await rig.make({ hubId: "late" });
      const [one, same] = await Promise.all([hubs.get("late"), hubs.get("late")]);
      assert.ok(one && one === same);
      assert.equal(rig.opened.length, 1);
    }));

  it("are closed after a minute in which nobody needed them and no lock was bound", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "asked" });
      const hubs = rig.process();
      assert.ok(await hubs.get("asked"));
      await rig.pass(58_000);
      assert.equal(rig.current().length, 1);
      await rig.pass(3_000);
      assert.equal(rig.current().length, 0);
      assert.equal(hubs.state("asked").connection, "idle");
    }));

  it("are 50 at most that are open without a lock", () =>
    withRig(async (rig) => {
      const hubs = rig.process();
      for (let i = 0; i < 70; i++) {
        await rig.make({ hubId: `asked-${i}` });
        assert.equal((await hubs.check(`asked-${i}`)).ok, true);
      }
      await rig.pass(250);
      assert.ok(rig.current().length <= 50, `${rig.current().length} are open`);
      assert.equal(rig.current("asked-69").length, 1);
    }));

  it("are told of devices that other processes bind and let go", () =>
    withRig(async (rig) => {
      await begun(rig);
      await rig.bind("home", "back", 8);
      await rig.pass(1_500);
      await rig.unbind(7);
      await rig.pass(1_500);
      assert.deepEqual(
        rig.opened[0]!.watched,
        [["front"], ["back", "front"], ["back"]].map((one) => one.toSorted()),
      );
      rig.opened[0]!.options.observe(alarm("front"));
      rig.opened[0]!.options.observe(alarm("back"));
      await rig.pass(250);
      assert.deepEqual(
        rig.seen.map(({ lockId }) => lockId),
        [8],
      );
    }));

  it("that another process changed are opened anew, those of which only the name is other go on", () =>
    withRig(async (rig) => {
      const hubs = await begun(rig);
      const change = async (more: Partial<Parameters<HubStore["change"]>[2]>) => {
        const hub = (await rig.store.hub("home"))!;
        await rig.store.change("home", hub.revision, { ...hub, ...more }, 2);
        await rig.pass(1_500);
      };
      await change({ name: "Home" });
      assert.equal(rig.opened.length, 1);
      await change({ settings: { url: "new" } });
      assert.deepEqual([rig.opened.length, rig.opened[0]!.stopped, rig.opened[1]!.stopped], [2, true, false]);
      assert.deepEqual(rig.opened[1]!.options.settings, { url: "new" });
      assert.deepEqual(rig.opened[1]!.watched, [["front"]]);
      const ciphertext = await rig.secrets.encrypt("home", { token: "s3cret" });
      await change({ ciphertext, secretNames: ["token"] });
      assert.deepEqual(rig.opened[2]!.options.secrets, { token: "s3cret" });
      assert.equal(hubs.state("home").connection, "open");
    }));

  it("that another process removed are closed, and reach nothing", () =>
    withRig(async (rig) => {
      const hubs = await begun(rig);
      assert.equal(await rig.store.remove("home", 2), false, "a lock is bound to it");
      await rig.unbind(7);
      assert.equal(await rig.store.remove("home", 2), true);
      await rig.pass(1_500);
      assert.equal(rig.current().length, 0);
      assert.equal(await hubs.get("home"), undefined);
    }));

  it("that cannot be opened are shown as broken, without their secrets, and tried again ever less often", () =>
    withRig(async (rig) => {
      const ciphertext = await rig.secrets.encrypt("home", { token: "s3cret" });
      await rig.make({ hubId: "home", ciphertext, secretNames: ["token"] });
      await rig.make({ hubId: "well" });
      await rig.bind("home", "front", 7);
      await rig.bind("well", "front", 8);
      const tries: number[] = [];
      rig.fail = ({ hubId }) => {
        if (hubId === "well") return undefined;
        tries.push(rig.clock.now());
        return Promise.reject(new Error("401 for s3cret"));
      };
      const hubs = rig.process();
      await rig.pass(1_000);
      const { connection, problem } = hubs.state("home");
      assert.deepEqual([connection, problem], ["broken", "401 for …"]);
      assert.equal(await hubs.get("home"), undefined);
      assert.equal(hubs.state("well").connection, "open");
      await rig.pass(60_000);
      assert.ok(tries.length >= 5 && tries.length <= 8, `${tries.length} tries`);
      const { length } = tries;
      assert.deepEqual(await hubs.check("home"), { ok: false, failure: "internal", detail: "401 for …" });
      assert.equal(tries.length, length + 1, "whoever asks does not wait");
      rig.fail = undefined;
      rig.clock.setBack(3_600_000);
      await rig.pass(70_000);
      assert.equal(hubs.state("home").connection, "open");
    }));

  it("of a kind that this server has not, or whose secrets are lost, are broken", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "strange", kind: "zigbee-carrier-pigeon" });
      await rig.make({ hubId: "lost", ciphertext: Buffer.alloc(40), secretNames: ["token"] });
      const hubs = rig.process();
      for (const [hubId, problem] of [
        ["strange", /no hubs of the kind zigbee-carrier-pigeon/],
        ["lost", /give them again/],
      ] as const) {
        assert.equal(await hubs.get(hubId), undefined);
        assert.match(hubs.state(hubId).problem!, problem);
      }
    }));

  it("whose driver does not come back hold up nobody, and are let go when it comes back late", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "slow" });
      let stops = 0;
      const late = Promise.withResolvers<LockDriver>();
      rig.fail = () => late.promise;
      const hubs = rig.process();
      const asked = hubs.get("slow");
      await rig.pass(6_000);
      assert.equal(await asked, undefined);
      assert.match(hubs.state("slow").problem!, /no answer in 5 s/);
      late.resolve({ ...({} as LockDriver), stop: async () => void stops++ });
      await rig.pass(250);
      assert.equal(stops, 1);
    }));

  it("that flood are heard 50 times a second, of each device the last, and cost the others nothing", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "calm" });
      await rig.bind("calm", "door", 9);
      await rig.bind("home", "other", 8);
      await begun(rig);
      const [flooding, calm] = ["home", "calm"].map((hubId) => rig.current(hubId)[0]!.options);
      for (let battery = 0; battery < 100_000; battery++) flooding!.observe(state("front", battery % 101));
      flooding!.observe(state("other", 1));
      await rig.pass(250);
      const last = (lockId: number) => rig.seen.findLast((one) => one.lockId === lockId)!.observation;
      assert.deepEqual([last(7), last(8)], [state("front", 99_999 % 101), state("other", 1)]);
      assert.ok(rig.seen.length <= 3, `${rig.seen.length}`);
      const flood = () => {
        for (let i = 0; i < 100; i++)
          flooding!.observe({
            address: "front",
            at: 1,
            type: "operation",
            action: i % 2 ? "locked" : "unlocked",
            origin: "manual",
          });
        for (let i = 0; i < 100; i++) flooding!.observe(state("front", i));
      };
      const before = rig.seen.length;
      await rig.pass(4_000, flood);
      const heard = rig.seen.length - before;
      assert.ok(heard <= 50 * 5, `${heard} in four seconds`);
      calm!.observe(state("door", 5));
      await rig.pass(250);
      assert.ok(rig.seen.some(({ lockId }) => lockId === 9));
    }));

  it("are heard 50 times a second, however many devices speak, and all of them in the end", () =>
    withRig(async (rig) => {
      for (let lockId = 1; lockId <= 120; lockId++) await rig.bind("home", `door-${lockId}`, lockId + 1_000);
      await begun(rig);
      const { observe } = rig.current("home")[0]!.options;
      for (let lockId = 1; lockId <= 120; lockId++) observe(state(`door-${lockId}`, 7));
      await rig.pass(750);
      assert.equal(rig.seen.length, 50);
      await rig.pass(1_000);
      assert.equal(rig.seen.length, 100);
      await rig.pass(1_000);
      assert.equal(new Set(rig.seen.map(({ lockId }) => lockId)).size, 120);
    }));

  it("are never open twice, however long the one before takes to let go", () =>
    withRig(async (rig) => {
      await begun(rig);
      rig.stopMs = 900;
      const hub = (await rig.store.hub("home"))!;
      await rig.store.change("home", hub.revision, { ...hub, settings: { url: "new" } }, 2);
      await rig.pass(4_000, () => assert.ok(rig.current("home").length <= 1, "it is open twice"));
      assert.deepEqual(rig.current("home")[0]?.options.settings, { url: "new" });
      rig.stopMs = 0;
    }));

  it("are one more that is always there: the simulator", () =>
    withRig(async (rig) => {
      const hubs = rig.process();
      assert.equal((await hubs.get("simulator")) === undefined, true, "a kind that this rig has not");
      assert.equal(hubs.state("simulator").connection, "broken");
      await rig.pass(70_000);
      assert.equal(hubs.state("simulator").connection, "broken");
    }));
});

const exclusive = async (rig: Rig) => {
  await rig.make({ hubId: "matter", kind: "exclusive" });
  await rig.bind("matter", "1/1", 7);
};
/** At no moment are there two that hold it, nor two that have it open. */
const watching =
  (rig: Rig, ...processes: readonly { readonly held: ReadonlySet<string> }[]) =>
  () => {
    assert.ok(processes.filter((one) => one.held.has("matter")).length <= 1, "two hold it");
    assert.ok(rig.current("matter").length <= 1, "it is open twice");
  };

/** A holder that cannot say that it holds the hub, with the clock set back by so much meanwhile. */
const letGo = (setBackMs: number) =>
  withRig(async (rig) => {
    await exclusive(rig);
    let isCut = false;
    const cut: HubStore = {
      ...rig.store,
      renewLease: async (...of) => {
        if (isCut) throw new Error("the store is away");
        return rig.store.renewLease(...of);
      },
      takeLease: async (...of) => (isCut ? false : rig.store.takeLease(...of)),
    };
    const a = rig.process({ store: cut });
    await rig.pass(3_000);
    assert.equal(a.held.has("matter"), true);
    const b = rig.process();
    const look = watching(rig, a, b);
    await rig.pass(5_000, look);
    isCut = true;
    rig.clock.setBack(setBackMs);
    await rig.pass(4_250, look);
    assert.equal(a.held.has("matter"), false);
    // The other may have it already: it counts from the last time that the first one said so.
    assert.deepEqual(
      rig.current("matter").filter(({ process }) => process === 0),
      [],
    );
    await rig.pass(6_000, look);
    assert.equal(b.held.has("matter"), true);
    assert.deepEqual(
      rig.current("matter").map(({ process }) => process),
      [1],
    );
    isCut = false;
    await rig.pass(10_000, look);
    assert.equal(b.held.has("matter"), true);
  });

describe("a hub that one process at a time may hold", () => {
  it("is held by one, and given to the next when that one stops", () =>
    withRig(async (rig) => {
      await exclusive(rig);
      const [a, b] = [rig.process(), rig.process()];
      const look = watching(rig, a, b);
      await rig.pass(20_000, look);
      const [holder, other] = a.held.has("matter") ? [a, b] : [b, a];
      assert.deepEqual([holder.held.has("matter"), other.held.has("matter")], [true, false]);
      assert.ok(await holder.get("matter"));
      assert.equal(await other.get("matter"), undefined);
      assert.equal(other.state("matter").connection, "elsewhere");
      assert.equal((await other.check("matter")).ok, false);
      const stopping = holder.stop();
      await rig.pass(3_000, look);
      await stopping;
      assert.equal(other.held.has("matter"), true);
      assert.equal(rig.current("matter").length, 1);
    }));

  it("is taken over within 10 s when its holder dies without a word", () =>
    withRig(async (rig) => {
      await exclusive(rig);
      await rig.store.takeLease("matter", "somebody who was killed", undefined);
      const b = rig.process();
      await rig.pass(5_500);
      assert.equal(b.held.has("matter"), false);
      await rig.pass(4_500);
      assert.equal(b.held.has("matter"), true);
      assert.equal(rig.current("matter").length, 1);
    }));

  it("is let go by a holder that cannot say that it holds it, before another takes it", () => letGo(0));
  it("is let go by it also where the clock is set back meanwhile", () => letGo(3_600_000));

  it("is not used by a process that stood still for long, from its first moment on", () =>
    withRig(async (rig) => {
      await exclusive(rig);
      let late = 0;
      const { clock: of } = rig;
      const clock = { now: () => of.now() + late, elapsed: () => of.elapsed(), sleep: of.sleep.bind(of) };
      const a = rig.process({ clock });
      await rig.pass(3_000);
      assert.equal(a.held.has("matter"), true);
      assert.ok(await a.get("matter"));
      late = 6_000;
      assert.equal(await a.get("matter"), undefined);
      assert.equal(a.state("matter").connection, "elsewhere");
    }));

  it("keeps what its devices are known by for the next holder, and not what comes from the one before", () =>
    withRig(async (rig) => {
      await exclusive(rig);
      const a = rig.process();
      await rig.pass(2_000);
      const before = rig.current("matter")[0]!.options.state!;
      assert.equal(await before.read(), undefined);
      await before.write("a fabric");
      const stopping = a.stop();
      await rig.pass(1_000);
      await stopping;
      rig.process();
      await rig.pass(2_000);
      const now = rig.current("matter")[0]!;
      assert.equal(now.process, 1);
      assert.equal(await now.options.state!.read(), "a fabric");
      await assert.rejects(before.write("late"), /another process holds the hub/);
      assert.equal(await now.options.state!.read(), "a fabric");
    }));

  it("is forgotten by its devices whoever removes it: told by its holder, at once", () =>
    withRig(async (rig) => {
      await exclusive(rig);
      rig.process();
      await rig.pass(2_000);
      const one = rig.current("matter")[0]!;
      await one.options.state!.write("a fabric");
      const b = rig.process();
      await rig.pass(2_000);
      await rig.unbind(7);
      assert.equal(await rig.store.remove("matter", rig.clock.now()), true);
      const left = b.leave("matter");
      await rig.pass(3_000);
      await left;
      assert.deepEqual([one.process, one.leaves], [0, 1]);
      assert.deepEqual([await rig.store.hub("matter"), await rig.store.state("matter")], [undefined, undefined]);
      assert.equal(rig.current("matter").length, 0);
    }));

  it("is forgotten by its devices when its holder is dead: told by whichever holds it next", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "matter", kind: "exclusive" });
      await rig.store.takeLease("matter", "somebody who was killed", undefined);
      await rig.store.keepState("matter", "somebody who was killed", await sealed(rig));
      assert.equal(await rig.store.remove("matter", rig.clock.now()), true);
      rig.process();
      rig.process();
      await rig.pass(10_000);
      assert.equal(rig.opened.length, 1);
      assert.equal(rig.opened[0]!.leaves, 1);
      assert.equal(await rig.store.hub("matter"), undefined);
      assert.equal(rig.current("matter").length, 0);
    }));

  it("is told to be forgotten again and again where nobody hears it, and for a day at most", () =>
    withRig(async (rig) => {
      await rig.make({ hubId: "matter", kind: "exclusive" });
      await rig.store.takeLease("matter", "a", undefined);
      await rig.store.keepState("matter", "a", await sealed(rig));
      await rig.store.releaseLease("matter", "a");
      await rig.store.remove("matter", rig.clock.now() - 86_100_000);
      rig.isDeaf = true;
      rig.process();
      await rig.pass(200_000);
      const { leaves } = rig.opened[0]!;
      assert.ok(leaves >= 3 && leaves <= 5, `${leaves} times`);
      assert.equal((await rig.store.hub("matter"))?.removedAt !== undefined, true);
      await rig.pass(180_000);
      assert.equal(await rig.store.hub("matter"), undefined);
    }));
});

async function sealed(rig: Rig): Promise<Buffer> {
  return rig.secrets.encryptState((await rig.store.hub("matter"))!, "a fabric");
}
