/** Fill a store with many keys and their history, through the real decisions and the real commit loop. */
import { join } from "node:path";
import type { Command } from "../src/domain/command.ts";
import { commitBatch, type CommitStore } from "../src/ledger/commit-loop.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { newUuid } from "../src/uuid.ts";

const actor = { kind: "operator" } as const;
/** Keys, or locks, in one transaction. */
const BATCH = 1_000;

/** Fill a data folder that was installed before with `count` keys over the locks. */
export async function fillKeys(dataDir: string, count: number, locks: number): Promise<void> {
  const db = openForWriting(join(dataDir, "latchstring.db"));
  // Only here: nothing that is filled in was promised to anybody.
  db.pragma("synchronous = OFF");
  await fillWithKeys(createCommitStore(db), { count, locks });
  db.close();
}

/** Simulated locks of one organisation. */
export async function fillWithLocks(store: CommitStore, count: number, orgId: string): Promise<void> {
  const now = Date.now();
  for (let done = 0; done < count; done += BATCH) {
    const commands = Array.from({ length: Math.min(BATCH, count - done) }, (_, i): Command => {
      const lock = { lockId: done + i + 1, uuid: newUuid(now), keys: [], orgId };
      return { type: "createLock", actor, ...lock, timeZone: "UTC", driver: "simulator" };
    });
    await commit(store, commands);
  }
}

export interface Filling {
  readonly count: number;
  readonly locks: number;
  /** The number of the first of the locks. */
  readonly firstLock?: number;
}

/** `count` keys over the locks, each used twice: three events a key. */
export async function fillWithKeys(store: CommitStore, { count, locks, firstLock = 1 }: Filling): Promise<void> {
  const now = Date.now();
  const terms = {
    accessMode: "public",
    allowedUserIds: [],
    validFrom: now,
    validUntil: now + 86_400_000,
    maxUses: 10_000,
  } as const;
  for (let done = 0; done < count; done += BATCH) {
    const commands: Command[] = [];
    for (let i = done; i < Math.min(count, done + BATCH); i++) {
      const one = { actor, lockId: firstLock + (i % locks), tempKeyUuid: newUuid(Date.now()) };
      commands.push(
        { type: "createTempKey", ...one, ...terms },
        { type: "useTempKey", ...one },
        { type: "useTempKey", ...one },
      );
    }
    await commit(store, commands);
  }
}

const GUESTS = ["Anna", "Berta", "Chloé", "Dimitri", "Emre", "Fatima", "Goran", "Hanna", "Ivo", "Jana"];
const DAY_MS = 86_400_000;

/** Keys as stays of guests: over the last two years and the next weeks, some used, some taken back. */
export async function fillWithStays(store: CommitStore, { count, locks }: Filling): Promise<void> {
  const now = Date.now();
  const begin = now - 730 * DAY_MS;
  for (let done = 0; done < count; done += BATCH) {
    const made = begin + ((now - begin) * done) / count;
    const commands: Command[] = [];
    for (let i = done; i < Math.min(count, done + BATCH); i++) {
      const lockId = 1 + (i % locks);
      const tempKeyUuid = newUuid(Math.round(made));
      const validFrom = Math.round(made + (i % 29) * DAY_MS);
      commands.push({
        type: "createTempKey",
        actor,
        lockId,
        tempKeyUuid,
        accessMode: "public",
        allowedUserIds: [],
        validFrom,
        validUntil: validFrom + (1 + (i % 13)) * DAY_MS,
        maxUses: null,
        description: `${GUESTS[(i * 7) % GUESTS.length]} ${(i * 7919) % 9973}, room ${(i * 31) % 211}`,
      });
      if (i % 29 === 0) commands.push({ type: "useTempKey", actor, lockId, tempKeyUuid });
      if (i % 17 === 0) commands.push({ type: "deleteTempKey", actor, lockId, tempKeyUuid });
    }
    await commit(store, commands, () => Math.round(made));
  }
}

async function commit(store: CommitStore, commands: readonly Command[], clock = Date.now): Promise<void> {
  for (const reply of await commitBatch(store, commands, clock)) {
    if (!("answer" in reply)) throw new Error(JSON.stringify(reply));
    if (!reply.answer.ok) throw new Error(reply.answer.message);
  }
}
