/** The AsyncAPI 3 document of all ways out (https://www.asyncapi.com/docs/reference/specification/v3.0.0): what is sent where. */
import type { Config } from "../../config.ts";
import { VERSION } from "../../version.ts";
import { eventMessages, type MessageForm } from "./event-messages.ts";

/** The messages of a channel: those of these forms, and others. */
interface Channel {
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  readonly server: "api" | "broker" | undefined;
  readonly forms: readonly MessageForm[];
}

const NUMBER = { description: "The lock's number", examples: ["123"] };
const ORGANIZATION = { description: "The organisation's id", examples: ["acme"] };
const TOPICS = { orgId: ORGANIZATION, lockId: NUMBER };

const CHANNELS: Readonly<Record<string, Channel>> = {
  webhook: {
    address: null,
    title: "A webhook",
    description:
      "POSTed to an address of the organisation's, signed as Standard Webhooks says, at least once, those of a lock in order; the published envelope or CloudEvents, as the webhook has it.",
    server: undefined,
    forms: ["published", "cloudevents"],
  },
  events: {
    address: "/events",
    title: "The events of an organisation",
    description:
      "Server-sent events to `Accept: text/event-stream`, each with its cursor as its id; a connection that was lost goes on with `Last-Event-ID`. The same are pulled by `GET /events`.",
    server: "api",
    forms: ["event", "cloudevents"],
  },
  lockEvents: {
    address: "latchstring/{orgId}/locks/{lockId}/events",
    title: "The events of a lock at a broker",
    description: "By a hub of kind MQTT whose settings say so, with QoS 1, at least once, in order.",
    server: "broker",
    forms: ["published", "cloudevents"],
  },
};

const FORMS: Readonly<Record<MessageForm, string>> = {
  published: "Published",
  cloudevents: "CloudEvent",
  event: "Event",
};

const STATE = {
  lockId: "123",
  lockUuid: "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b",
  version: 7,
  time: "2026-12-24T15:04:05Z",
  device: { online: true, lock: "locked", door: "closed", battery: 80, observedAt: "2026-12-24T15:04:05Z" },
};

const orNull = (type: string) => ({ type: [type, "null"] });
const LOCK_STATE = {
  title: "State of a lock",
  contentType: "application/json",
  payload: {
    type: "object",
    properties: {
      lockId: { type: "string" },
      lockUuid: { type: "string" },
      version: { type: "integer", minimum: 1, description: "How many events its record has" },
      time: { type: "string", format: "date-time", description: "Of the last one" },
      device: {
        ...orNull("object"),
        description: "What was last seen of its device; null where nothing was",
        properties: {
          online: { type: "boolean" },
          lock: { type: "string" },
          door: orNull("string"),
          battery: orNull("number"),
          observedAt: { type: "string", format: "date-time" },
        },
      },
    },
    required: Object.keys(STATE),
  },
  examples: [{ name: "locked", payload: STATE }],
};

/** @param config as it is when the server listens */
export function asyncApiDocument({ publicUrl }: Config): object {
  const { protocol, host, pathname } = new URL(publicUrl);
  const messages = Object.fromEntries(
    (Object.keys(FORMS) as MessageForm[]).flatMap((form) =>
      eventMessages(form).map(({ type, description, contentType, payload, example }) => [
        FORMS[form] + type,
        { name: type, title: type, summary: description, contentType, payload, examples: [{ payload: example }] },
      ]),
    ),
  );
  const namesOf = (forms: readonly MessageForm[]) =>
    forms.flatMap((form) => Object.keys(messages).filter((name) => name.startsWith(FORMS[form])));
  const channels = Object.entries(CHANNELS).map(([name, { forms, server, address, ...about }]) => [
    name,
    {
      address,
      ...about,
      ...(server && { servers: [{ $ref: `#/servers/${server}` }] }),
      ...(server === "broker" && { parameters: TOPICS }),
      messages: Object.fromEntries(
        namesOf(forms).map((message) => [message, { $ref: `#/components/messages/${message}` }]),
      ),
    },
  ]);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Latchstring's events",
      version: VERSION,
      description: "What happens at an organisation's locks, as other systems are told of it.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      contact: { name: "Whoever runs this server", url: publicUrl },
    },
    defaultContentType: "application/json",
    servers: {
      api: {
        host,
        ...(pathname !== "/" && { pathname }),
        protocol: protocol.slice(0, -1),
        description: "This server",
        security: [{ $ref: "#/components/securitySchemes/ApiKeyAuth" }],
      },
      broker: { host: "broker.example:1883", protocol: "mqtt", description: "The broker of a hub of kind MQTT" },
    },
    channels: {
      ...Object.fromEntries(channels),
      lockState: {
        address: "latchstring/{orgId}/locks/{lockId}/state",
        title: "The state of a lock at a broker",
        description: "Kept by the broker; an empty one takes it back.",
        servers: [{ $ref: "#/servers/broker" }],
        parameters: TOPICS,
        messages: { LockState: { $ref: "#/components/messages/LockState" } },
      },
    },
    operations: Object.fromEntries(
      [...Object.keys(CHANNELS), "lockState"].map((name) => [
        `send${name[0]!.toUpperCase()}${name.slice(1)}`,
        { action: "send", channel: { $ref: `#/channels/${name}` } },
      ]),
    ),
    components: {
      securitySchemes: {
        ApiKeyAuth: { type: "httpApiKey", in: "header", name: "X-API-Key", description: "An organisation's key" },
      },
      messages: { ...messages, LockState: LOCK_STATE },
    },
  };
}
