/** The messages in which events are told, by type: schemas and examples made of the catalogue, by the code that writes them. */
import type { TSchema } from "typebox";
import type { LedgerEvent, StoredEvent } from "../../domain/events.ts";
import { envelopeOf, type Format, PUBLISHED_TYPES, type Publisher, toldOf } from "../../feed/envelopes.ts";
import { eventBody } from "../api/events/event-body.ts";
import { EVENTS } from "../api/record/events.ts";

/** A JSON schema as it stands in a document. */
type Schema = Readonly<Record<string, unknown>>;

/** One event in one of the forms in which it is told. */
export interface EventMessage {
  readonly type: string;
  readonly description: string;
  readonly contentType: string;
  readonly payload: Schema;
  readonly example: object;
}

/** The forms of a message. */
export type MessageForm = Format | "event";

const SAMPLE_AT = Date.UTC(2026, 11, 24, 15, 4, 5);
const ORGANIZATION = "acme";
const PUBLISHER: Publisher = { region: "self-hosted", account: "latchstring" };
const UUID = "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b";
const TIME = "2026-12-24T15:04:05Z";

const text = { type: "string" };
const uuid = { ...text, format: "uuid" };
const time = { ...text, format: "date-time" };
const count = { type: "integer", minimum: 1 };
const one = (value: string) => ({ ...text, enum: [value] });
const object = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

/** All types in one form. */
export function eventMessages(form: MessageForm): readonly EventMessage[] {
  return Object.entries(EVENTS).map(([type, schema]) => {
    const { properties, description = "" } = schema as unknown as CatalogueEntry;
    const { data } = properties;
    const context = PUBLISHED_TYPES.has(type) ? undefined : properties.context;
    const sample = sampleEvent(type, data, context);
    return {
      type,
      description,
      contentType: form === "cloudevents" ? "application/cloudevents+json" : "application/json",
      payload: payloadOf(form, type, plain(data), context && plain(context)),
      example:
        form === "event"
          ? eventBody({ n: 42, stored: sample }, ORGANIZATION, form, SAMPLE_AT)
          : envelopeOf(toldOf(sample), form, ORGANIZATION, PUBLISHER, SAMPLE_AT),
    };
  });
}

interface CatalogueEntry {
  readonly description?: string;
  readonly properties: { readonly data: TSchema; readonly context?: TSchema };
}

/** Without what only this program reads in it. */
function plain(schema: TSchema): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}

function payloadOf(form: MessageForm, type: string, data: Schema, context: Schema | undefined): Schema {
  const also = context ? { context } : {};
  if (form === "event")
    return object({ id: uuid, type: one(type), lockId: text, version: count, time, cursor: text, data, ...also }, [
      "context",
    ]);
  const { properties, required = [] } = data as { properties: object; required?: readonly string[] };
  const typed = { ...data, properties: { type: one(type), ...properties }, required: ["type", ...required] };
  const detail = object(
    {
      partnerId: text,
      aggregateType: one("lock"),
      aggregateId: text,
      version: count,
      timestamp: { type: "integer", description: "When it was sent, in milliseconds since the epoch" },
      data: typed,
      ...also,
    },
    ["context"],
  );
  if (form === "published")
    return object({
      id: uuid,
      source: text,
      "detail-type": one(type),
      time,
      region: text,
      account: text,
      version: one("0"),
      resources: { type: "array", items: text },
      detail,
    });
  return object({
    specversion: one("1.0"),
    id: uuid,
    source: { ...text, description: "/locks/ and the lock's UUID" },
    type: one(`latchstring.${type}`),
    subject: { ...text, description: "The lock's UUID" },
    time,
    datacontenttype: one("application/json"),
    data: detail,
  });
}

function sampleEvent(type: string, data: TSchema, context: TSchema | undefined): StoredEvent {
  const event = { type, data: sampleOf(data), ...(context && { context: sampleOf(context) }) } as LedgerEvent;
  return { position: 42, lockId: 123, version: 7, at: SAMPLE_AT, event, hash: Buffer.alloc(32, type) };
}

interface Described {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
}

/** A value that a schema takes: its example where it has one. */
function sampleOf(schema: TSchema): unknown {
  const { type, format, examples, enum: values, minimum = 0, properties, items } = schema as Described;
  if (examples) return examples[0];
  if (values) return values[0];
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, sampleOf(property)]));
  switch ([type].flat()[0]) {
    case "array":
      return items ? [sampleOf(items)] : [];
    case "integer":
    case "number":
      return minimum;
    case "boolean":
      return true;
    case "object":
      return {};
    default:
      return format === "uuid" ? UUID : format === "date-time" ? TIME : "…";
  }
}
