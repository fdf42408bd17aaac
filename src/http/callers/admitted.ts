/** What lasts longer than a request should ends when its caller would not be let in any more. */
import type { FastifyRequest } from "fastify";
import { type Clock, pause } from "../../clock.ts";
import type { Actor } from "../../domain/actor.ts";
import { type Operation, refusalOf } from "../../domain/permissions.ts";
import { HttpError } from "../answers/errors.ts";
import { type AuthDeps, callerOf } from "./auth.ts";

/** How often it is looked: with what is remembered of callers, within a second. */
const ADMIT_MS = 400;

/**
 * Aborts `ending` when the caller may not do this any more, with the error that they would be answered as its reason, or
 * when they would see something else, without one.
 *
 * @param sight names what an actor sees
 */
export async function endWithAdmission(
  request: FastifyRequest,
  deps: AuthDeps & { readonly clock: Clock },
  { operation, sight, ending }: { operation: Operation; sight: (actor: Actor) => string; ending: AbortController },
): Promise<void> {
  const before = sight(request.actor);
  while (!ending.signal.aborted) {
    await pause(deps.clock, ADMIT_MS, ending.signal);
    try {
      const { actor } = await callerOf(request, deps);
      const refused = refusalOf(operation, actor);
      if (refused !== undefined) throw new HttpError(403, refused);
      if (sight(actor) !== before) ending.abort();
    } catch (error) {
      ending.abort(error);
    }
  }
}
