import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { systemClock } from "../clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openSqliteLedger } from "../ledger/sqlite/ledger.ts";
import { createReading } from "./reading.ts";

const ALL = { words: [], sort: "createdAt", descending: true, limit: 50 } as const;
const of = (userId: string) => ({ kind: "user", userId }) as const;

describe("what somebody has, in memory", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  const directory = { people: async () => new Map() };
  let ledger: Ledger;

  before(async () => {
    ledger = await openSqliteLedger({ file: join(folder, "latchstring.db"), clock: systemClock });
    for (const [i, userId] of ["olga", "otto", "omar"].entries()) {
      const lock = { lockId: i + 1, uuid: randomUUID(), keys: [], timeZone: "UTC", driver: "simulator" } as const;
      await ledger.submit({ type: "createLock", actor: { kind: "operator" }, ownerId: userId, ...lock });
      for (let count = 0; count < 3; count++) await create(i + 1);
    }
  });
  after(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });

  async function create(lockId: number): Promise<string> {
    const tempKeyUuid = randomUUID();
    const terms = { accessMode: "public", allowedUserIds: [], maxUses: null } as const;
    const window = { validFrom: Date.now(), validUntil: Date.now() + 3_600_000 };
    const actor = { kind: "operator" } as const;
    const made = await ledger.submit({ type: "createTempKey", actor, lockId, tempKeyUuid, ...terms, ...window });
    assert.ok(made.ok);
    return tempKeyUuid;
  }

  /** With how often all keys of a lock were read. */
  function open(maxKeys: number) {
    const whole: number[] = [];
    const read: Ledger["read"] = {
      ...ledger.read,
      tempKeysOfLock(lockId, page) {
        whole.push(lockId);
        return ledger.read.tempKeysOfLock(lockId, page);
      },
    };
    return { reading: createReading({ read, directory, clock: systemClock, maxKeys }), whole, read };
  }

  it("is read whole once, and then only what changed", async () => {
    const { reading, whole } = open(100);
    assert.equal((await reading.keyRows(of("olga"), ALL)).total, 3);
    const uuid = await create(1);
    const { rows, total } = await reading.keyRows(of("olga"), ALL);
    assert.deepEqual([rows[0]!.uuid, total, whole], [uuid, 4, [1]]);
    await reading.close();
  });

  it("gives way to what others have, whoever asked longest ago first, and is read again", async () => {
    const { reading, whole } = open(8);
    for (const userId of ["otto", "omar", "otto", "olga", "otto", "omar"]) await reading.keyRows(of(userId), ALL);
    assert.deepEqual(whole, [2, 3, 1, 3]);
    await reading.close();
  });

  it("is refused where it is more than all may be", async () => {
    const { reading } = open(2);
    await assert.rejects(reading.keyRows(of("otto"), ALL), { name: "TooManyKeysError" });
    await reading.close();
  });

  it("is read anew after the store was away, whatever had been read of it", async () => {
    const { reading, read } = open(100);
    assert.equal((await reading.keyRows(of("omar"), ALL)).total, 3);
    await create(3);
    const { tempKeys } = read;
    Object.assign(read, { tempKeys: () => Promise.reject(new Error("away")) });
    await assert.rejects(reading.keyRows(of("omar"), ALL), { message: "away" });
    Object.assign(read, { tempKeys });
    assert.equal((await reading.keyRows(of("omar"), ALL)).total, 4);
    await reading.close();
  });

  it("is the same for many who ask together", async () => {
    const { reading, whole } = open(100);
    const asked = Array.from({ length: 20 }, () => reading.keyRows(of("otto"), ALL));
    assert.deepEqual(new Set((await Promise.all(asked)).map(({ total }) => total)), new Set([3]));
    assert.deepEqual(whole, [2]);
    await reading.close();
  });
});
