/** The HTTP server: everything that all routes have in common. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import swagger from "@fastify/swagger";
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from "fastify";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { isUtcTime, isUuid } from "../domain/ids.ts";
import { isTimeZone } from "../domain/time-zone.ts";
import type { Directory } from "../identity/directory.ts";
import type { PinVault } from "../pins/pin-vault.ts";
import type { SignIn } from "../identity/sign-in.ts";
import type { TokenVerifier } from "../identity/tokens.ts";
import type { Idempotency } from "../idempotency/idempotency.ts";
import { areEventTypes } from "../ledger/event-types.ts";
import type { LedgerWithoutOrders } from "../ledger/ledger.ts";
import type { Counters } from "../limits/counters.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Openings } from "../openings/openings.ts";
import type { Presentation } from "../presentation/presentation.ts";
import { openWithPinRoute } from "./api/open-with-pin.ts";
import { answerPrograms, apiRoutes } from "./api/routes.ts";
import { refuseIdentityHeaders } from "./auth.ts";
import { clientOf, proxiesOf } from "./client.ts";
import { boundConnections } from "./connections.ts";
import { letOriginRead } from "./cors.ts";
import { HttpError } from "./errors.ts";
import { sendFault } from "./guest/fault-page.ts";
import { guestRoutes } from "./guest/routes.ts";
import { commonHeaders } from "./headers.ts";
import { pathOf } from "./hosts.ts";
import { rememberRequests } from "./idempotency.ts";
import { createLimits, type Limits } from "./limits.ts";
import { countRequests, metricsRoute } from "./metrics.ts";
import { refuseSecondMeanings } from "./one-meaning.ts";
import { openApiDocument } from "./openapi.ts";
import { referenceRoutes } from "./reference.ts";
import { collectPaths } from "./paths.ts";
import { createRefusedCredentials, type RefusedCredentials } from "./refused-credentials.ts";
import { checkRequests, refuseUnknownParameters } from "./requests.ts";
import { createReadiness } from "./readiness.ts";
import { parseStrictJson } from "./strict-json.ts";
import { answerUnreadable } from "./unreadable.ts";
import { answerUnrouted } from "./unrouted.ts";

export interface ServerDeps {
  readonly config: Config;
  readonly ledger: LedgerWithoutOrders;
  readonly directory: Directory;
  readonly tokens: TokenVerifier;
  readonly openings: Openings;
  readonly pins: PinVault;
  readonly idempotency: Idempotency;
  readonly signIn: SignIn;
  readonly presentation: Presentation;
  readonly counters: Counters;
  /** Absent where no mail server is known. */
  readonly mailer?: Mailer;
  /** Absent where nothing is measured. */
  readonly metrics?: Metrics;
  /** How long a request may take to arrive, in milliseconds; 15 s if left out. */
  readonly requestMs?: number;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
}

/** What routes are given: the server's parts, and the limits that belong to it. */
export interface RouteDeps extends ServerDeps {
  readonly limits: Limits;
  readonly credentials: RefusedCredentials;
}

/** A server whose handlers get the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

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
  const { config, metrics, requestMs = REQUEST_MS } = deps;
  const routeDeps: RouteDeps = {
    ...deps,
    limits: createLimits(deps.counters, config.rateLimit, deps.clock),
    credentials: createRefusedCredentials(deps),
  };
  const isProxy = proxiesOf(config.trustProxy)!; // checked when it was read
  const headers = commonHeaders(config);
  const app = fastify({
    loggerInstance: deps.log,
    // A line a request would cost 40% of the throughput, and a guest's URL is a secret: routes log what matters.
    logController: new LogController({ disableRequestLogging: true }),
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
    ajv: {
      customOptions: {
        allErrors: true,
        allowUnionTypes: true,
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: true,
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
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, config),
    frameworkErrors(error, request, reply) {
      reply.headers(headers);
      // No hook is run for these.
      try {
        routeDeps.limits.address(clientOf(request.raw, isProxy));
        sendFault(request, reply, error, config);
      } catch (limit) {
        sendFault(request, reply, limit, config);
      }
    },
  });
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
  if (metrics) countRequests(app, metrics);
  app.decorateRequest("client", "");
  // Before anything else is looked at, and long before a body is read.
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    if (request.routeOptions.config.isApi) letOriginRead(request, reply, config.corsOrigins);
    request.client = clientOf(request.raw, isProxy);
    const { counts = "page" } = request.routeOptions.config;
    if (counts !== "own") routeDeps.limits.address(request.client, counts);
  });
  checkRequests(app);
  const paths = collectPaths(app, MAX_PARAM_LENGTH);
  app.addHook("onRequest", async (request) => {
    try {
      refuseSecondMeanings(request);
      refuseIdentityHeaders(request);
      // No id has this character, and not every store can be asked for it.
      if (request.url.split("?", 1)[0]!.includes("%00")) throw new HttpError(404, "There is nothing here");
    } catch (error) {
      if (request.routeOptions.config.counts === "own") routeDeps.limits.address(request.client, "credential");
      throw error;
    }
  });
  app.setErrorHandler((error, request, reply) => sendFault(request, reply, error, config));

  await app.register(swagger, openApiDocument(config));
  answerUnrouted(app, config, paths);
  await app.register(async (scope) => apiRoutes(scope as App, routeDeps));
  await app.register(async (scope) => {
    rememberRequests(scope, routeDeps, ({ client }) => ({ name: `address ${client}`, anonymous: true }));
    refuseUnknownParameters(scope);
    answerPrograms(scope);
    openWithPinRoute(scope as App, routeDeps);
  });
  await app.register(async (scope) => guestRoutes(scope, routeDeps));
  await app.register(async (scope) => referenceRoutes(scope, routeDeps));
  operationsRoutes(app, routeDeps);
  if (metrics && config.metrics) metricsRoute(app, metrics, config.metrics.token, routeDeps);
  if (extend) await app.register(async (scope) => extend(scope, routeDeps));
  return app;
}

/** For those who run the server: is the process there, can the record be written, and how are its tokens checked. */
function operationsRoutes(app: FastifyInstance, { ledger, tokens }: RouteDeps): void {
  const hidden = { schema: { hide: true }, config: { counts: "operation" } } as const;
  app.get("/healthz", hidden, async () => ({ status: "ok" }));
  const written = createReadiness(() => ledger.probe());
  app.get("/readyz", hidden, async () => {
    await written();
    return { status: "ready" };
  });
  app.get("/.well-known/jwks.json", hidden, async (_request, reply) => {
    const keys = await tokens.jwks();
    if (!keys) throw new HttpError(404, "Tokens come from an issuer elsewhere");
    return reply.header("cache-control", "public, max-age=300").send(keys);
  });
}
