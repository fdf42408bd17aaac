/** The frame of the OpenAPI document; its paths are generated from the routes' schemas. */
import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { Config } from "../config.ts";
import { VERSION } from "../version.ts";

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
        { name: "Users", description: "Who a key may name" },
        { name: "Brand and arrival", description: "What guests are shown of whoever lends them a door" },
        { name: "Guests", description: "What the link of a key leads to" },
      ],
      components: {
        securitySchemes: {
          BearerAuth: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A user's token" },
          ApiKeyAuth: { type: "apiKey", in: "header", name: "X-API-Key", description: "An organisation's key" },
        },
      },
      security: [{ BearerAuth: [] }, { ApiKeyAuth: [] }],
    },
    // Where it listens is known only when it does.
    transformObject: (document) =>
      "openapiObject" in document
        ? { ...document.openapiObject, servers: [{ url: config.publicUrl }] }
        : document.swaggerObject,
  };
}
