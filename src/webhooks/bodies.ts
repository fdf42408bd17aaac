/** The body of a delivery: the published envelope around an event, or CloudEvents 1.0 (https://cloudevents.io). */
import type { StoredEvent } from "../domain/events.ts";
import { isoTime } from "../domain/ids.ts";
import { eventId } from "../ledger/chain.ts";
import type { Endpoint, NewDelivery } from "./webhooks.ts";

/** What this installation says of itself in every published envelope. */
export interface Publisher {
  readonly region: string;
  readonly account: string;
}

/** Something that is told. */
interface Told {
  /** By which a receiver knows what comes again. */
  readonly id: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly aggregateType: "lock" | "webhook";
  readonly aggregateId: string;
  /** Place in the lock's stream. */
  readonly version: number;
  readonly data: object;
  /** What is known beyond the published fields. */
  readonly context?: object | undefined;
}

type For = Pick<Endpoint, "format" | "orgId">;
type Body = Pick<NewDelivery, "eventId" | "type" | "body">;

/** Events of partners' published schemas: these have their fields, and no other. */
const PUBLISHED: ReadonlySet<string> = new Set([
  "LockCreated",
  "OwnerSet",
  "OrganizationSet",
  "LockUuidChanged",
  "LockOpenRequested",
  "TempKeyCreated",
  "TempKeyUsed",
  "TempKeyUpdated",
  "TempKeyDeleted",
]);

/** @param now when it is published, in milliseconds since the epoch */
export function bodyOf({ event, version, at, hash }: StoredEvent, to: For, by: Publisher, now: number): Body {
  const { type, data, context } = event;
  const told: Told = {
    id: eventId(hash),
    type,
    at,
    aggregateType: "lock",
    aggregateId: "lockUuid" in data ? data.lockUuid : data.uuid,
    version,
    data,
    ...(!PUBLISHED.has(type) && { context }),
  };
  return written(told, to, by, now);
}

/** What tells nothing but that it came. @param id a UUID */
export function probeOf(id: string, type: string, to: For & { readonly id: string }, by: Publisher, now: number): Body {
  const told: Told = { id, type, at: now, aggregateType: "webhook", aggregateId: to.id, version: 0, data: {} };
  return written(told, to, by, now);
}

function written(told: Told, { format, orgId }: For, publisher: Publisher, now: number): Body {
  const { id, type, at, aggregateType, aggregateId, version, context } = told;
  const detail = {
    partnerId: orgId,
    aggregateType,
    aggregateId,
    version,
    timestamp: now,
    data: { type, ...told.data },
    ...(context && { context }),
  };
  const body =
    format === "published"
      ? {
          id,
          source: "spk.api",
          "detail-type": type,
          time: isoTime(at),
          ...publisher,
          version: "0",
          resources: [],
          detail,
        }
      : {
          specversion: "1.0",
          id,
          source: `/${aggregateType}s/${aggregateId}`,
          type: `latchstring.${type}`,
          subject: aggregateId,
          time: isoTime(at),
          datacontenttype: "application/json",
          data: detail,
        };
  return { eventId: id, type, body: JSON.stringify(body) };
}
