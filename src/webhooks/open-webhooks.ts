/** Webhooks of one process: a reader of the feed that says what is to be sent to whom, and what sends it. */
import type { Clock } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Cursors } from "../feed/cursors.ts";
import type { Publisher } from "../feed/envelopes.ts";
import type { Load } from "../feed/load.ts";
import { sharingWhile } from "../feed/pace.ts";
import { createReader, type ReaderMeasure } from "../feed/reader.ts";
import { eventId } from "../ledger/chain.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { createDelivering, type DeliveringOptions } from "./delivering.ts";
import { type FailingOptions, keepTelling } from "./failing.ts";
import { fanOut, type Known, laneName, sentName } from "./fan-out.ts";
import { ENDPOINTS, endpointOf, type EndpointRow, enqueueing, MAX_WAITING, owning } from "./statements.ts";
import { MAX_ENDPOINTS } from "./stored-webhooks.ts";
import type { Endpoint, EndpointSecrets } from "./webhooks.ts";

/** What webhooks need. */
export interface WebhooksOptions {
  /** Closed with them, as the cursors are. */
  readonly sql: Sql;
  readonly cursors: Cursors;
  readonly read: Pick<LedgerReads, "follow" | "newest">;
  readonly outbound: Pick<Outbound, "request">;
  readonly secretsOf: (endpoint: Endpoint) => Promise<EndpointSecrets | undefined>;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly publisher: Publisher;
  readonly load: Load;
  readonly clock: Clock;
  readonly log: Log;
  readonly measure?: ReaderMeasure;
  readonly settled?: NonNullable<DeliveringOptions["settled"]>;
  readonly around?: NonNullable<DeliveringOptions["around"]>;
  readonly timing?: NonNullable<DeliveringOptions["timing"]>;
  readonly tellFailing?: FailingOptions["tellFailing"];
}

/** The webhooks of this process. */
export interface Webhooks {
  begin(): void;
  /** Something is to be sent: look now, and not in a moment. */
  wake(): void;
  /** A command was answered; must be quick. */
  committed(): void;
  close(): Promise<void>;
}

const READER = "webhooks";
/** How long what was just committed is waited for. */
const CATCH_UP_MS = 1_000;
/** What is committed within this time is read together. */
const GATHER_MS = 4;
/** What happened longer ago may have been written for an endpoint already: the log may be read from its beginning again. */
const NEW_MS = 60_000;
/** So many are written together: nothing else is done meanwhile, and no door is opened. */
const DELIVERIES = 250;
const DELIVERIES_WHILE_BUSY = 50;
/** More than a batch of the feed has. */
const BATCH = 1_000;

/** @returns webhooks that have not begun */
export function openWebhooks(options: WebhooksOptions): Webhooks {
  const { sql, cursors, read, publisher, holder, clock, log, measure, load } = options;
  const { elements, records } = sql.words;
  const delivering = createDelivering({ ...options, leases: cursors, load });
  const stopping = new AbortController();
  let telling: Promise<void> = Promise.resolve();
  let gathering: NodeJS.Timeout | undefined;
  /** As it was in the last batch; as many as there can be, before the first. */
  let deliveriesOfEvent = MAX_ENDPOINTS;

  async function knownOf(events: readonly StoredEvent[]): Promise<Known> {
    const lockIds = [...new Set(events.map(({ lockId }) => lockId))];
    const owners = await sql.read<{ readonly lockId: number; readonly orgId: string | null }>(
      `SELECT l.lock_id AS "lockId", l.org_id AS "orgId"
       FROM ${records("$1", { lock_id: "number" })} r JOIN webhook_locks l ON l.lock_id = r.lock_id`,
      JSON.stringify(lockIds.map((lock_id) => ({ lock_id }))),
    );
    const next = events.flatMap(({ event }) => (event.type === "OrganizationSet" ? [event.data.orgId] : []));
    const orgIds = new Set([...owners.flatMap(({ orgId }) => orgId ?? []), ...next]);
    const rows = await sql.read<EndpointRow>(
      `${ENDPOINTS} WHERE status <> 'disabled' AND org_id IN ${elements("$1")}`,
      JSON.stringify([...orgIds]),
    );
    const endpoints = rows.map(endpointOf);
    // Only of lanes that could be full after this batch it matters how full they are.
    const full = await sql.read<{ readonly endpointId: string; readonly lane: number; readonly waiting: number }>(
      `SELECT endpoint_id AS "endpointId", lane, waiting FROM webhook_lanes
       WHERE waiting > $2 AND endpoint_id IN ${elements("$1")}`,
      JSON.stringify(endpoints.map(({ id }) => id)),
      MAX_WAITING - BATCH,
    );
    const isOld = events.some(({ at }) => at < clock.now() - NEW_MS);
    const sent = isOld ? await sentOf(events, endpoints) : [];
    return {
      sent: new Set(sent),
      owners: new Map(owners.map(({ lockId, orgId }) => [lockId, orgId])),
      endpoints: Map.groupBy(endpoints, ({ orgId }) => orgId),
      waiting: new Map(full.map(({ endpointId, lane, waiting }) => [laneName(endpointId, lane), waiting])),
      maxWaiting: MAX_WAITING,
    };
  }

  async function sentOf(events: readonly StoredEvent[], endpoints: readonly Endpoint[]): Promise<readonly string[]> {
    const rows = await sql.read<{ readonly endpointId: string; readonly eventId: string }>(
      `SELECT endpoint_id AS "endpointId", event_id AS "eventId" FROM webhook_deliveries
       WHERE event_id IN ${elements("$1")} AND endpoint_id IN ${elements("$2")}`,
      JSON.stringify(events.map(({ hash }) => eventId(hash))),
      JSON.stringify(endpoints.map(({ id }) => id)),
    );
    return rows.map((row) => sentName(row.endpointId, row.eventId));
  }

  const reader = createReader({
    name: READER,
    read,
    cursors,
    holder,
    clock,
    log,
    ...(measure && { measure }),
    pace: sharingWhile(load.isBusy),
    limit: () => Math.ceil((load.isBusy() ? DELIVERIES_WHILE_BUSY : DELIVERIES) / deliveriesOfEvent),
    async take(events) {
      const now = clock.now();
      const { deliveries, owners } = fanOut(events, await knownOf(events), publisher, now);
      deliveriesOfEvent = Math.max(1, deliveries.length / events.length);
      return [...owning(sql.words, owners), ...enqueueing(sql.words, deliveries, now)];
    },
  });

  return {
    begin() {
      reader.begin();
      delivering.begin();
      const { tellFailing } = options;
      if (tellFailing) telling = keepTelling({ sql, tellFailing, clock, log }, stopping.signal);
    },
    wake: delivering.wake,
    committed() {
      // Where it is busy, the reader goes on at its own pace.
      if (!delivering.isNeeded() || load.isBusy()) return;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void reader.catchUp(CATCH_UP_MS).then(delivering.wake);
      }, GATHER_MS);
    },
    async close() {
      clearTimeout(gathering);
      stopping.abort();
      await telling;
      await reader.stop();
      await delivering.stop();
      await cursors.close();
      await sql.close();
    },
  };
}
