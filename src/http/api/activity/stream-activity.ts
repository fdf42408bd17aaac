/** Activity as it happens: server-sent events, whose ids are revisions. */
import { finished, Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { scopeName } from "../../../activity/activity.ts";
import { createWatch, newsOf } from "../../../feed/watch.ts";
import type { Actor } from "../../../domain/actor.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { endWithAdmission } from "../../callers/admitted.ts";
import { createSlots } from "../../callers/slots.ts";
import { itemBodies } from "./activity-body.ts";
import { scopeOf } from "./query.ts";

/** Streams of one process at once; of one organisation or person. */
const MAX_STREAMS = 1_000;
const MAX_STREAMS_OF_ONE = 50;
/** Items that are told together, and that a client that takes nothing of them keeps in memory. */
const AT_ONCE = 100;
/** A line that says nothing, so that a connection on which nothing happens is not taken for a dead one. */
const HEARTBEAT_MS = 15_000;
/** How soon a client that was cut off asks again. */
const RETRY_MS = 1_000;

/** Answers with what happens as it happens. */
export type AnswerWithStream = (
  request: FastifyRequest,
  reply: FastifyReply,
  after: number | undefined,
) => FastifyReply;

/** Streams of this process, which end with it. */
export function activityStreams(app: App, deps: RouteDeps): AnswerWithStream {
  const { activity, clock, log } = deps;
  const slots = createSlots({ all: MAX_STREAMS, each: MAX_STREAMS_OF_ONE });
  const watch = createWatch(activity, clock, log);
  const streams = new Set<AbortController>();
  // Whoever watches asks again, and is answered by a process that stays.
  app.addHook("preClose", async () => {
    for (const stream of streams) stream.abort();
  });

  async function* tell(actor: Actor, given: number | undefined, signal: AbortSignal): AsyncGenerator<string> {
    if (signal.aborted) return;
    const scope = scopeOf(actor);
    const limits = actor.kind === "organization" ? actor.limits : undefined;
    const news = newsOf(watch, scopeName(scope), clock, signal);
    const newest = await activity.revision();
    let after = given ?? newest;
    if (after > newest) yield `id: ${(after = newest)}\nevent: reset\ndata: {}\n\n`;
    yield `retry: ${RETRY_MS}\nid: ${after}\n\n`;
    while (!signal.aborted) {
      news.look();
      const items = await activity.changes(scope, after, AT_ONCE);
      if (items.length === 0) {
        if (!(await news.come(HEARTBEAT_MS))) yield ":\n\n";
        continue;
      }
      after = items.at(-1)!.revision;
      const seen = items.filter(({ lockId }) => limits?.includes(lockId) ?? true);
      const bodies = await itemBodies(seen, actor, { activity, read: deps.ledger.read });
      if (signal.aborted) return;
      if (seen.length > 0)
        yield bodies.map((body, i) => `id: ${seen[i]!.revision}\ndata: ${JSON.stringify(body)}\n\n`).join("");
    }
  }

  return (request, reply, after) => {
    const { actor } = request;
    const leave = slots.take(scopeName(scopeOf(actor)));
    if (!leave) throw new HttpError(503, "Too many are watching", undefined, { retryAfter: 1 });
    const ending = new AbortController();
    streams.add(ending);
    finished(reply.raw, () => {
      streams.delete(ending);
      leave();
      ending.abort();
    });
    void endWithAdmission(request, deps, { operation: "listActivity", sight: sightOf, ending });
    const stream = Readable.from(tell(actor, after, ending.signal), { highWaterMark: 1 });
    // nginx keeps an answer until it has some kilobytes of it, unless it is told not to.
    reply.header("x-accel-buffering", "no").header("cache-control", "no-store");
    return reply.type("text/event-stream").send(stream);
  };
}

/** What a caller sees: whoever sees something else later is told so by another stream. */
function sightOf(actor: Actor): string {
  const limits = actor.kind === "organization" && actor.limits ? [...actor.limits] : null;
  return JSON.stringify([scopeName(scopeOf(actor)), limits]);
}
