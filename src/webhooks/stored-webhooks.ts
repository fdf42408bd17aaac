/** Endpoints and their deliveries in any store, beside the record. */
import { setImmediate as turn } from "node:timers/promises";
import { required, type Sql, SqlConflictError, type SqlValue, statement } from "../database/sql.ts";
import { createBatch } from "./batch.ts";
import {
  addWaiting,
  DELIVERIES,
  type DeliveryRow,
  deliveryOf,
  ENDPOINTS,
  endpointOf,
  type EndpointRow,
  enqueueing,
  type Queued,
} from "./statements.ts";
import {
  type DeliveryFilter,
  type Endpoint,
  type NewDelivery,
  VERIFICATION_LANE,
  type WebhookStore,
} from "./webhooks.ts";

/** Of one organisation. */
export const MAX_ENDPOINTS = 50;

const ADD = `INSERT INTO webhook_endpoints
  (id, org_id, url, events, lock_ids, format, status, ciphertext, created_at, updated_at)
  SELECT $1, org_id, $3, $4, $5, $6, $7, $8, $9, $9 FROM organizations
  WHERE org_id = $2 AND (SELECT count(*) FROM webhook_endpoints e WHERE e.org_id = $2) < ${MAX_ENDPOINTS} RETURNING id`;
/** Two that are added at once are counted one after the other, and none is added to an organisation that is being ended. */
const ONE_AT_A_TIME = "UPDATE organizations SET org_id = org_id WHERE org_id = $1";
const DAY_MS = 86_400_000;
const DELIVERED_MS = 30 * DAY_MS;
const DEAD_MS = 365 * DAY_MS;
const FORGOTTEN_AT_ONCE = 500;
const FORGET = `DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
  WHERE state = $1 AND settled_at < $2 LIMIT $3) RETURNING id`;

/** So many of a log are looked at together: a store in a file does nothing else meanwhile. */
const LOOKED_AT = 2_000;

/** What is left of endpoints that were removed, or was written for one meanwhile; each endpoint's id is looked up once. */
const ORPHANED = "endpoint_id NOT IN (SELECT id FROM webhook_endpoints)";
const ORPHANS = `DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE endpoint_id IN (
  WITH RECURSIVE of AS (SELECT min(endpoint_id) AS endpoint_id FROM webhook_deliveries UNION ALL
    SELECT (SELECT min(d.endpoint_id) FROM webhook_deliveries d WHERE d.endpoint_id > of.endpoint_id)
    FROM of WHERE of.endpoint_id IS NOT NULL)
  SELECT endpoint_id FROM of WHERE endpoint_id IS NOT NULL AND ${ORPHANED}) LIMIT $1) RETURNING id`;

/** Whoever asks an address anew has mended it, or has another one: what waits is not held back any longer by what failed before. */
const HURRY = "UPDATE webhook_lanes SET next_at = $2 WHERE endpoint_id = $1 AND next_at > $2";

const WAITING = `SELECT (SELECT coalesce(sum(waiting), 0) FROM webhook_lanes) AS count, (
  SELECT min(d.made_at) FROM (SELECT endpoint_id, lane FROM webhook_lanes ORDER BY next_at LIMIT 1000) l
  JOIN webhook_deliveries d ON d.id = (SELECT min(id) FROM webhook_deliveries w
    WHERE w.endpoint_id = l.endpoint_id AND w.lane = l.lane AND w.state = 'waiting')) AS oldest`;

const COLUMNS = {
  url: "url",
  events: "events",
  lockIds: "lock_ids",
  format: "format",
  status: "status",
  ciphertext: "ciphertext",
  lastError: "last_error",
} as const;

const asWaiting = (delivery: NewDelivery): Queued => Object.assign({ state: "waiting" as const }, delivery);

