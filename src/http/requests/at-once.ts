/** Hooks that need not wait for anything. */
import type { FastifyReply, HookHandlerDoneFunction } from "fastify";

/**
 * A hook of a function that is done, or has thrown, when it returns. Every request goes through ten of them, and a
 * promise for each costs more than what most of them do.
 */
export function atOnce<Request>(look: (request: Request, reply: FastifyReply) => void) {
  return (request: Request, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    look(request, reply);
    done();
  };
}

/** For a body all of whose fields may be left out: so may the body, but null is no body of that kind. */
export const takeNoBody = atOnce((request: { body: unknown }) => {
  if (request.body === undefined) request.body = {};
});
