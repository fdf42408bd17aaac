/** What the table of permissions says, before anything else of a request is read. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isOperation, type Operation, refusalOf } from "../../domain/permissions.ts";
import { forbiddenAnswer } from "../answers/error-answers.ts";
import { HttpError } from "../answers/errors.ts";
import { atOnce } from "../requests/at-once.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Of an API route: its line in the table of permissions. */
    operation?: Operation;
  }
}

/**
 * Ask the table before each route that is added to this scope from now on; `request.actor` is settled before. What an
 * actor may not do at all is a 403, whatever it is about.
 *
 * A route that the table has no line for throws when it is added, so a server with one does not start.
 */
export function askPermission(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const operation = route.schema?.operationId;
    if (!isOperation(operation))
      throw new Error(`${route.url}: "${operation}" has no line in src/domain/permissions.ts`);
    route.config = { ...route.config, operation };
    route.schema = { ...route.schema, response: { ...forbiddenAnswer(), ...(route.schema?.response as object) } };
  });
  app.addHook("onRequest", ask);
}

const ask = atOnce((request: FastifyRequest) => {
  const refused = refusalOf(request.routeOptions.config.operation!, request.actor);
  if (refused !== undefined) throw new HttpError(403, refused);
});
