/** The frame of the OpenAPI document; its paths are generated from the routes' schemas. */
import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { Config } from "../../config.ts";
import { consoleCookie } from "../../identity/accounts/console-cookie.ts";
import { VERSION } from "../../version.ts";
import { ErrorBody, errorResponses } from "../answers/error-answers.ts";
import { CloudEvent, EVENT_DATA, LISTED_EVENT, OrganizationEvent } from "../api/events/event-body.ts";
import { ANY_EVENT, EVENTS } from "../api/record/events.ts";
import { nameComponents } from "./openapi-components.ts";

export function openApiDocument(config: Config): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Latchstring",
        version: VERSION,
        description:
          "Lends a door for a while: temporary keys for smart locks, opened by a link. Calls need a bearer token of the lock's owner, an API key of its organisation, or both.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      tags: [
        { name: "Temporary keys", description: "Lend a door and take it back" },
        { name: "Locks", description: "The doors" },
        { name: "Activity", description: "What happened at the doors, and how often" },
        { name: "Events", description: "The record as programs follow it" },
        { name: "Hubs", description: "The connections through which the doors' devices are reached" },
        { name: "Organisations", description: "Who acts for whom: members, their roles, invitations" },
        { name: "API keys", description: "What programs act with" },
        { name: "Webhooks", description: "Where events are sent, and what became of them" },
        { name: "Notices", description: "What people are told by e-mail" },
        { name: "Sites", description: "Places with several locks" },
        { name: "Administration", description: "What whoever hosts the server does, as published" },
        { name: "Users", description: "Who a key may name" },
        { name: "Brand and arrival", description: "What guests are shown of whoever lends them a door" },
        { name: "Accounts", description: "Signing people in to the console" },
        { name: "Guests", description: "What the link of a key leads to" },
      ],
      components: {
        securitySchemes: {
          BearerAuth: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A user's token" },
          ConsoleCookie: {
            type: "apiKey",
            in: "cookie",
            name: consoleCookie(config.publicUrl),
            description: "The session of a browser, set by signing in",
          },
          AdminApiKeyAuth: {
            type: "apiKey",
            in: "header",
            name: "X-Admin-API-Key",
            description: "A super key, with the token of an account that hosts the server",
          },
          ApiKeyAuth: { type: "apiKey", in: "header", name: "X-API-Key", description: "An organisation's key" },
        },
        schemas: {
          Error: ErrorBody,
          ...EVENTS,
          [ANY_EVENT]: anyEvent(),
          [EVENT_DATA]: eventData(),
          OrganizationEvent,
          CloudEvent,
          [LISTED_EVENT]: listedEvent(),
        } as never, // TypeBox knows more than its types
      },
      security: [{ BearerAuth: [] }, { ApiKeyAuth: [] }],
    },
    transformObject(document) {
      if (!("openapiObject" in document)) return document.swaggerObject;
      const { openapiObject } = document;
      const { paths, components, info } = openapiObject;
      const known = { schemas: components?.schemas ?? {}, parameters: {}, responses: errorResponses() };
      const named = nameComponents(paths as never, known as never);
      return {
        ...openapiObject,
        info: { ...info, contact: { name: "Whoever runs this server", url: config.publicUrl } },
        // Where it listens is known only when it does.
        servers: [{ url: config.publicUrl, description: "This server" }],
        components: { ...components, ...named },
      } as typeof openapiObject;
    },
  };
}

function anyEvent() {
  const mapping = Object.fromEntries(Object.keys(EVENTS).map((type) => [type, `#/components/schemas/${type}`]));
  return {
    title: ANY_EVENT,
    description: "What happened to a lock; `type` says which it is",
    oneOf: Object.keys(EVENTS).map((title) => ({ title })),
    discriminator: { propertyName: "type", mapping },
  };
}

function eventData() {
  const titles = new Set(
    Object.values(EVENTS).map(({ properties }) => (properties.data as { readonly title?: string }).title),
  );
  return {
    title: EVENT_DATA,
    description: "What an event says, by its type",
    anyOf: Array.from(titles, (title) => ({ title })),
  };
}

function listedEvent() {
  return {
    title: LISTED_EVENT,
    description: "An event in the form that was asked for",
    oneOf: [{ title: "OrganizationEvent" }, { title: "CloudEvent" }],
  };
}
