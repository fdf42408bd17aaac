/** Lists a page at a time: bounded by what they weigh, and never all at once in the way of everybody else. */
import { setImmediate as turn } from "node:timers/promises";
import Type from "typebox";
import type { KeyPage, Ledger, LedgerReads, LockRecord, TempKeyRecord } from "../../ledger/ledger.ts";
import { invalidField } from "../answers/errors.ts";

const PAGE_SIZE = 1_000;
/** Keys that are read before others get their turn. */
const AT_ONCE = 50;
/** Users and doors of all keys on a page, unless it is one key: some megabyte of text. */
const MAX_WEIGHT = 20_000;

export const PageQuery = {
  limit: Type.Optional(Type.String({ pattern: "^([1-9]\\d{0,2}|1000)$", description: "1 to 1000", examples: ["100"] })),
  cursor: Type.Optional(
    Type.String({ pattern: "^[1-9]\\d{0,15}$", description: "nextCursor of the page before", examples: ["4711"] }),
  ),
  revoked: Type.Optional(
    Type.Enum(["true", "false"], {
      type: "string",
      description: "Whether keys that were taken back are listed too",
      examples: ["true"],
    }),
  ),
};

interface Asked {
  readonly limit?: string;
  readonly cursor?: string;
  readonly revoked?: "true" | "false";
}

/**
 * The keys of one page, each turned into what is shown of it.
 *
 * @param show undefined for a key that is left out
 */
export async function pageOfKeys<T>(
  { limit: asked, cursor, revoked }: Asked,
  read: (page: KeyPage) => Promise<readonly TempKeyRecord[]>,
  show: (record: TempKeyRecord) => Promise<T | undefined> | T | undefined,
): Promise<{ readonly tempKeys: T[]; readonly nextCursor: string | null }> {
  if (cursor !== undefined && !Number.isSafeInteger(Number(cursor))) throw invalidField("cursor", "is no cursor");
  let left = asked === undefined ? PAGE_SIZE : Number(asked);
  let before = cursor === undefined ? undefined : Number(cursor);
  let weight = 0;
  const tempKeys: T[] = [];
  for (;;) {
    const size = Math.min(left, AT_ONCE);
    // One more than is shown, to know whether there is more.
    const page = { limit: size + 1, withRevoked: revoked === "true", ...(before !== undefined && { before }) };
    const records = await read(page);
    for (const [i, record] of records.slice(0, size).entries()) {
      const { doors, allowedUserIds } = record.state;
      weight += doors.length + allowedUserIds.length;
      if (weight > MAX_WEIGHT && before !== undefined && (i > 0 || tempKeys.length > 0))
        return { tempKeys, nextCursor: String(before) };
      const made = show(record);
      const shown = made instanceof Promise ? await made : made;
      if (shown !== undefined) tempKeys.push(shown);
      before = record.cursor;
      left--;
    }
    if (records.length <= size) return { tempKeys, nextCursor: null };
    if (left === 0) return { tempKeys, nextCursor: String(before) };
    await turn();
  }
}

/** Reads the locks of many keys for one request: each lock once, those of one call in one statement. */
export function readingLocksOnce({ read }: Pick<Ledger, "read">): Pick<LedgerReads, "locks"> {
  const known = new Map<number, LockRecord>();
  return {
    async locks(lockIds) {
      const missing = [...new Set(lockIds)].filter((lockId) => !known.has(lockId));
      if (missing.length > 0) for (const [lockId, lock] of await read.locks(missing)) known.set(lockId, lock);
      return known;
    },
  };
}
