import Type from "typebox";
import { KEY_SORTS } from "../../../reading/orders.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { pageAsked, RowsAnswer, RowsQuery, writeCursor } from "../list-pages.ts";
import { keyRowBody, KeyRowBody } from "./key-row.ts";
import { keyRowsAsked, KeyRowsQuery } from "./key-rows-query.ts";

const schema = {
  operationId: "listKeyRows",
  summary: "List all keys that the caller may see, as lean rows",
  description:
    "Every key that opens a lock of the caller's, also those that are over. Looked for, filtered, sorted and counted on the server; a page is found by a cursor, or by its place.",
  tags: ["Temporary keys"],
  querystring: Type.Object({
    ...KeyRowsQuery,
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
    const { after, ...page } = await pageAsked(query, Cursor);
    const asked = await keyRowsAsked(query, actor, deps);
    const { sort } = asked;
    const order = asked.descending ? "desc" : "asc";
    if (after && (after[0] !== sort || after[1] !== order || (typeof after[2] === "string") !== (sort === "note")))
      throw invalidField("cursor", "is no cursor of this list in this order");
    const place = after && { after: { value: after[2], keyId: after[3] } };
    const found = await reading.keyRows(actor, { ...asked, ...page, ...place });
    const { rows, total, offset, next } = found;
    return {
      rows: rows.map((row) => keyRowBody(row, actor)),
      total,
      offset,
      nextCursor: next ? writeCursor([sort, order, next.value, next.keyId]) : null,
    };
  });
}
