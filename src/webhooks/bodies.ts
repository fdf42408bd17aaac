/** The body of a delivery: an event in the envelope that its endpoint wants. */
import type { StoredEvent } from "../domain/events.ts";
import { envelopeOf, type Publisher, type Told, toldOf } from "../feed/envelopes.ts";
import type { Endpoint, NewDelivery } from "./webhooks.ts";

type For = Pick<Endpoint, "format" | "orgId">;
type Body = Pick<NewDelivery, "eventId" | "type" | "body">;

/** @param now when it is published, in milliseconds since the epoch */
export function bodyOf(stored: StoredEvent, to: For, by: Publisher, now: number): Body {
  return written(toldOf(stored), to, by, now);
}

/** What tells nothing but that it came. @param id a UUID */
export function probeOf(id: string, type: string, to: For & { readonly id: string }, by: Publisher, now: number): Body {
  const told: Told = { id, type, at: now, aggregateType: "webhook", aggregateId: to.id, version: 0, data: {} };
  return written(told, to, by, now);
}

function written(told: Told, { format, orgId }: For, publisher: Publisher, now: number): Body {
  const body = JSON.stringify(envelopeOf(told, format, orgId, publisher, now));
  return { eventId: told.id, type: told.type, body };
}

/** Of a body as it was written: what waits, or is sent again, may be older than the format that its endpoint wants now. */
export function contentTypeOf(body: string): string {
  return body.startsWith('{"specversion"') ? "application/cloudevents+json" : "application/json";
}
