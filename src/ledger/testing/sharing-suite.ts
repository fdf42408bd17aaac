/** Several ledgers and processes on one store. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { sized } from "../../../test/size.ts";
import { OWNER, createDoors, createKey, createLock, openDoor, revokeKey, useKey } from "./commands.ts";
import { accepted, type Check } from "./harness.ts";
import { ask, startProcess, stopProcess } from "./processes.ts";

const ROUNDS = sized(5, 20);

export function sharingSuite(check: Check): void {
  check("two ledgers on one store: 200 parallel openings of 7 uses", async (ledger, harness) => {
    const other = await harness.open();
    try {
      await ledger.submit(createLock(1));
      const uuid = randomUUID();
      await ledger.submit(createKey(1, uuid, { maxUses: 7 }));
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? ledger : other).submit(openDoor(uuid))),
      );
      assert.equal(answers.filter(({ ok }) => ok).length, 7);
      for (const answer of answers) assert.ok(answer.ok || answer.reason === "used-up");
      assert.equal((await other.read.tempKey(uuid))?.state.usedCount, 7);
    } finally {
      await other.close();
    }
  });

  check("two ledgers on one store: each opens its own door of a key, together 9 uses", async (ledger, harness) => {
    const other = await harness.open();
    try {
      for (const lockId of [1, 2]) await ledger.submit(createLock(lockId));
      for (let round = 0; round < 8; round++) {
        const uuid = randomUUID();
        await ledger.submit(createDoors(uuid, [1, 2], { maxUses: 9 }));
        let taken = 0;
        const clients = [ledger, other].map(async ({ submit }, i) => {
          for (let n = 0; n < 12; n++) if ((await submit(openDoor(uuid, { door: i + 1 }))).ok) taken++;
        });
        await Promise.all(clients);
        assert.deepEqual([taken, (await ledger.read.tempKey(uuid))?.state.usedCount], [9, 9]);
        await ledger.submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid });
      }
    } finally {
      await other.close();
    }
  });

  check("two ledgers on one store: the same intent is one order and one use", async (ledger, harness) => {
    const other = await harness.open();
    try {
      await ledger.submit(createLock(1));
      const uuid = randomUUID();
      await ledger.submit(createKey(1, uuid, { maxUses: 5 }));
      const asked = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? ledger : other));
      const answers = await Promise.all(asked.map(({ submit }) => submit(openDoor(uuid, { intent: "one" }))));
      const orders = answers.map((answer) => accepted(answer).order?.orderId);
      assert.equal(new Set(orders).size, 1);
      assert.ok(orders[0]);
      assert.equal((await ledger.read.tempKey(uuid))?.state.usedCount, 1);
    } finally {
      await other.close();
    }
  });

  check("what one ledger did, another knows at its next command", async (ledger, harness) => {
    const other = await harness.open();
    try {
      await ledger.submit(createLock(1));
      for (let round = 0; round < 10; round++) {
        const uuid = randomUUID();
        const [here, there] = round % 2 === 0 ? [ledger, other] : [other, ledger];
        await here.submit(createKey(1, uuid));
        for (let use = 1; use <= 6; use++) {
          accepted(await (use % 2 === 0 ? here : there).submit(useKey(1, uuid)));
          assert.equal((await here.read.tempKey(uuid))?.state.usedCount, use);
        }
        accepted(await there.submit(openDoor(uuid)));
        accepted(await here.submit(revokeKey(1, uuid)));
        const late = await there.submit(openDoor(uuid));
        assert.equal(!late.ok && late.reason, "revoked");
      }
    } finally {
      await other.close();
    }
  });

  check(
    `4 processes on one store: 500 parallel openings of a key over 3 doors with 7 uses, ${ROUNDS} rounds`,
    async (ledger, harness) => {
      const processes = await Promise.all(Array.from({ length: 4 }, () => startProcess(harness)));
      try {
        for (const lockId of [1, 2, 3]) await ledger.submit(createLock(lockId));
        for (let round = 0; round < ROUNDS; round++) {
          const uuid = randomUUID();
          await ledger.submit(createDoors(uuid, [1, 2, 3], { maxUses: 7 }));
          const opens = () => Array.from({ length: 125 }, (_, i) => openDoor(uuid, { door: 1 + (i % 3) }));
          const answers = (await Promise.all(processes.map((one) => ask(one, opens())))).flat();
          assert.equal(answers.filter((one) => "answer" in one && one.answer.ok).length, 7);
          for (const one of answers) {
            assert.ok("answer" in one, JSON.stringify(one));
            assert.ok(one.answer.ok || one.answer.reason === "used-up");
          }
          const { usedCount, doors } = (await ledger.read.tempKey(uuid))!.state;
          assert.deepEqual([usedCount, doors.reduce((sum, door) => sum + door.usedCount, 0)], [7, 7]);
          await ledger.submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid });
        }
      } finally {
        await Promise.all(processes.map(stopProcess));
      }
    },
  );
}
