/** Fill a data folder with many keys and their history, through the real decisions and the real commit loop. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../src/domain/command.ts";
import { commitBatch } from "../src/ledger/commit-loop.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { openForWriting } from "../src/ledger/sqlite/database.ts";
import { newUuid } from "../src/uuid.ts";

const actor = { kind: "operator" } as const;
const BATCH = 2_000;

/** `locks` simulated locks of one organisation. */
export async function fillLocks(dataDir: string, locks: number, orgId: string): Promise<void> {
  const now = Date.now();
  const commands = Array.from({ length: locks }, (_, i): Command => {
    return {
      type: "createLock",
      actor,
      lockId: i + 1,
      uuid: newUuid(now),
      keys: [],
      orgId,
      timeZone: "UTC",
      driver: "simulator",
    };
  });
  await fill(dataDir, commands);
}

/** `count` keys over the locks, each used twice: three events a key. */
export async function fillKeys(dataDir: string, count: number, locks: number): Promise<void> {
  const now = Date.now();
  for (let done = 0; done < count; done += BATCH) {
    const commands: Command[] = [];
    for (let i = done; i < Math.min(count, done + BATCH); i++) {
      const one = { actor, lockId: 1 + (i % locks), tempKeyUuid: newUuid(Date.now()) };
      const terms = {
        accessMode: "public",
        allowedUserIds: [],
        validFrom: now,
        validUntil: now + 86_400_000,
        maxUses: 9,
      } as const;
      commands.push(
        { type: "createTempKey", ...one, ...terms },
        { type: "useTempKey", ...one },
        { type: "useTempKey", ...one },
      );
    }
    await fill(dataDir, commands);
  }
}

async function fill(dataDir: string, commands: readonly Command[]): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const db = openForWriting(join(dataDir, "latchstring.db"));
  // Only here: nothing that is filled in was promised to anybody.
  db.pragma("synchronous = OFF");
  const replies = await commitBatch(createCommitStore(db), commands, Date.now);
  for (const reply of replies) {
    if (!("answer" in reply)) throw new Error(JSON.stringify(reply));
    if (!reply.answer.ok) throw new Error(reply.answer.message);
  }
  db.close();
}
