/** An event of an organisation as it is answered: the same as webhooks tell, in a flat form or as CloudEvents. */
import Type, { type Static } from "typebox";
import { isoTime } from "../../../domain/ids.ts";
import { envelopeOf, toldOf } from "../../../feed/envelopes.ts";
import type { OrgEvent, OrgPlace } from "../../../org-feed/org-feed.ts";
import { exampleOf, objectWithExample } from "../../schemas.ts";
import { writeCursor } from "../list-pages.ts";
import { EVENTS, EventType } from "../record/events.ts";
import { LockIdText, Timestamp } from "../schemas.ts";

/** The name of the document's union of what events say. */
export const EVENT_DATA = "EventData";
/** The name of the document's union of the forms that an event is listed in. */
export const LISTED_EVENT = "ListedEvent";

const EventId = Type.String({
  format: "uuid",
  description: "The event's UUID: webhook-id where it is sent as a webhook",
  examples: ["8a8abf9d-8ffd-87b4-8ddb-857b2cc5e73e"],
});
const Version = Type.Integer({ minimum: 1, description: "Place in the lock's stream", examples: [7] });

export const Cursor = Type.String({
  description: "Where to go on after this: `after`, or Last-Event-ID of a stream",
  examples: ["WyJhY21lIiw0MiwxMjMsN10"],
});

export const OrganizationEvent = objectWithExample(
  {
    id: EventId,
    type: EventType,
    lockId: LockIdText,
    version: Version,
    time: Timestamp,
    cursor: Cursor,
    data: Type.Unsafe<object>({
      title: EVENT_DATA,
      examples: [exampleOf(EVENTS.OwnerSet.properties.data)],
    }),
    context: Type.Optional(
      Type.Object({}, { description: "What is known beyond that, of types that partners' schemas do not have" }),
    ),
  },
  { title: "OrganizationEvent", description: "What happened at a lock while it was the organisation's" },
);

export const CloudEvent = objectWithExample(
  {
    specversion: Type.Enum(["1.0"], { type: "string" }),
    id: EventId,
    source: Type.String({ description: "The lock", examples: ["/locks/b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b"] }),
    type: Type.String({ description: "latchstring. and the type", examples: ["latchstring.TempKeyUsed"] }),
    subject: Type.String({ description: "The lock's UUID", examples: ["b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b"] }),
    time: Timestamp,
    datacontenttype: Type.Enum(["application/json"], { type: "string" }),
    data: objectWithExample(
      {
        partnerId: Type.String({ description: "The organisation", examples: ["acme"] }),
        aggregateType: Type.Enum(["lock"], { type: "string" }),
        aggregateId: Type.String({
          description: "The lock's UUID",
          examples: ["b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b"],
        }),
        version: Version,
        timestamp: Type.Integer({
          description: "When it was told, in ms since the epoch",
          examples: [1_798_124_645_678],
        }),
        data: objectWithExample({ type: EventType }, { description: "As the catalogue has it, with its type" }),
        context: Type.Optional(Type.Object({}, { description: "As in the other form" })),
      },
      { title: "CloudEventData", description: "`detail` of a webhook's published envelope" },
    ),
  },
  { title: "CloudEvent", description: "A CloudEvents 1.0 event in structured JSON" },
);

/** How events are written. */
export type EventForm = "event" | "cloudevents";

/** In the document it is one of the two; as it was made, so that nothing is tried branch by branch. */
export const ListedEvent = Type.Unsafe<object>({ title: LISTED_EVENT, examples: [exampleOf(OrganizationEvent)] });

/** Says where to go on, for this organisation alone. */
export function cursorOf(orgId: string, { n, lockId, version }: OrgPlace): string {
  return writeCursor([orgId, n, lockId, version]);
}

/** @returns undefined for a text that is no cursor of this organisation */
export function placeOf(cursor: string, orgId: string): OrgPlace | undefined {
  try {
    const held: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (!Array.isArray(held) || held.length !== 4 || held[0] !== orgId) return undefined;
    const [, n, lockId, version] = held as unknown[];
    if (!isCount(n) || !isCount(lockId) || !isCount(version)) return undefined;
    return cursorOf(orgId, { n, lockId, version }) === cursor ? { n, lockId, version } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** @param now when it is told, in milliseconds since the epoch */
export function eventBody({ n, stored }: OrgEvent, orgId: string, form: EventForm, now: number): object {
  const told = toldOf(stored);
  // Nobody's region and account are in this format.
  if (form === "cloudevents") return envelopeOf(told, form, orgId, { region: "", account: "" }, now);
  const { lockId, version, at, event } = stored;
  const body: Static<typeof OrganizationEvent> = {
    id: told.id,
    type: event.type,
    lockId: String(lockId),
    version,
    time: isoTime(at),
    cursor: cursorOf(orgId, { n, lockId, version }),
    data: told.data,
    ...(told.context && { context: told.context }),
  };
  return body;
}
