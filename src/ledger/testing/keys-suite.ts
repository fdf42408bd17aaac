/** Keys over several doors, uses that are given back, and PINs. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Command } from "../../domain/command.ts";
import {
  CANDIDATES,
  FOUR,
  HOUR,
  DID_NOT_MOVE,
  OWNER,
  PINS,
  changeDoors,
  createDoors,
  createKey,
  createLock,
  openDoor,
  orderIdOf,
  revokeKey,
  useKey,
} from "./commands.ts";
import { accepted, type Check } from "./harness.ts";

export function keySuite(check: Check): void {
  check("a use that the door did not follow is given back", async ({ submit, read }) => {
    await submit(createLock(1));
    const uuid = randomUUID();
    await submit(createKey(1, uuid, { maxUses: 1 }));
    const order = openDoor(uuid);
    await submit(order);
    await submit({ type: "reportOrder", orderId: orderIdOf(order), outcome: DID_NOT_MOVE });
    assert.equal((await read.tempKey(uuid))?.state.usedCount, 0);
    accepted(await submit(openDoor(uuid)));
  });

  check("a use of a key that was made in the same commit is given back too", async ({ submit, read }) => {
    await submit(createLock(1));
    const uuid = randomUUID();
    const order = openDoor(uuid);
    accepted((await Promise.all([submit(createKey(1, uuid, { maxUses: 1 })), submit(order)]))[1]);
    await submit({ type: "reportOrder", orderId: orderIdOf(order), outcome: DID_NOT_MOVE });
    assert.equal((await read.tempKey(uuid))?.state.usedCount, 0);
  });

  check("a key over several doors is in every lock's list and stream, with its texts and its PIN", async (ledger) => {
    const { submit, read } = ledger;
    for (const lockId of [1, 2, 3]) await submit(createLock(lockId));
    const uuid = randomUUID();
    const made = accepted(await submit(createDoors(uuid, [1, 2])));
    assert.equal(made.pinCandidate, 0);
    const changed = accepted(await submit(changeDoors(uuid, { add: [3], remove: [1], description: "for Anna" })));
    assert.equal(changed.pinCandidate, undefined);
    const record = await read.tempKey(uuid);
    assert.deepEqual(record?.labels, { 1: "Door 1", 2: "Door 2", 3: "Door 3" });
    assert.deepEqual(record.pin, { blindIndex: "p0", ciphertext: "ciphertext 0" });
    assert.equal(record.description, "for Anna");
    assert.deepEqual(
      record.state.doors.map(({ id, lockId }) => [id, lockId]),
      [
        [2, 2],
        [3, 3],
      ],
    );
    for (const [lockId, there] of [
      [1, false],
      [2, true],
      [3, true],
    ] as const) {
      const keys = await read.tempKeysOfLock(lockId, { limit: 9, withRevoked: true });
      assert.equal(keys.length, there ? 1 : 0, `lock ${lockId}`);
      assert.doesNotMatch(JSON.stringify(await read.events(lockId, 1, 99)), /Door \d|ciphertext|Anna/);
    }
    accepted(await submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid }));
    for (const lockId of [2, 3]) {
      assert.equal((await read.tempKeysOfLock(lockId, { limit: 9, withRevoked: false })).length, 0);
      assert.equal((await read.events(lockId, 1, 99)).at(-1)?.event.type, "TempKeyDeleted");
    }
  });

  check("keys that one commit makes, changes and takes back are as by a commit of each", async ({ submit, read }) => {
    for (const lockId of [1, 2, 3]) await submit(createLock(lockId));
    const [older, several, ...uuids] = Array.from({ length: 22 }, () => randomUUID()) as [string, string, ...string[]];
    await submit(createKey(1, older));
    const answers = await Promise.all([
      ...uuids.map((uuid, i) => submit(createKey(1 + (i % 3), uuid, { description: `guest ${i}` }))),
      submit(revokeKey(1, older)),
      submit(createDoors(several, [1, 2])),
      submit(changeDoors(several, { add: [3], remove: [1], description: "for Anna" })),
      submit(revokeKey(1, uuids[0]!)),
      submit(useKey(2, uuids[1]!)),
    ]);
    answers.forEach(accepted);
    for (const [i, uuid] of uuids.entries()) {
      const record = await read.tempKey(uuid);
      assert.equal(record?.description, `guest ${i}`);
      assert.deepEqual([record.state.uuid, record.state.doors[0]?.lockId], [uuid, 1 + (i % 3)]);
    }
    const listed = async (lockId: number) =>
      (await read.tempKeysOfLock(lockId, { limit: 99, withRevoked: false })).map(({ state }) => state.uuid).toSorted();
    const made = (lockId: number) => uuids.filter((_, i) => 1 + (i % 3) === lockId);
    assert.deepEqual(await listed(1), made(1).slice(1).toSorted());
    assert.deepEqual(await listed(2), [...made(2), several].toSorted());
    assert.deepEqual(await listed(3), [...made(3), several].toSorted());
  });

  check("no two keys that meet get one PIN, in a batch, after it, or from another ledger", async (ledger, harness) => {
    const other = await harness.open();
    try {
      await Promise.all([ledger.submit(createLock(1)), ledger.submit(createLock(2))]);
      const together = await Promise.all(
        Array.from({ length: 6 }, (_, i) => (i % 2 ? other : ledger).submit(createDoors(randomUUID(), [1, 2]))),
      );
      assert.equal(together.filter(({ ok }) => ok).length, CANDIDATES);
      assert.deepEqual(
        new Set(together.flatMap((answer) => (answer.ok ? [answer.pinCandidate] : []))),
        new Set([0, 1, 2, 3]),
      );
      for (const one of [ledger, other]) {
        const late = await one.submit(createDoors(randomUUID(), [2]));
        assert.equal(!late.ok && late.reason, "no-free-pin");
      }
      accepted(
        await other.submit(
          createDoors(randomUUID(), [1], { validFrom: Date.now() + HOUR, validUntil: Date.now() + 2 * HOUR }),
        ),
      );
    } finally {
      await other.close();
    }
  });

  check(
    "a PIN opens for every ledger until it is taken back, and wrong ones are counted for all",
    async (ledger, harness) => {
      const other = await harness.open();
      try {
        await ledger.submit(createLock(1));
        const uuid = randomUUID();
        await ledger.submit(createDoors(uuid, [1]));
        const enter = (index: string): Command => ({
          type: "openWithPin",
          lockId: 1,
          blindIndexes: ["old", index],
          source: "panel",
          proofs: [{ tempKeyUuid: uuid, ciphertext: PINS[0]!.ciphertext, holds: true }],
          policy: { known: FOUR, others: FOUR },
          orderId: randomUUID(),
        });
        const opened = accepted(await other.submit(enter("p0")));
        assert.equal(opened.order?.tempKeyUuid, uuid);
        await ledger.submit({ type: "revokeKey", actor: OWNER, tempKeyUuid: uuid });
        const answers = [];
        for (const one of [other, ledger, other, ledger, other, ledger]) answers.push(await one.submit(enter("p0")));
        assert.deepEqual(
          answers.map((answer) => !answer.ok && answer.reason),
          ["wrong-pin", "wrong-pin", "wrong-pin", "wrong-pin", "too-many-pins", "too-many-pins"],
        );
      } finally {
        await other.close();
      }
    },
  );
}
