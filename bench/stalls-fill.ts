/** Fills a store for `stalls.ts`: a lock with many keys and events, and keys of many doors. */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type TestPostgres } from "../test/postgres.ts";
import { openDatabase } from "../src/database/postgres/database.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import type { Command } from "../src/domain/command.ts";
import { commitBatch, type CommitStore } from "../src/ledger/commit-loop.ts";
import { createCommitStore as createPostgresStore } from "../src/ledger/postgres/commit-store.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { fillWithKeys } from "./fill.ts";
import { installOnPostgres, installOnSqlite } from "./install.ts";
import type { Installation } from "./server-process.ts";

const DAY_MS = 86_400_000;
const SHARED = 200;
const actor = { kind: "operator" } as const;

/** Lock 1 has the keys and events; 2 and so on are the doors of the shared keys; one more is in no other's way. */
export interface Sizes {
  readonly keys: number;
  readonly events: number;
  readonly doors: number;
}

export interface Filled extends Installation {
  /** Keys of all the doors. */
  readonly shared: readonly string[];
  /** A small command. */
  readonly small: Command;
}

export async function fillSqlite(dataDir: string, sizes: Sizes): Promise<Filled> {
  const installed = await installOnSqlite(dataDir, sizes.doors + 2);
  const db = openForWriting(join(dataDir, "latchstring.db"));
  db.pragma("synchronous = OFF"); // nothing that is filled in was promised to anybody
  const filled = await fill(createCommitStore(db), sizes);
  db.close();
  return { ...installed, ...filled };
}

export async function fillPostgres(postgres: TestPostgres, dataDir: string, sizes: Sizes): Promise<Filled> {
  mkdirSync(dataDir, { recursive: true });
  const url = await postgres.createDatabase();
  const installed = await installOnPostgres(url, dataDir, sizes.doors + 2);
  const database = await openDatabase({ url });
  try {
    return { ...installed, ...(await fill(createPostgresStore(database), sizes)) };
  } finally {
    await database.close();
  }
}

async function fill(store: CommitStore, { keys, events, doors }: Sizes): Promise<Pick<Filled, "shared" | "small">> {
  const now = Date.now();
  const terms = {
    accessMode: "public",
    allowedUserIds: [],
    validFrom: now - DAY_MS,
    validUntil: now + DAY_MS,
  } as const;
  const small = { type: "useTempKey", actor, lockId: doors + 2, tempKeyUuid: randomUUID() } as const;
  const shared = Array.from({ length: SHARED }, () => randomUUID());
  const theirs = Array.from({ length: doors }, (_, i) => ({ lockId: 2 + i, method: "key" as const }));
  const commit = async (commands: readonly Command[]) => {
    for (const reply of await commitBatch(store, commands, Date.now))
      if (!("answer" in reply) || !reply.answer.ok) throw new Error(JSON.stringify(reply));
  };
  await fillWithKeys(store, { count: keys, locks: 1 });
  const used = randomUUID();
  await commit([
    { type: "createTempKey", actor, lockId: 1, tempKeyUuid: used, ...terms, maxUses: null },
    { ...small, type: "createTempKey", ...terms, maxUses: null },
    ...shared.map(
      (tempKeyUuid) =>
        ({
          type: "createKey",
          actor,
          tempKeyUuid,
          ...terms,
          maxUses: null,
          maxUsesPerDoor: null,
          doors: theirs,
        }) as const,
    ),
  ]);
  for (let done = keys * 3; done < events; done += 1_000)
    await commit(Array.from({ length: 1_000 }, () => ({ type: "useTempKey", actor, lockId: 1, tempKeyUuid: used })));
  return { shared, small };
}
