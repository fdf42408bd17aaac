/** Notices of one process: a reader of the feed that says who is to be told what, and what sends it. */
import type { Clock } from "../clock.ts";
import type { Sql, Statement } from "../database/sql.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Cursors } from "../feed/cursors.ts";
import { createReader, type ReaderMeasure } from "../feed/reader.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import type { Kind } from "./notices.ts";
import type { Outbox } from "./outbox.ts";
import { type Carrier, createSending } from "./sending.ts";

/** What makes notices of what happens, and writes them. */
export interface NoticePart {
  /**
   * Who is to be told of these events; those of a lock by rising version. They may come again, and old ones may come: a
   * store that was moved reads its log from the beginning.
   *
   * @returns statements of the outbox, which are written once together with the reader's cursor
   */
  take(events: readonly StoredEvent[], now: number): Promise<readonly Statement[]>;
  /** By their names, which no other part has. */
  readonly kinds: Readonly<Record<string, Kind>>;
}

/** What notices need. */
export interface NoticesOptions {
  /** Closed with them, as the cursors are. */
  readonly sql: Sql;
  readonly cursors: Cursors;
  readonly outbox: Outbox;
  readonly parts: readonly NoticePart[];
  readonly carrier: Carrier;
  readonly read: Pick<LedgerReads, "follow" | "newest">;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly measure?: ReaderMeasure;
}

/** The notices of this process. */
export interface Notices {
  begin(): void;
  close(): Promise<void>;
}

const READER = "notices";

/** @returns notices that have not begun */
export function openNotices(options: NoticesOptions): Notices {
  const { sql, cursors, parts, read, holder, clock, log, measure } = options;
  const kinds = Object.assign({}, ...parts.map((part) => part.kinds)) as Readonly<Record<string, Kind>>;
  const sending = createSending({ ...options, kinds, leases: cursors });
  const reader = createReader({
    name: READER,
    read,
    cursors,
    holder,
    clock,
    log,
    ...(measure && { measure }),
    async take(events) {
      const work = await Promise.all(parts.map((part) => part.take(events, clock.now())));
      return work.flat();
    },
  });
  return {
    begin() {
      reader.begin();
      sending.begin();
    },
    async close() {
      await reader.stop();
      await sending.stop();
      await cursors.close();
      await sql.close();
    },
  };
}
