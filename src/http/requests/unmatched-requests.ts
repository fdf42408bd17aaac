/** Requests that no route takes: of a method that the path has not, about what may be asked there, or about nothing. */
import type { FastifyInstance } from "fastify";
import type { Config } from "../../config.ts";
import { answerPreflight, isPreflight } from "./cors.ts";
import { HttpError } from "../answers/errors.ts";
import { WHOLE_SERVER } from "./hosts.ts";
import type { Paths } from "./paths.ts";

/** Answered before a body is read: there is nobody to read it. */
export function answerUnmatched(
  app: FastifyInstance,
  { corsOrigins }: Pick<Config, "corsOrigins">,
  paths: Paths,
): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (!request.is404) {
      done();
      return;
    }
    const { method, url } = request;
    const isOptions = method === "OPTIONS";
    const methods = isOptions && url === WHOLE_SERVER ? paths.methods() : paths.methodsAt(url);
    if (methods.length === 0) throw new HttpError(404, "There is nothing here");
    reply.header("allow", methods.join(", "));
    if (!isOptions) throw new HttpError(405, `This can be asked for with ${methods.join(", ")}`);
    if (isPreflight(request)) {
      const wanted = String(request.headers["access-control-request-method"]);
      answerPreflight(request, reply, corsOrigins, paths.isApi(wanted, url));
    }
    reply.code(204).send();
  });
}
