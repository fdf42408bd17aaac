/**
 * What the record costs over its rows alone: creates decided, chained and committed by our loop, and the very rows that they
 * came to, written to another file by a bare loop of the same driver in the same batches. One thread, no HTTP.
 */
import { join } from "node:path";
import type Database from "better-sqlite3";
import type { Command } from "../src/domain/command.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { commitBatch } from "../src/ledger/commit-loop.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { newUuid } from "../src/uuid.ts";
import { installOnSqlite } from "./install.ts";
import { inTurn } from "./requests.ts";

export interface LedgerBesideBare {
  /** Creates a second, and µs of processor for each. */
  readonly ours: Paid;
  readonly bare: Paid;
}

interface Paid {
  readonly rate: number;
  readonly processor: number;
}

const LOCKS = 256;
/** Batches of a slice: ours and the bare loop take turns, so that what the machine does meanwhile meets both. */
const SLICE = 20;
/** Keys that are made in one millisecond: what a UUID begins with. */
const A_MS = 8;
const actor = { kind: "organization", orgId: "bench", scopes: ["admin"] } as const;

/** @param dir an empty folder, which whoever calls removes */
export async function prepareLedgerBesideBare(dir: string, size: { readonly batch: number; readonly batches: number }) {
  const files = ["ours", "bare"].map((name) => join(dir, name));
  for (const file of files) await installOnSqlite(file, LOCKS);
  const [ours, bare] = files.map((file) => openForWriting(join(file, "latchstring.db"))) as [
    Database.Database,
    Database.Database,
  ];
  const store = createCommitStore(ours);
  const rowsSince = prepareRows(ours);
  const writeBare = prepareBare(bare);
  const nextLock = inTurn(LOCKS);
  let now = Date.now();

  function commands(): Command[] {
    return Array.from({ length: size.batch }, () => {
      now += 1 / A_MS;
      return {
        type: "createTempKey",
        actor,
        lockId: nextLock(),
        tempKeyUuid: newUuid(Math.floor(now)),
        accessMode: "public",
        allowedUserIds: [],
        validFrom: Math.floor(now) - 60_000,
        validUntil: Math.floor(now) + 86_400_000,
        maxUses: null,
        description: "Anna, room 4",
      };
    });
  }

  return {
    async round(): Promise<LedgerBesideBare> {
      const [spentByOurs, spentByBare] = [stopwatch(), stopwatch()];
      for (let done = 0; done < size.batches; done += SLICE) {
        const batches = Array.from({ length: SLICE }, commands);
        await spentByOurs.during(async () => {
          for (const batch of batches)
            for (const reply of await commitBatch(store, batch, Date.now))
              if (!("answer" in reply && reply.answer.ok)) throw new Error(JSON.stringify(reply));
        });
        const rows = batches.map((batch) => rowsSince(batch.length));
        await spentByBare.during(() => rows.forEach(writeBare));
      }
      const count = size.batch * size.batches;
      return { ours: spentByOurs.paid(count), bare: spentByBare.paid(count) };
    },
    close() {
      ours.close();
      bare.close();
    },
  };
}

function stopwatch() {
  let [wall, processor] = [0, 0];
  return {
    async during(work: () => void | Promise<void>) {
      const [from, used] = [performance.now(), process.cpuUsage()];
      await work();
      const { user, system } = process.cpuUsage(used);
      wall += performance.now() - from;
      processor += user + system;
    },
    paid: (count: number): Paid => ({ rate: (count / wall) * 1_000, processor: processor / count }),
  };
}

interface CreateRow {
  readonly lock_id: number;
  readonly version: number;
  readonly previous: number | null;
  readonly position: number;
  readonly at: number;
  readonly data: string;
  readonly context: string;
  readonly hash: Buffer;
  readonly uuid: string;
  readonly state: string;
  readonly created_by: string;
  readonly description: string;
}

/** The rows of the next creates in the file. */
function prepareRows(db: Database.Database): (count: number) => readonly CreateRow[] {
  const select = db.prepare<[number, number], CreateRow>(
    `SELECT e.*, k.uuid, k.state, k.created_by, k.description
     FROM events e JOIN temp_keys k ON k.uuid = substr(e.data, instr(e.data, '"tempKeyUuid":"') + 15, 36)
     WHERE e.position > ? ORDER BY e.position LIMIT ?`,
  );
  let read = db.prepare<[], number>("SELECT max(position) FROM events").pluck().get()!;
  return (count) => {
    const rows = select.all(read, count);
    read = rows.at(-1)!.position;
    return rows;
  };
}

function prepareBare(db: Database.Database): (rows: readonly CreateRow[]) => void {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const insertEvent = db.prepare(
    "INSERT INTO events (lock_id, version, previous, type, at, data, context, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const advanceLock = db.prepare("UPDATE locks SET version = ?, head = ?, last = ?, updated_at = ? WHERE lock_id = ?");
  const insertKey = db.prepare(`INSERT INTO temp_keys (uuid, state, created_by, description, labels, pin_index, pin_box)
     VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const insertDoor = db.prepare("INSERT INTO temp_key_doors (lock_id, key_id, shared) VALUES (?, ?, ?)");
  const commit = db.prepare("COMMIT");
  return (rows) => {
    begin.run();
    for (const { lock_id, version, previous, position, at, data, context, hash, uuid, ...key } of rows) {
      insertEvent.run(lock_id, version, previous, "TempKeyCreated", at, data, context, hash);
      advanceLock.run(version, hash, position, at, lock_id);
      const { lastInsertRowid } = insertKey.run(uuid, key.state, key.created_by, key.description, null, null, null);
      insertDoor.run(lock_id, lastInsertRowid, 0);
    }
    commit.run();
  };
}
