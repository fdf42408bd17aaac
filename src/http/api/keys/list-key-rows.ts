import Type from "typebox";
import { canonicalUserId } from "../../../domain/ids.ts";
import { type Standing, STANDINGS } from "../../../domain/standing.ts";
import { KEY_SORTS } from "../../../reading/orders.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import {
  Instant,
  listOf,
  LockIds,
  lockIdsOf,
  pageAsked,
  RowsAnswer,
  RowsQuery,
  Search,
  wordsAsked,
  writeCursor,
} from "../list-pages.ts";
import { lockIdsAsked, SiteQuery } from "../sites-of-locks.ts";
import { keyRowBody, KeyRowBody } from "./key-row.ts";

const schema = {
  operationId: "listKeyRows",
  summary: "List all keys that the caller may see, as lean rows",
  description:
    "Every key that opens a lock of the caller's, also those that are over. Looked for, filtered, sorted and counted on the server; a page is found by a cursor, or by its place.",
  tags: ["Temporary keys"],
  querystring: Type.Object({
    search: Search(
      "Words that must all be found in its note, in the names and labels of its doors, or in the names and addresses of those it is for; capital letters and accents make no difference",
    ),
    status: listOf(STANDINGS, "How it stands now"),
    lockId: LockIds("It opens one of these locks"),
    site: SiteQuery,
    createdBy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Who made it, as rows name them",
        examples: ["operator"],
      }),
    ),
    person: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Whom it is for by name: a user's id",
        examples: ["8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"],
      }),
    ),
    from: Instant("It ends after this"),
    until: Instant("It begins before this"),
    sort: Type.Optional(
      Type.Enum([...KEY_SORTS], {
        type: "string",
        description: "What it is sorted by; createdAt if left out",
        examples: ["from"],
      }),
    ),
    order: Type.Optional(
      Type.Enum(["asc", "desc"], {
        type: "string",
        description: "desc if left out, and asc for notes",
        examples: ["asc"],
      }),
    ),
    ...RowsQuery,
  }),
  response: {
    200: objectWithExample(
      { rows: Type.Array(KeyRowBody), ...RowsAnswer },
      { title: "TempKeyRows", description: "The keys of this page, and how many there are" },
    ),
    ...errorAnswers(409),
  },
};

/** The order it is of, where the last key stands in it, and that key among all. */
const Cursor = Type.Tuple([
  Type.Enum([...KEY_SORTS]),
  Type.Enum(["asc", "desc"]),
  Type.Union([Type.Number(), Type.String()]),
  Type.Number(),
]);

export function listKeyRowsRoute(app: App, deps: RouteDeps): void {
  const { reading } = deps;
  app.get("/temp-keys/rows", { schema }, async ({ actor, query }) => {
    const { search, status, lockId, site, createdBy, person, from, until, sort = "createdAt" } = query;
    const { order = sort === "note" ? "asc" : "desc" } = query;
    const { after, ...page } = await pageAsked(query, Cursor);
    if (after && (after[0] !== sort || after[1] !== order || (typeof after[2] === "string") !== (sort === "note")))
      throw invalidField("cursor", "is no cursor of this list in this order");
    const given = lockId === undefined ? undefined : lockIdsOf(lockId);
    const lockIds = await lockIdsAsked(actor, { lockIds: given, site }, deps);
    const found = await reading.keyRows(actor, {
      words: wordsAsked(search),
      ...(status !== undefined && { standings: new Set(status.split(",") as Standing[]) }),
      ...(lockIds && { lockIds }),
      ...(createdBy !== undefined && { createdBy }),
      ...(person !== undefined && { person: canonicalUserId(person) }),
      ...(from !== undefined && { from: Date.parse(from) }),
      ...(until !== undefined && { until: Date.parse(until) }),
      sort,
      descending: order === "desc",
      ...page,
      ...(after && { after: { value: after[2], keyId: after[3] } }),
    });
    const { rows, total, offset, next } = found;
    return {
      rows: rows.map((row) => keyRowBody(row, actor)),
      total,
      offset,
      nextCursor: next ? writeCursor([sort, order, next.value, next.keyId]) : null,
    };
  });
}
