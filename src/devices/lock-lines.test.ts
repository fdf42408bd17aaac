import assert from "node:assert/strict";
import { setImmediate as turns } from "node:timers/promises";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { createLockLines } from "./lock-lines.ts";

describe("the waiting line of a lock", () => {
  it("gives one order at a time its turn, in the order in which they came", async () => {
    const lines = createLockLines(new ManualClock(0));
    const told: string[] = [];
    const ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const all = ends.map(({ promise }, i) =>
      lines.join(7, async () => {
        told.push(`${i} begins`);
        await promise;
        told.push(`${i} ends`);
      }),
    );
    ends[1]!.resolve();
    await turns();
    assert.deepEqual(told, ["0 begins"]);
    ends[0]!.resolve();
    await Promise.all(all);
    assert.deepEqual(told, ["0 begins", "0 ends", "1 begins", "1 ends"]);
  });

  it("is no line of another lock", async () => {
    const lines = createLockLines(new ManualClock(0));
    const never = Promise.withResolvers<void>();
    const first = lines.join(7, () => never.promise);
    await lines.join(8, async () => {});
    never.resolve();
    await first;
  });

  it("goes on after a turn that failed, and tells whose it was", async () => {
    const lines = createLockLines(new ManualClock(0));
    const failed = lines.join(7, async () => {
      throw new Error("broken");
    });
    const next = lines.join(7, async () => {});
    await assert.rejects(failed, /broken/);
    await next;
  });

  it("looks again after some time, or as soon as the lock is freed", async () => {
    const clock = new ManualClock(0);
    const lines = createLockLines(clock);
    const looks: number[] = [];
    const turn = lines.join(7, async (look) => {
      for (const ms of [200, 200]) {
        await look()(ms);
        looks.push(clock.now());
      }
    });
    await turns();
    await clock.advance(200);
    assert.deepEqual(looks, [200]);
    lines.freed(8);
    await turns();
    assert.deepEqual(looks, [200], "another lock");
    lines.freed(7);
    await turn;
    assert.deepEqual(looks, [200, 200]);
    assert.equal(clock.sleeping, 0);
  });

  it("does not miss that the lock is freed while it is asked whether it is", async () => {
    const clock = new ManualClock(0);
    const lines = createLockLines(clock);
    await lines.join(7, async (look) => {
      const untilFreed = look();
      lines.freed(7);
      await untilFreed(200);
    });
    assert.deepEqual([clock.now(), clock.sleeping], [0, 0]);
  });

  it("wakes whoever waits at any lock", async () => {
    const clock = new ManualClock(0);
    const lines = createLockLines(clock);
    const all = [7, 8].map((lockId) => lines.join(lockId, (look) => look()(200)));
    await turns();
    assert.equal(clock.sleeping, 2);
    lines.wake();
    await Promise.all(all);
    assert.equal(clock.sleeping, 0);
  });
});
