/** The HTTP server: everything that all routes have in common. */
import swagger from "@fastify/swagger";
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from "fastify";
import { isUtcTime, isUuid } from "../domain/ids.ts";
import { isTimeZone } from "../domain/time-zone.ts";
import { areEventTypes } from "../ledger/event-types.ts";
import { HttpError } from "./answers/errors.ts";
import { commonHeaders } from "./answers/headers.ts";
import { openWithPinRoute } from "./api/locks/open-with-pin.ts";
import { administrationRoutes, answerPrograms, apiRoutes } from "./api/routes.ts";
import type { App, RouteDeps, ServerDeps } from "./app.ts";
import { refuseIdentityHeaders } from "./callers/auth.ts";
import { clientOf, proxiesOf } from "./callers/client.ts";
import { boundConnections } from "./callers/connections.ts";
import { createGuessing } from "./callers/guessing.ts";
import { createLetters } from "./callers/letters.ts";
import { createLimits } from "./callers/limits.ts";
import { createRefusedCredentials } from "./callers/refused-credentials.ts";
import { isOfConsole, sendConsoleFault } from "./console/fault-page.ts";
import { consoleRoutes } from "./console/routes.ts";
import { openApiDocument } from "./document/openapi.ts";
import { referenceRoutes } from "./document/reference.ts";
import { sendFault } from "./guest/faults/fault-page.ts";
import { guestRoutes } from "./guest/routes.ts";
import { countRequests, metricsRoute } from "./operations/metrics.ts";
import { operationsRoutes } from "./operations/operations.ts";
import { traceRequests } from "./operations/traces.ts";
import { atOnce } from "./requests/at-once.ts";
import { checkRequests, refuseUnknownParameters } from "./requests/checks.ts";
import { letOriginRead } from "./requests/cors.ts";
import { pathOf } from "./requests/hosts.ts";
import { rememberRequests } from "./requests/idempotency.ts";
import { refuseAmbiguous } from "./requests/ambiguous-requests.ts";
import { collectPaths } from "./requests/paths.ts";
import { requestNames } from "./requests/request-names.ts";
import { parseStrictJson } from "./requests/strict-json.ts";
import { answerUnmatched } from "./requests/unmatched-requests.ts";
import { COMPILERS } from "./compilers.ts";
import { answerMalformed } from "./malformed-requests.ts";

export { warmCompilers } from "./compilers.ts";

const BODY_LIMIT = 65_536;
/** How long a request may take to arrive whole, with its body; and how much longer it may take to notice. */
const REQUEST_MS = 15_000;
const CHECK_MS = 1_000;
/** Longer than any path that is read at all: what is wrong with a part of one is said by its schema. */
const MAX_PARAM_LENGTH = 16_384;

