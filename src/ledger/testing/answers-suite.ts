/** Commands and their answers: what is committed, refused, repeated, or taken in vain. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import type { Command } from "../../domain/command.ts";
import { type Ledger, LedgerBusyError } from "../ledger.ts";
import { HOUR, createKey, createLock, openDoor, orderIdOf } from "./commands.ts";
import { accepted, standingClock, type Check } from "./harness.ts";

export function answerSuite(check: Check): void {
  check("answers with the event and shows it at once", async ({ submit, read }) => {
    const made = accepted(await submit(createLock(1, { name: "Front door" })));
    assert.deepEqual([made.lockId, made.version, made.event?.type], [1, 1, "LockCreated"]);
    const uuid = randomUUID();
    const key = accepted(await submit(createKey(1, uuid, { description: "Anna, room 4" })));
    assert.deepEqual([key.version, key.event?.type], [2, "TempKeyCreated"]);

    const lock = await read.lock(1);
    assert.deepEqual([lock?.version, lock?.name, lock?.state.ownerId], [2, "Front door", "olga"]);
    const record = await read.tempKey(uuid);
    assert.deepEqual([record?.description, record?.state.doors[0]?.lockId], ["Anna, room 4", 1]);
    const events = await read.events(1, 1, 2);
    assert.deepEqual(
      events.map(({ version, lockId, event }) => [version, lockId, event.type]),
      [
        [1, 1, "LockCreated"],
        [2, 1, "TempKeyCreated"],
      ],
    );
    assert.equal(await read.lock(2), undefined);
    assert.equal(await read.tempKey(randomUUID()), undefined);
    assert.equal(await read.order("none"), undefined);
    assert.deepEqual(await read.events(2, 1, 10), []);
  });

  check("writes a probe beside the record, however many ask while commands wait", async ({ submit, read, probe }) => {
    accepted(await submit(createLock(1)));
    const keys = Array.from({ length: 50 }, () => submit(createKey(1, randomUUID())));
    await Promise.all([...keys, ...Array.from({ length: 50 }, () => probe())]);
    assert.equal((await read.lock(1))!.version, 51);
    await probe();
  });

  check("keeps names and descriptions beside the record", async ({ submit, read }) => {
    await submit(createLock(1, { name: "Grandmother's flat" }));
    await submit(createKey(1, randomUUID(), { description: "for the plumber" }));
    const record = JSON.stringify(await read.events(1, 1, 10));
    assert.doesNotMatch(record, /Grandmother|plumber/);
  });

  check("a repeat is answered and records nothing", async ({ submit, read }) => {
    await submit(createLock(1));
    const create = createKey(1, randomUUID());
    await submit(create);
    const again = accepted(await submit(create));
    assert.deepEqual([again.event, again.version], [null, 2]);
    assert.equal((await read.lock(1))?.version, 2);
  });

  check("a refusal of a command records nothing, one of a guest is on the record", async ({ submit, read }) => {
    await submit(createLock(1));
    const uuid = randomUUID();
    const refused = await submit(createKey(1, uuid, { validUntil: Date.now() - 1 }));
    assert.deepEqual([refused.ok, (await read.lock(1))?.version], [false, 1]);
    await submit(createKey(1, uuid, { maxUses: 1 }));
    await submit(openDoor(uuid));
    const usedUp = await submit(openDoor(uuid));
    assert.equal(!usedUp.ok && usedUp.reason, "used-up");
    assert.equal((await read.events(1, 5, 9))[0]?.event.type, "AdmissionRefused");
  });

  check("what is no UUID names no key, whatever stands in it", async ({ submit, read }) => {
    await submit(createLock(1));
    const uuid = randomUUID();
    await submit(createKey(1, uuid));
    for (const name of ["", "'", "}'; DROP TABLE temp_keys; --", `${uuid},`, `${uuid}\n`, "{", "\\", "NULL", "$1"]) {
      // Together with one that names the key.
      const [other, opened] = await Promise.all([submit(openDoor(name)), submit(openDoor(uuid))]);
      assert.equal(!other.ok && other.reason, "unknown-key", JSON.stringify(name));
      assert.ok(opened.ok);
    }
    assert.equal((await read.tempKey(uuid))?.state.usedCount, 9);
  });

  check("a command that fails takes nobody with it", async ({ submit, read }) => {
    await Promise.all([submit(createLock(1)), submit(createLock(2))]);
    const [first, second] = [randomUUID(), randomUUID()];
    await Promise.all([submit(createKey(1, first)), submit(createKey(2, second))]);
    const order = openDoor(first);
    await submit(order);
    // One is a fault in the decision, one is something that no store holds.
    const faults = [{ ...order, tempKeyUuid: second } as Command, createLock(2.5)];
    const uuids = Array.from({ length: 20 }, () => randomUUID());
    const commands = [...uuids.slice(0, 10), ...uuids.slice(10)].map((uuid) => createKey(1, uuid));
    commands.splice(5, 0, faults[0]!);
    commands.splice(15, 0, faults[1]!);
    const results = await Promise.allSettled(commands.map((command) => submit(command)));
    results.forEach((result, i) => {
      assert.equal(result.status, faults.includes(commands[i]!) ? "rejected" : "fulfilled", `command ${i}`);
      if (result.status === "rejected") assert.ok(!(result.reason instanceof StoreUnavailableError));
    });
    for (const uuid of uuids) assert.ok(await read.tempKey(uuid));
    assert.equal((await read.tempKey(second))?.state.usedCount, 0);
  });

  check("everything is there after it was opened again", async (ledger, harness) => {
    await ledger.submit(createLock(1, { name: "Attic" }));
    const uuid = randomUUID();
    await ledger.submit(createKey(1, uuid, { maxUses: 2, description: "d" }));
    const order = openDoor(uuid, { intent: "i" });
    await ledger.submit(order);
    const reads = async ({ read }: Ledger) => [
      await read.lock(1),
      await read.tempKey(uuid),
      await read.order(orderIdOf(order)),
      (await read.events(1, 1, 9)).map(({ hash, ...stored }) => [stored, Buffer.from(hash).toString("hex")]),
    ];
    const before = await reads(ledger);
    await ledger.close();
    const again = await harness.open();
    try {
      assert.deepEqual(await reads(again), before);
      const repeated = accepted(await again.submit(openDoor(uuid, { intent: "i" })));
      assert.equal(repeated.order?.orderId, orderIdOf(order));
    } finally {
      await again.close();
    }
  });

  check("whoever asks gets their own answer where batches are under way together", async ({ submit }) => {
    const lockIds = [1, 2, 3];
    for (const lockId of lockIds) await submit(createLock(lockId));
    const asked = [];
    for (const lockId of lockIds) {
      asked.push(Promise.all(Array.from({ length: 64 }, () => submit(createKey(lockId, randomUUID())))));
      // What was asked for until now leaves as one batch.
      await nextTurn();
    }
    for (const [i, answers] of (await Promise.all(asked)).entries())
      assert.deepEqual(
        answers.map((answer) => [accepted(answer).lockId, accepted(answer).version]),
        Array.from({ length: 64 }, (_, n) => [lockIds[i], 2 + n]),
      );
  });

  check("past its queue a command is refused, and recorded nowhere", async (ledger, harness) => {
    const small = await harness.open({ maxQueued: 8 });
    try {
      await small.submit(createLock(1));
      const uuids = Array.from({ length: 30 }, () => randomUUID());
      const results = await Promise.allSettled(uuids.map((uuid) => small.submit(createKey(1, uuid))));
      const taken = results.filter(({ status }) => status === "fulfilled").length;
      assert.equal(taken, 8);
      for (const [i, result] of results.entries()) {
        if (result.status === "rejected") assert.ok(result.reason instanceof LedgerBusyError);
        assert.equal((await ledger.read.tempKey(uuids[i]!)) !== undefined, result.status === "fulfilled");
      }
      accepted(await small.submit(createKey(1, randomUUID())));
    } finally {
      await small.close();
    }
  });

  check("close finishes what was taken, and takes nothing more", async (ledger, harness) => {
    const other = await harness.open();
    await other.submit(createLock(1));
    const uuids = Array.from({ length: 50 }, () => randomUUID());
    const taken = uuids.map((uuid) => other.submit(createKey(1, uuid)));
    const closed = other.close();
    await assert.rejects(other.submit(createKey(1, randomUUID())), StoreUnavailableError);
    for (const answer of await Promise.all(taken)) accepted(answer);
    await closed;
    await other.close();
    for (const uuid of uuids) assert.ok(await ledger.read.tempKey(uuid));
  });

  check("decides by its clock, read when the command is decided", async (_ledger, harness) => {
    const end = Date.now() + HOUR;
    const { clock, time } = standingClock(end - 1);
    const timed = await harness.open({ clock });
    try {
      await timed.submit(createLock(1));
      const uuid = randomUUID();
      await timed.submit(createKey(1, uuid, { validUntil: end }));
      accepted(await timed.submit(openDoor(uuid)));
      time[0] = end;
      const late = await timed.submit(openDoor(uuid));
      assert.equal(!late.ok && late.reason, "expired");
      assert.equal((await timed.read.lock(1))?.updatedAt, end);
    } finally {
      await timed.close();
    }
  });
}
