/** What lasts longer than a request should ends when its caller would not be let in any more. */
import type { FastifyRequest } from "fastify";
import { type Clock, pause } from "../../clock.ts";
import type { Actor } from "../../domain/actor.ts";
import { type Operation, refusalOf } from "../../domain/permissions.ts";
import { AuthenticationError } from "../../identity/authentication-error.ts";
import { HttpError } from "../answers/errors.ts";
import { type AuthDeps, callerOf, memberOf } from "./auth.ts";

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

/**
 * Asks again who is calling, for what is read in slices: call it before each.
 *
 * A token that only expired meanwhile still serves for what was begun with it, as long as its user may do this.
 *
 * @param isEntitled throws where the caller may not see what is read
 * @returns the caller as they are now
 * @throws what the caller would be answered now
 */
export function stillAdmitted(
  request: FastifyRequest,
  deps: AuthDeps,
  operation: Operation,
  isEntitled: (actor: Actor) => Promise<unknown> = async () => {},
): () => Promise<Actor> {
  let { actor } = request;
  let askedAt = deps.clock.now();

  async function now(): Promise<Actor> {
    try {
      return (await callerOf(request, deps)).actor;
    } catch (error) {
      if (!(error instanceof AuthenticationError) || error.reason !== "expired") throw error;
      return actor.kind === "member" ? memberOf(actor, actor.orgId, deps) : actor;
    }
  }

  return async () => {
    const passed = deps.clock.now() - askedAt;
    if (passed >= 0 && passed < ADMIT_MS) return actor;
    actor = await now();
    askedAt = deps.clock.now();
    const refused = refusalOf(operation, actor);
    if (refused !== undefined) throw new HttpError(403, refused);
    await isEntitled(actor);
    return actor;
  };
}
