/** On which day each API key was used last: written long after the answer, once a day and key. */
import { type Sql, statement } from "../database/sql.ts";

/** Notes uses and writes them together. */
export interface UsedKeys {
  /** Never fails, and waits for nothing. */
  used(keyId: string, now: number): void;
  /** Write what is still to be written. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const LATER_MS = 2_000;
const MAX_KNOWN = 10_000;
const MAX_WRITTEN = 500;

const NOTE = "UPDATE api_keys SET used_on = $2 WHERE id = $1 AND (used_on IS NULL OR used_on < $2)";

/** @param sql is asked only to write */
export function createUsedKeys(sql: Pick<Sql, "write">): UsedKeys {
  /** The day of the last use that was written, or is to be. */
  const known = new Map<string, number>();
  const unwritten = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const days = [...unwritten].slice(0, MAX_WRITTEN);
    for (const [keyId] of days) unwritten.delete(keyId);
    try {
      if (days.length > 0) await sql.write(...days.map(([keyId, day]) => statement(NOTE, keyId, day)));
    } catch {
      // The store is in trouble, which others tell of; the next use is noted.
      for (const [keyId] of days) known.delete(keyId);
    }
  }

  function writeLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = write().then(() => {
        if (unwritten.size > 0) writeLater();
      });
    }, LATER_MS).unref();
  }

  return {
    used(keyId, now) {
      const day = now - (now % DAY_MS);
      if (known.get(keyId) === day) return;
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(keyId, day);
      unwritten.set(keyId, day);
      writeLater();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      while (unwritten.size > 0) await write();
    },
  };
}
