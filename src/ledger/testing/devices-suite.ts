/** Which device each lock is. */
import assert from "node:assert/strict";
import type { Command } from "../../domain/command.ts";
import { createLock, OWNER } from "./commands.ts";
import { type Check } from "./harness.ts";

const bind = (lockId: number, address: string, hubId = "home"): Command => ({
  type: "bindDevice",
  actor: OWNER,
  lockId,
  device: { hubId, address },
  driver: "mqtt",
});
const unbind = (lockId: number): Command => ({ type: "unbindDevice", actor: OWNER, lockId });

export function deviceSuite(check: Check): void {
  check("a device is of one lock, in every process", async ({ submit, read }, { open }) => {
    await Promise.all([1, 2, 3].map((lockId) => submit(createLock(lockId))));
    const other = await open();
    try {
      assert.ok((await submit(bind(1, "front door"))).ok);
      const taken = await other.submit(bind(2, "front door"));
      assert.equal(!taken.ok && taken.reason, "device-taken");
      assert.ok((await other.submit(bind(2, "front door", "other-hub"))).ok);
      assert.ok((await other.submit(unbind(1))).ok);
      assert.ok((await submit(bind(3, "front door"))).ok);
      assert.deepEqual(await other.read.boundTo("home"), new Map([["front door", 3]]));
      assert.deepEqual(await read.boundTo("other-hub"), new Map([["front door", 2]]));
      assert.deepEqual((await read.lock(3))!.state.device, { hubId: "home", address: "front door" });
    } finally {
      await other.close();
    }
  });

  check("a device goes from lock to lock in one batch, and the last one has it", async ({ submit, read }) => {
    await Promise.all([1, 2].map((lockId) => submit(createLock(lockId))));
    const commands = [bind(1, "a"), bind(2, "b"), unbind(1), bind(2, "a"), bind(1, "b"), bind(2, "b")];
    const answers = await Promise.all(commands.map((command) => submit(command)));
    assert.deepEqual(
      answers.map((answer) => answer.ok || answer.reason),
      [true, true, true, true, true, "device-taken"],
    );
    assert.deepEqual(
      await read.boundTo("home"),
      new Map([
        ["a", 2],
        ["b", 1],
      ]),
    );
  });

  check(
    "of many who make a lock with one device, at the first free number, one has it",
    async ({ submit }, { open }) => {
      await submit(createLock(2));
      const ledgers = await Promise.all([open(), open(), open()]);
      try {
        assert.equal(await ledgers[0]!.read.freeLockId(), 1);
        await submit(createLock(1));
        assert.equal(await ledgers[0]!.read.freeLockId(), 3);
        const device = { device: { hubId: "home", address: "gate" }, driver: "mqtt" };
        const lockIds = [3, 4, 5, 6];
        const answers = await Promise.all(
          lockIds.map((lockId, i) =>
            ledgers[i % 3]!.submit({ ...createLock(lockId), driver: null, device } as Command),
          ),
        );
        const winners = lockIds.filter((_, i) => answers[i]!.ok);
        assert.equal(winners.length, 1);
        const { read } = ledgers[0]!;
        assert.deepEqual(await read.boundTo("home"), new Map([["gate", winners[0]]]));
        assert.deepEqual([...(await read.locks(lockIds)).keys()], winners, "the others made no lock");
        assert.deepEqual((await read.lock(winners[0]!))!.state.device, device.device);
      } finally {
        for (const ledger of ledgers) await ledger.close();
      }
    },
  );

  check("of many who bind one device at the same time, one has it", async ({ submit, read }, { open }) => {
    const lockIds = Array.from({ length: 8 }, (_, i) => i + 1);
    await Promise.all(lockIds.map((lockId) => submit(createLock(lockId))));
    const ledgers = await Promise.all([open(), open(), open()]);
    try {
      const answers = await Promise.all(lockIds.map((lockId, i) => ledgers[i % 3]!.submit(bind(lockId, "gate"))));
      const winners = lockIds.filter((_, i) => answers[i]!.ok);
      assert.equal(winners.length, 1);
      assert.deepEqual(await read.boundTo("home"), new Map([["gate", winners[0]]]));
    } finally {
      for (const ledger of ledgers) await ledger.close();
    }
  });
}