/** @param extend adds routes of its own, with the same parsing, errors and limits */
export async function buildServer(
  deps: ServerDeps,
  extend?: (app: FastifyInstance, deps: RouteDeps) => void,
): Promise<FastifyInstance> {
  const { config, metrics, traces, requestMs = REQUEST_MS } = deps;
  const routeDeps: RouteDeps = {
    ...deps,
    limits: createLimits(deps.counters, config.rateLimit, deps.clock),
    letters: createLetters(deps),
    guessing: createGuessing(deps.counters, config.rateLimit, deps.clock),
    credentials: createRefusedCredentials(deps),
  };
  const isProxy = proxiesOf(config.trustProxy)!; // checked when it was read
  const headers = commonHeaders(config);
  const app = fastify({
    loggerInstance: deps.log,
    // A line a request would cost 40% of the throughput, and a guest's URL is a secret: routes log what matters.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestNames(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: requestMs,
    // Node looks for requests that take too long every 30 s if it is not told otherwise.
    http: {
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, requestMs),
      // A request without a Host header is answered like every other that is wrong.
      requireHostHeader: false,
    },
    keepAliveTimeout: 30_000,
    // A client that takes nothing of its answer must not keep it in memory.
    connectionTimeout: 60_000,
    forceCloseConnections: "idle",
    // Whoever asks on a connection that is still open while the server stops is served, and told to use another.
    return503OnClosing: false,
    schemaController: { compilersFactory: COMPILERS },
    ajv: {
      customOptions: {
        allErrors: true,
        allowUnionTypes: true,
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: true,
        // Schemas are the program's own, and tests check them: what checks them would be compiled by the first request.
        meta: false,
        validateSchema: false,
      },
      onCreate: (ajv) =>
        void ajv
          .addFormat("date-time", isUtcTime)
          .addFormat("uuid", isUuid)
          .addFormat("time-zone", isTimeZone)
          .addFormat("event-types", areEventTypes),
    },
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    rewriteUrl: pathOf,
    clientErrorHandler: (error, socket) => answerMalformed(error, socket, config),
    frameworkErrors(error, request, reply) {
      reply.headers(headers).header("x-request-id", request.id);
      // No hook is run for these.
      try {
        routeDeps.limits.address(clientOf(request.raw, isProxy));
        sendFault(request, reply, error, config);
      } catch (limit) {
        sendFault(request, reply, limit, config);
      }
    },
  });
  app.addHook("onClose", () => routeDeps.letters.close());
  boundConnections(app.server, isProxy);
  // Only JSON is parsed; the guest's forms have a parser of their own. Everything else is a 415.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, parseStrictJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  if (traces) traceRequests(app, traces, isProxy);
  if (metrics) countRequests(app, metrics);
  app.decorateRequest("client", "");
  app.decorateRequest("view", null);
  // Before anything else is looked at, and long before a body is read.
  app.addHook(
    "onRequest",
    atOnce((request: FastifyRequest, reply) => {
      // By which whoever runs the server finds it in the log, and in the traces.
      reply.headers(headers).header("x-request-id", request.id);
      const { isApi, counts = "page" } = request.routeOptions.config;
      if (isApi) letOriginRead(request, reply, config.corsOrigins);
      request.client = clientOf(request.raw, isProxy);
      if (counts !== "own") routeDeps.limits.address(request.client, counts);
    }),
  );
  checkRequests(app);
  const paths = collectPaths(app, MAX_PARAM_LENGTH);
  app.addHook(
    "onRequest",
    atOnce((request: FastifyRequest) => {
      try {
        refuseAmbiguous(request);
        refuseIdentityHeaders(request);
        // No id has this character, and not every store can be asked for it.
        if (/^[^?]*%00/.test(request.url)) throw new HttpError(404, "There is nothing here");
      } catch (error) {
        if (request.routeOptions.config.counts === "own") routeDeps.limits.address(request.client, "credential");
        throw error;
      }
    }),
  );
  app.setErrorHandler((error, request, reply) =>
    (isOfConsole(request) ? sendConsoleFault : sendFault)(request, reply, error, config),
  );

  await app.register(swagger, openApiDocument(config));
  answerUnmatched(app, config, paths);
  await app.register(async (scope) => apiRoutes(scope as App, routeDeps));
  await app.register(async (scope) => administrationRoutes(scope as App, routeDeps));
  await app.register(async (scope) => {
    rememberRequests(scope, routeDeps, ({ client }) => ({ name: `address ${client}`, anonymous: true }));
    refuseUnknownParameters(scope);
    answerPrograms(scope);
    openWithPinRoute(scope as App, routeDeps);
  });
  await app.register(async (scope) => guestRoutes(scope, routeDeps));
  await app.register(async (scope) => consoleRoutes(scope, routeDeps));
  await app.register(async (scope) => referenceRoutes(scope, routeDeps));
  operationsRoutes(app, routeDeps);
  if (metrics && config.metrics) metricsRoute(app, metrics, config.metrics.token, routeDeps);
  if (extend) await app.register(async (scope) => extend(scope, routeDeps));
  return app;
}
