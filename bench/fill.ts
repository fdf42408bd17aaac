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

async function commit(store: CommitStore, commands: readonly Command[]): Promise<void> {
  for (const reply of await commitBatch(store, commands, Date.now)) {
    if (!("answer" in reply)) throw new Error(JSON.stringify(reply));
    if (!reply.answer.ok) throw new Error(reply.answer.message);
  }
}
