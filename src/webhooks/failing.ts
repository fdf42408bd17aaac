/**
 * Who manages an organisation is told that one of its addresses has taken nothing for a day, and again after each further
 * week; and once that one wants nothing more, and is off.
 */
import { type Clock, pause } from "../clock.ts";
import { required, type Sql, SqlConflictError, type Statement, statement } from "../database/sql.ts";
import type { Log } from "../log.ts";
import { ENDPOINTS, endpointOf, type EndpointRow } from "./statements.ts";
import type { Endpoint } from "./webhooks.ts";

/** An address that takes nothing. */
export type Failing = Endpoint & { readonly failingSince: number };

/** What telling needs. */
export interface FailingOptions {
  readonly sql: Sql;
  /** @returns what is to be written with the note that it was told */
  readonly tellFailing: (endpoint: Failing) => Promise<readonly Statement[]>;
  readonly clock: Clock;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
const AGAIN_MS = 7 * DAY_MS;
const LOOK_MS = 10 * 60_000;
const AT_ONCE = 50;

const DUE = `${ENDPOINTS} WHERE failing_since IS NOT NULL AND (
    (status = 'active' AND failing_since <= $1 AND (told_at IS NULL OR told_at < failing_since OR told_at <= $2))
    OR (status = 'disabled' AND told_at IS NULL)) ORDER BY failing_since LIMIT ${AT_ONCE}`;
const TOLD = `UPDATE webhook_endpoints SET told_at = $2 WHERE id = $1 AND failing_since = $3
  AND (told_at IS NULL OR told_at < failing_since OR told_at <= $4) RETURNING id`;

/** Tell of some. Each is told of once, however many processes look. @returns of how many */
export async function tellOfFailing({ sql, tellFailing, clock }: FailingOptions): Promise<number> {
  const now = clock.now();
  const rows = await sql.read<EndpointRow>(DUE, now - DAY_MS, now - AGAIN_MS);
  let told = 0;
  for (const endpoint of rows.map(endpointOf)) {
    const { id, failingSince } = endpoint;
    if (failingSince === null) continue;
    try {
      const telling = await tellFailing({ ...endpoint, failingSince });
      await sql.write(required(statement(TOLD, id, now, failingSince, now - AGAIN_MS)), ...telling);
      told++;
    } catch (error) {
      if (!(error instanceof SqlConflictError)) throw error;
    }
  }
  return told;
}

/** Goes on until `stop` is aborted; never rejects. */
export async function keepTelling(options: FailingOptions, stop: AbortSignal): Promise<void> {
  const { clock, log } = options;
  for (await pause(clock, LOOK_MS, stop); !stop.aborted; await pause(clock, LOOK_MS, stop)) {
    try {
      await tellOfFailing(options);
    } catch (error) {
      log.warn({ err: error }, "Nobody could be told of webhooks that fail; trying again");
    }
  }
}
