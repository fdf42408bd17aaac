import { parse } from "node:querystring";
import type { FastifyInstance } from "fastify";
import { HttpError, INVALID_REQUEST } from "../answers/errors.ts";

/** Our own have one or two. */
const MAX_FIELDS = 100;

/** Take what the forms of our pages send. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    const text = String(body);
    if (text.split("&", MAX_FIELDS + 1).length > MAX_FIELDS)
      done(new HttpError(400, INVALID_REQUEST, [{ field: "body", message: `must have at most ${MAX_FIELDS} fields` }]));
    else done(null, parse(text, "&", "=", { maxKeys: 0 }));
  });
}
