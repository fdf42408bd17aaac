/** Where in the log the events of a key are. No index holds them: most are openings, and one would slow every one. */
import type Database from "better-sqlite3";
import type { TempKeyState } from "../../domain/temp-key.ts";
import type { KeyStreams } from "../ledger.ts";

/** Events of one instant that are looked through for the key's first one; a commit has at most 512 commands. */
const MAX_LOOKED_AT = 4_096;

/** Finds every lock that a key ever opened, and the position after which its events begin. */
export function createKeyStreams(db: Database.Database): (key: TempKeyState) => KeyStreams {
  const addedDoors = db
    .prepare<[string], number>(
      `SELECT lock_id FROM events WHERE substr(data, instr(data, '"tempKeyUuid":"') + 15, 36) = ?
       AND type = 'TempKeyCreated' AND substr(context, 1, 14) = '{"added":true,'`,
    )
    .pluck();
  const last = db.prepare<[], number | null>("SELECT max(position) FROM events").pluck();
  const timeAt = db.prepare<[number], number>("SELECT at FROM events WHERE position = ?").pluck();
  const creation = db
    .prepare<[number, number, number, string], number>(
      `SELECT position FROM events WHERE position BETWEEN ? AND ? AND at = ? AND type = 'TempKeyCreated'
       AND substr(data, instr(data, '"tempKeyUuid":"') + 15, 36) = ? ORDER BY position LIMIT 1`,
    )
    .pluck();

  /** The clock may have been set back, so what is found by time counts only when it is the event itself. */
  function beforeCreation({ uuid, createdAt }: TempKeyState): number {
    let before = 0;
    let after = (last.get() ?? 0) + 1;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if ((timeAt.get(middle) ?? 0) < createdAt) before = middle;
      else after = middle;
    }
    const position = creation.get(after, after + MAX_LOOKED_AT, createdAt, uuid);
    return position === undefined ? 0 : position - 1;
  }

  return (key) => {
    const doors = [...key.doors, ...(key.createdWith?.doors ?? [])].map(({ lockId }) => lockId);
    const lockIds = new Set([...doors, ...addedDoors.all(key.uuid)]);
    return { lockIds: [...lockIds].toSorted((a, b) => a - b), after: beforeCreation(key) };
  };
}
