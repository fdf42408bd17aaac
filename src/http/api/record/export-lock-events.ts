import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import type { Actor } from "../../../domain/actor.ts";
import type { LedgerReads } from "../../../ledger/ledger.ts";
import { checkRange, exportEvents } from "../../../ledger/export.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { lockFor } from "../commands.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { stillAdmitted } from "../../callers/admitted.ts";
import { LockPath } from "../schemas.ts";

const Version = (description: string, example: string) =>
  Type.Optional(Type.String({ pattern: "^[1-9]\\d{0,14}$", description, examples: [example] }));

const File = (example: string) => ({ schema: Type.String({ examples: [example] }) });

const schema = {
  operationId: "exportLockEvents",
  summary: "The record of a lock as a file that proves itself",
  description:
    'All events or a range of versions, oldest first. Every event comes with its hash and the one before it, and the last line has their count and the last hash (the head): the file is checked with nothing else. A hash is SHA-256 over the 32 bytes of the previous one (zeros before version 1) and the text {"at":…,"context":…,"data":…,"lockId":…,"type":…,"version":…}, with at in milliseconds, context and data as they stand in the file, and without context where it is null. There are no filters: what they leave out would break the chain. In CSV an apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a cell and after a semicolon, tab or line end within one: before a hash is computed it is taken away again from data and context. Both are canonical JSON.',
  tags: ["Locks"],
  params: LockPath,
  querystring: Type.Object({
    format: Type.Enum(["csv", "jsonl"], {
      type: "string",
      description: "CSV (RFC 4180) or JSON lines",
      examples: ["jsonl"],
    }),
    fromVersion: Version("The first event; without it the lock's first", "1"),
    toVersion: Version("The last event; without it the last one there is now", "100"),
  }),
  response: {
    200: {
      description:
        "The file. A connection that ends before the last line leaves a file that is not whole; it ends where the caller may not see the record any more",
      content: {
        "application/x-ndjson": File('{"lockId":123,"version":1,"type":"LockCreated",…}'),
        "text/csv": File("lockId,version,time,type,key,door,method,user,outcome,latencyMs,hash,data,context,previous"),
      },
    },
    ...errorAnswers(404),
  },
};

const TYPES = { csv: "text/csv; charset=utf-8; header=present", jsonl: "application/x-ndjson; charset=utf-8" } as const;
/** How long a client may take nothing of what it asked for, in milliseconds. */
const STALLED_MS = 60_000;

export function exportLockEventsRoute(app: App, deps: RouteDeps): void {
  const { ledger } = deps;
  const underWay = new Set<Readable>();
  // A client that reads slowly does not hold up the end of the server; what it has is seen to be cut off.
  app.addHook("preClose", async () => {
    for (const stream of underWay) stream.destroy();
  });

  // Asking for the headers alone would read the whole record.
  app.get("/locks/:id/events/export", { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { actor, params, query } = request;
    const { state, version } = await lockFor(ledger, actor, params.id);
    const { lockId } = state;
    const { format } = query;
    const given = {
      ...(query.fromVersion !== undefined && { fromVersion: Number(query.fromVersion) }),
      ...(query.toVersion !== undefined && { toVersion: Number(query.toVersion) }),
    };
    const errors = checkRange(given, version);
    if (errors.length > 0) throw new HttpError(400, INVALID_REQUEST, errors);
    const range = { lockId, fromVersion: 1, toVersion: version, ...given };
    const isEntitled = (now: Actor) => lockFor(ledger, now, lockId);
    const admitted = stillAdmitted(request as FastifyRequest, deps, "exportLockEvents", isEntitled);
    const read: Pick<LedgerReads, "rawEvents"> = {
      async rawEvents(...asked) {
        await admitted();
        return ledger.read.rawEvents(...asked);
      },
    };
    const stream = Readable.from(exportEvents(read, range, format), { highWaterMark: 1 });
    underWay.add(stream);
    stream.once("close", () => underWay.delete(stream));
    reply.raw.setTimeout(STALLED_MS, () => stream.destroy());
    const name = `lock-${lockId}-events-${range.fromVersion}-${range.toVersion}.${format}`;
    return reply
      .type(TYPES[format])
      .header("content-disposition", `attachment; filename="${name}"`)
      .header("cache-control", "no-store")
      .send(stream as never);
  });
}
