/** All keys of a list as a table for spreadsheets. */
import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import type { Actor } from "../../../domain/actor.ts";
import { withOffset } from "../../../domain/local-time.ts";
import { csvRecord } from "../../../ledger/export-csv.ts";
import type { KeyRow, KeyRows } from "../../../reading/key-rows.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { stillAdmitted } from "../../callers/admitted.ts";
import { keyRowBody } from "./key-row.ts";
import { keyRowsAsked, KeyRowsQuery } from "./key-rows-query.ts";

const HEAD =
  "uuid,note,status,doors,locks,people,from,until,timeZone,uses,maxUses,maxUsesPerDoor,hasPin,createdBy,createdAt,lastUsedAt,revokedAt";

const schema = {
  operationId: "exportKeyRows",
  summary: "All keys of a list as a table for spreadsheets",
  description:
    "The keys that listKeyRows lists with the same parameters, all of them: CSV by RFC 4180, in UTF-8 with a mark by which spreadsheets know it. An apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a cell and after a semicolon, tab or line end within one. from and until are by the clock at the first door, with its offset; the first 10 people are named.",
  tags: ["Temporary keys"],
  querystring: Type.Object(KeyRowsQuery),
  response: {
    200: {
      description: "The table",
      content: { "text/csv": { schema: Type.String({ examples: [`${HEAD}\r\n`] }) } },
    },
    ...errorAnswers(409),
  },
};

/** Keys that are read at once, and that are written before others get their turn. */
const PAGE = 500;
const PIECE = 50;
/** How long a client may take nothing of what it asked for, in milliseconds. */
const STALLED_MS = 60_000;

export function exportKeyRowsRoute(app: App, deps: RouteDeps): void {
  const { reading } = deps;
  const underWay = new Set<Readable>();
  app.addHook("preClose", async () => {
    for (const stream of underWay) stream.destroy();
  });

  app.get("/temp-keys/rows/export", { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { query } = request;
    let { actor } = request;
    const admitted = stillAdmitted(request as FastifyRequest, deps, "exportKeyRows");
    const asked = { ...(await keyRowsAsked(query, actor, deps)), limit: PAGE };
    const first = await reading.keyRows(actor, asked);

    async function* table(): AsyncGenerator<string> {
      yield `\uFEFF${HEAD}\r\n`;
      for (let page: KeyRows | undefined = first; page;) {
        for (let at = 0; at < page.rows.length; at += PIECE) {
          // Nothing else here waits for more than what is in memory.
          await turn();
          actor = await admitted();
          const piece = page.rows.slice(at, at + PIECE);
          yield piece.map((row) => csvRecord(cellsOf(row, actor))).join("");
        }
        page = page.next && (await reading.keyRows(actor, { ...asked, after: page.next }));
      }
    }

    const stream = Readable.from(table(), { highWaterMark: 1 });
    underWay.add(stream);
    stream.once("close", () => underWay.delete(stream));
    reply.raw.setTimeout(STALLED_MS, () => stream.destroy());
    return reply
      .type("text/csv; charset=utf-8; header=present")
      .header("content-disposition", 'attachment; filename="keys.csv"')
      .header("cache-control", "no-store")
      .send(stream as never);
  });
}

function cellsOf(row: KeyRow, actor: Actor): string[] {
  const { uuid, note, status, doors, people, uses, hasPin, createdBy, ...rest } = keyRowBody(row, actor);
  const timeZone = doors[0]?.timeZone ?? "UTC";
  return [
    uuid,
    note ?? "",
    status,
    doors.map(({ name, label, lockId }) => label ?? name ?? lockId).join("; "),
    doors.map(({ lockId }) => lockId).join(" "),
    people.map(({ name, email, id }) => [name ?? "", email ?? ""].join(" ").trim() || id).join("; "),
    withOffset(row.from, timeZone),
    withOffset(row.until, timeZone),
    timeZone,
    String(uses),
    String(rest.maxUses ?? ""),
    String(rest.maxUsesPerDoor ?? ""),
    hasPin ? "yes" : "no",
    createdBy.name ?? createdBy.id,
    rest.createdAt,
    rest.lastUsedAt ?? "",
    rest.revokedAt ?? "",
  ];
}
