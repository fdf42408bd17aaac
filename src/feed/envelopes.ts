/** An event as others are told of it, and the envelopes around it. Every event is told; webhooks, feeds and buses tell the same. */
import type { LedgerEvent, StoredEvent } from "../domain/events.ts";
import { isoTime } from "../domain/ids.ts";
import { eventId } from "../ledger/chain.ts";

/** How it is written: the published envelope, or CloudEvents 1.0 (https://cloudevents.io). */
export const FORMATS = ["published", "cloudevents"] as const;
/** One of `FORMATS`. */
export type Format = (typeof FORMATS)[number];

/** What this installation says of itself in every published envelope. */
export interface Publisher {
  readonly region: string;
  readonly account: string;
}

/** Something that is told. */
export interface Told {
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

/** Events of partners' published schemas: these have their fields, and no other. */
export const PUBLISHED_TYPES: ReadonlySet<string> = new Set<LedgerEvent["type"]>([
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

/** What is told of an event of the record. */
export function toldOf({ event, version, at, hash }: StoredEvent): Told {
  const { type, data, context } = event;
  return {
    id: eventId(hash),
    type,
    at,
    aggregateType: "lock",
    aggregateId: "lockUuid" in data ? data.lockUuid : data.uuid,
    version,
    data,
    ...(!PUBLISHED_TYPES.has(type) && { context }),
  };
}

/** Around something that is told. @param now when it is published, in milliseconds since the epoch */
export function envelopeOf(told: Told, format: Format, orgId: string, publisher: Publisher, now: number): object {
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
  if (format === "published")
    return {
      id,
      source: "spk.api",
      "detail-type": type,
      time: isoTime(at),
      ...publisher,
      version: "0",
      resources: [],
      detail,
    };
  return {
    specversion: "1.0",
    id,
    source: `/${aggregateType}s/${aggregateId}`,
    type: `latchstring.${type}`,
    subject: aggregateId,
    time: isoTime(at),
    datacontenttype: "application/json",
    data: detail,
  };
}
