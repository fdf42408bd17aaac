/** What the table of permissions says, before anything is done. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { FRESH_MS, isFresh, isOperation, type Operation, PERMISSIONS, refusalOf } from "../../domain/permissions.ts";
import { forbiddenAnswer } from "../answers/error-answers.ts";
import { HttpError, PROOF_NEEDED } from "../answers/errors.ts";
import { atOnce } from "../requests/at-once.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Of an API route: its line in the table of permissions. */
    operation?: Operation;
  }
}

/**
 * Ask the table before each route that is added to this scope from now on; `request.actor` and `request.provedAt` are
 * settled before. What an actor may not do at all is a 403, whatever it is about.
 *
 * A route that the table has no line for throws when it is added, so a server with one does not start.
 */
export function askPermission(app: FastifyInstance, { clock }: { readonly clock: Clock }): void {
  app.addHook("onRoute", (route) => {
    const operation = route.schema?.operationId;
    if (!isOperation(operation))
      throw new Error(`${route.url}: "${operation}" has no line in src/domain/permissions.ts`);
    route.config = { ...route.config, operation };
    route.schema = { ...route.schema, response: { ...forbiddenAnswer(), ...(route.schema?.response as object) } };
  });
  app.addHook(
    "preHandler",
    atOnce(({ actor, provedAt, routeOptions }: FastifyRequest) => {
      const operation = routeOptions.config.operation!;
      const refused = refusalOf(operation, actor);
      if (refused !== undefined) throw new HttpError(403, refused);
      if (PERMISSIONS[operation].fresh && provedAt !== undefined && !isFresh(provedAt, clock.now()))
        throw new HttpError(403, PROVE_AGAIN, undefined, { error: PROOF_NEEDED });
    }),
  );
}

const PROVE_AGAIN = `Prove who you are again: this takes having done so within the last ${FRESH_MS / 60_000} minutes`;
