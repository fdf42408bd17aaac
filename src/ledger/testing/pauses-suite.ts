/** Keys that are paused, and are to be revoked by themselves. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { HOUR, OWNER, createDoors, createKey, createLock, openDoor, revokeKey } from "./commands.ts";
import { accepted, type Check, standingClock } from "./harness.ts";

const SECOND = 1_000;

export function pauseSuite(check: Check): void {
  check("a paused key opens nothing, by link or by PIN, until it is resumed", async ({ submit, read }) => {
    for (const lockId of [1, 2]) await submit(createLock(lockId));
    const uuid = randomUUID();
    await submit(createDoors(uuid, [1, 2]));
    accepted(await submit({ type: "pauseKey", actor: OWNER, tempKeyUuid: uuid }));
    const refused = await submit(openDoor(uuid));
    assert.equal(!refused.ok && refused.reason, "paused");
    for (const lockId of [1, 2]) {
      const types = (await read.events(lockId, 1, 99)).map(({ event }) => event.type);
      assert.ok(types.includes("TempKeyPaused"), `lock ${lockId}: ${types}`);
    }
    accepted(await submit({ type: "resumeKey", actor: OWNER, tempKeyUuid: uuid }));
    accepted(await submit(openDoor(uuid)));
  });

  check("keys that are to be revoked are found, the first first, until that is done or off", async (ledger) => {
    const { submit, read } = ledger;
    const now = Date.now();
    await submit(createLock(1));
    const uuids = Array.from({ length: 4 }, () => randomUUID());
    for (const uuid of uuids) await submit(createKey(1, uuid));
    const pause = (i: number, revokeAfter: number) =>
      submit({ type: "pauseKey", actor: OWNER, tempKeyUuid: uuids[i]!, revokeAfter });
    for (const [i, seconds] of [30, 10, 20, 40].entries()) accepted(await pause(i, now + seconds * SECOND));
    const found = async (limit = 9) =>
      (await read.keysToRevoke(now + 35 * SECOND, limit)).map((key) => key.tempKeyUuid);
    assert.deepEqual(await found(), [uuids[1], uuids[2], uuids[0]]);
    assert.deepEqual(await found(2), [uuids[1], uuids[2]]);
    accepted(await submit({ type: "resumeKey", actor: OWNER, tempKeyUuid: uuids[1]! }));
    accepted(await submit(revokeKey(1, uuids[2]!)));
    accepted(await pause(0, now + HOUR));
    accepted(await pause(3, now + 5 * SECOND));
    assert.deepEqual(await read.keysToRevoke(now + 35 * SECOND, 9), [
      { tempKeyUuid: uuids[3], revokeAt: now + 5 * SECOND },
    ]);
  });

  check("a key that is made and paused in one commit is found too", async ({ submit, read }) => {
    await submit(createLock(1));
    const uuid = randomUUID();
    const revokeAfter = Date.now() + HOUR;
    const pause = { type: "pauseKey", actor: OWNER, tempKeyUuid: uuid, revokeAfter } as const;
    for (const answer of await Promise.all([submit(createKey(1, uuid)), submit(pause)])) accepted(answer);
    assert.deepEqual(await read.keysToRevoke(revokeAfter + 1, 9), [{ tempKeyUuid: uuid, revokeAt: revokeAfter }]);
  });

  check("of a resume and a revocation at the end of a pause, on two ledgers, one wins", async (ledger, harness) => {
    const start = Date.now();
    const { clock, time } = standingClock(start);
    const [one, other] = [await harness.open({ clock }), await harness.open({ clock })];
    try {
      await ledger.submit(createLock(1));
      for (let round = 0; round < 20; round++) {
        const uuid = randomUUID();
        accepted(await ledger.submit(createKey(1, uuid)));
        const revokeAfter = Date.now() + HOUR;
        accepted(await ledger.submit({ type: "pauseKey", actor: OWNER, tempKeyUuid: uuid, revokeAfter }));
        // Whoever is decided first sees the last instant or the first after it.
        time[0] = revokeAfter - (round % 2);
        const resume = one.submit({ type: "resumeKey", actor: OWNER, tempKeyUuid: uuid });
        const revoke = other.submit({ type: "revokePausedKey", tempKeyUuid: uuid });
        const [resumed, revoked] = await Promise.all([resume, revoke]);
        const wins = [resumed.ok && resumed.event !== null, revoked.ok && revoked.event !== null];
        assert.deepEqual(wins, round % 2 === 1 ? [true, false] : [false, true], `round ${round}`);
        const { state } = (await ledger.read.tempKey(uuid))!;
        assert.equal(state.revokedAt, round % 2 === 1 ? null : revokeAfter);
      }
    } finally {
      await one.close();
      await other.close();
    }
  });
}
