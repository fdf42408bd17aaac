/** Requests that last: those that wait for events, and streams. Each ends with its caller's rights, and with the process. */
import { finished } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerId } from "../../callers/auth.ts";
import { endWithAdmission } from "../../callers/admitted.ts";
import { createSlots } from "../../callers/slots.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { sightOf } from "./query.ts";

/** Of one process at once; of one caller. */
const MAX_WAITS = 1_000;
const MAX_WAITS_OF_ONE = 50;

/**
 * Let a request last.
 *
 * @returns aborted when it is over: with an error as its reason where the caller may not see events any more
 * @throws HttpError 503 where too many wait
 */
export type Wait = (request: FastifyRequest, reply: FastifyReply) => AbortSignal;

/** Those of this process, which end with it. */
export function createWaits(app: App, deps: RouteDeps): Wait {
  const slots = createSlots({ all: MAX_WAITS, each: MAX_WAITS_OF_ONE });
  const waits = new Set<AbortController>();
  // Whoever waits asks again, and is answered by a process that stays.
  app.addHook("preClose", async () => {
    for (const wait of waits) wait.abort();
  });
  return (request, reply) => {
    const leave = slots.take(callerId(request.actor));
    if (!leave) throw new HttpError(503, "Too many are waiting", undefined, { retryAfter: 1 });
    const ending = new AbortController();
    waits.add(ending);
    finished(reply.raw, () => {
      waits.delete(ending);
      leave();
      ending.abort();
    });
    void endWithAdmission(request, deps, { operation: "listEvents", sight: sightOf, ending });
    return ending.signal;
  };
}