/** @param sql is closed by whoever opened it */
export function createWebhookStore(sql: Sql): WebhookStore {
  const queue = (delivery: NewDelivery) => enqueueing(sql.words, [asWaiting(delivery)], delivery.madeAt);

  async function find(id: string): Promise<Endpoint | undefined> {
    const [row] = await sql.read<EndpointRow>(`${ENDPOINTS} WHERE id = $1`, id);
    return row && endpointOf(row);
  }

  /** One at a time, and everybody else has a turn before each. */
  const looks = createBatch<() => Promise<void>>(async ([look]) => {
    await turn();
    await look!();
  }, 1);

  /** What a filter takes of an endpoint's log beyond an id, in slices. @param select with the table */
  async function look<Row extends { readonly id: number }>(
    select: string,
    [endpointId, filter, limit, beyond]: [string, DeliveryFilter, number, number],
    order: "ASC" | "DESC",
  ): Promise<readonly Row[]> {
    const [past, until, end] = order === "ASC" ? [">", "<=", Number.MAX_SAFE_INTEGER] : ["<", ">=", 0];
    const { text, values } = conditionsOf(sql, filter, 5);
    // As it stands in the index of those that were given up.
    const dead = filter.states?.length === 1 && filter.states[0] === "dead" ? "AND state = 'dead'" : "";
    const of = `WHERE endpoint_id = $1 ${dead} AND id ${past} $2`;
    const found: Row[] = [];
    async function slice(from: number): Promise<number | undefined> {
      let next: number | undefined;
      await looks.add(async () => {
        const nth = `SELECT id FROM webhook_deliveries ${of} ORDER BY id ${order} LIMIT 1 OFFSET ${LOOKED_AT - 1}`;
        const [last] = filter.ids ? [] : await sql.read<{ readonly id: number }>(nth, endpointId, from);
        const rows = `${select} ${of} AND id ${until} $3 ${text} ORDER BY id ${order} LIMIT $4`;
        found.push(...(await sql.read<Row>(rows, endpointId, from, last?.id ?? end, limit - found.length, ...values)));
        next = last?.id;
      });
      return next;
    }
    for (let at: number | undefined = beyond; at !== undefined && found.length < limit;) at = await slice(at);
    return found;
  }

  return {
    find,
    async list(orgId) {
      const rows = await sql.read<EndpointRow>(`${ENDPOINTS} WHERE org_id = $1 ORDER BY created_at, id`, orgId);
      return rows.map(endpointOf);
    },
    async add(endpoint, first) {
      const { id, orgId, url, events, lockIds, format, status, ciphertext, createdAt } = endpoint;
      const locks = lockIds && JSON.stringify(lockIds);
      const values = [id, orgId, url, JSON.stringify(events), locks, format, status, ciphertext, createdAt];
      try {
        await sql.write(statement(ONE_AT_A_TIME, orgId), required(statement(ADD, ...values)), ...queue(first));
        return true;
      } catch (error) {
        if (error instanceof SqlConflictError) return false;
        throw error;
      }
    },
    async change({ id, ciphertext }, changes, now, first) {
      const values: SqlValue[] = [id, now, ciphertext];
      const sets = Object.entries(changes).map(([name, value]) => {
        values.push(Array.isArray(value) ? JSON.stringify(value) : (value as SqlValue));
        return `, ${COLUMNS[name as keyof typeof COLUMNS]} = $${values.length}`;
      });
      // Two changes are never at the same time: whoever sends tells by it that what they know is not so any more.
      const change = `UPDATE webhook_endpoints SET updated_at = CASE WHEN updated_at < $2 THEN $2 ELSE updated_at + 1 END
        ${sets.join("")} WHERE id = $1 AND ciphertext = $3 RETURNING id`;
      try {
        const asking = first ? [statement(HURRY, id, now), ...queue(first)] : [];
        await sql.write(...asking, required(statement(change, ...values)));
      } catch (error) {
        if (error instanceof SqlConflictError) return undefined;
        throw error;
      }
      return find(id);
    },
    async remove(id) {
      // In the order in which all change them, so that no two wait for one another.
      const [, , gone = []] = await sql.write(
        statement("DELETE FROM webhook_lanes WHERE endpoint_id = $1", id),
        // No more of a long log: nothing else is written meanwhile, and no door is opened.
        statement(
          `DELETE FROM webhook_deliveries WHERE id IN
             (SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 LIMIT ${FORGOTTEN_AT_ONCE})`,
          id,
        ),
        statement("DELETE FROM webhook_endpoints WHERE id = $1 RETURNING id", id),
      );
      return gone.length > 0;
    },
    async enqueue(...deliveries) {
      if (deliveries.length === 0) return;
      const { words } = sql;
      await sql.write(...enqueueing(words, deliveries.map(asWaiting), deliveries[0]!.madeAt));
    },
    async isAsked(endpointId) {
      const ASKED = "SELECT waiting FROM webhook_lanes WHERE endpoint_id = $1 AND lane = $2 AND waiting > 0";
      return (await sql.read(ASKED, endpointId, VERIFICATION_LANE)).length > 0;
    },
    async waitingFor(endpointId) {
      const [row] = await sql.read<{ readonly count: number | string }>(
        "SELECT coalesce(sum(waiting), 0) AS count FROM webhook_lanes WHERE endpoint_id = $1",
        endpointId,
      );
      return Number(row!.count);
    },
    async deliveries(endpointId, filter, limit, before = Number.MAX_SAFE_INTEGER) {
      return (await look<DeliveryRow>(DELIVERIES, [endpointId, filter, limit, before], "DESC")).map(deliveryOf);
    },
    async waiting() {
      const [row] = await sql.read<{ readonly count: number | string; readonly oldest: number | null }>(WAITING);
      return { count: Number(row!.count), oldest: row!.oldest };
    },
    async forget(now) {
      const gone = await sql.write(
        statement(FORGET, "delivered", now - DELIVERED_MS, FORGOTTEN_AT_ONCE),
        statement(FORGET, "dead", now - DEAD_MS, FORGOTTEN_AT_ONCE),
        statement(ORPHANS, FORGOTTEN_AT_ONCE),
      );
      if (gone.some(({ length }) => length === FORGOTTEN_AT_ONCE)) return true;
      await sql.write(statement(`DELETE FROM webhook_lanes WHERE ${ORPHANED}`));
      return false;
    },
    async resend(endpointId, filter, now, limit) {
      const wanted = { states: ["delivered", "dead"], ...filter };
      type Found = { readonly id: number; readonly lane: number };
      const found = await look<Found>("SELECT id, lane FROM webhook_deliveries", [endpointId, wanted, limit, 0], "ASC");
      let sent = 0;
      // One by one: whoever settles or sends again the same meanwhile is let go first.
      for (const { id, lane } of found) {
        const again = statement(
          `UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, settled_at = NULL
           WHERE id = $1 AND state <> 'waiting' RETURNING id`,
          id,
        );
        const row = { endpoint_id: endpointId, lane, waiting: 1, next_at: now };
        try {
          await sql.write(...addWaiting(sql.words, [row]), required(again));
          sent++;
        } catch (error) {
          if (!(error instanceof SqlConflictError)) throw error;
        }
      }
      return sent;
    },
  };
}

/** @param from the number of the first of the values */
function conditionsOf({ words }: Sql, { states, type, from, to, ids }: DeliveryFilter, first: number) {
  const values: SqlValue[] = [];
  const is = (text: (value: string) => string, value: SqlValue | undefined) =>
    value === undefined ? "" : ` AND ${text(`$${first - 1 + values.push(value)}`)}`;
  const text = [
    is((value) => `state IN ${words.elements(value)}`, states && JSON.stringify(states)),
    is((value) => `type = ${value}`, type),
    is((value) => `at >= ${value}`, from),
    is((value) => `at < ${value}`, to),
    is(
      (value) => `id IN (SELECT r.id FROM ${words.records(value, { id: "number" })} r)`,
      ids && JSON.stringify(ids.map((id) => ({ id }))),
    ),
  ];
  return { text: text.join(""), values };
}
