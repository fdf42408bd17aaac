/** The API: who is calling is settled before anything else is read. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { Actor } from "../../domain/actor.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import { sendError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { administratorOf } from "../callers/administrator.ts";
import { askPermission } from "../callers/permission.ts";
import {
  type Caller,
  callerOf,
  callerId,
  type Credentials,
  credentialsOf,
  type KeyHeader,
  tellRefused,
} from "../callers/auth.ts";
import { refuseUnknownParameters } from "../requests/checks.ts";
import { rememberRequests } from "../requests/idempotency.ts";
import { countActivityRoute } from "./activity/count-activity.ts";
import { listActivityRoute } from "./activity/list-activity.ts";
import { listEventsRoute } from "./events/list-events.ts";
import { askHubRoutes } from "./hubs/ask-hub.ts";
import { hubRoutes } from "./hubs/hubs.ts";
import { changeKeyRoutes } from "./keys/change-key.ts";
import { createKeyRoutes } from "./keys/create-key.ts";
import { createTempKeyRoute } from "./keys/create-temp-key.ts";
import { deleteTempKeyRoute } from "./keys/delete-temp-key.ts";
import { duplicateKeyRoute } from "./keys/duplicate-key.ts";
import { explainKeyRoute } from "./keys/explain-key.ts";
import { getKeyRoute } from "./keys/get-key.ts";
import { exportKeyRowsRoute } from "./keys/export-key-rows.ts";
import { listKeyRowsRoute } from "./keys/list-key-rows.ts";
import { importKeysRoutes } from "./keys/import-keys.ts";
import { listKeysRoute } from "./keys/list-keys.ts";
import { listTempKeysRoute } from "./keys/list-temp-keys.ts";
import { pauseKeyRoutes } from "./keys/pause-key.ts";
import { sendLinkRoute } from "./keys/send-link.ts";
import { revokeKeyRoutes } from "./keys/revoke-key.ts";
import { updateTempKeyRoute } from "./keys/update-temp-key.ts";
import { useTempKeyRoute } from "./keys/use-temp-key.ts";
import { directionsRoutes } from "./locks/directions.ts";
import { changeLockRoute } from "./locks/change-lock.ts";
import { changeLockUuidRoute } from "./locks/change-lock-uuid.ts";
import { addLockRoute } from "./locks/add-lock.ts";
import { createLockRoute } from "./locks/create-lock.ts";
import { getLockRoutes } from "./locks/get-lock.ts";
import { lockDeviceRoutes } from "./locks/device.ts";
import { listLocksRoute } from "./locks/list-locks.ts";
import { listOpenersRoute } from "./locks/list-openers.ts";
import { timelineRoute } from "./locks/timeline.ts";
import { openLockRoute } from "./locks/open-lock.ts";
import { setOrganizationRoute } from "./locks/set-organization.ts";
import { setOwnerRoute } from "./locks/set-owner.ts";
import { setSiteRoute } from "./locks/set-site.ts";
import { apiKeyRoutes } from "./organizations/api-keys.ts";
import { brandRoutes } from "./organizations/brand.ts";
import { invitationRoutes } from "./organizations/invitations.ts";
import { memberRoutes } from "./organizations/members.ts";
import { organizationRoutes } from "./organizations/organizations.ts";
import { siteRoutes } from "./organizations/sites.ts";
import { tenantRoutes } from "./organizations/tenants.ts";
import { exportLockEventsRoute } from "./record/export-lock-events.ts";
import { listKeyEventsRoute } from "./record/list-key-events.ts";
import { listLockEventsRoute } from "./record/list-lock-events.ts";
import { takeLockNumber } from "./schemas.ts";
import { deliveryRoutes } from "./webhooks/deliveries.ts";
import { replayRoute } from "./webhooks/replay.ts";
import { changeWebhookUrlRoute, tenantWebhookRoutes } from "./webhooks/published-webhooks.ts";
import { webhookRoutes } from "./webhooks/webhooks.ts";
import { createUserRoute } from "./users/create-user.ts";
import { erasePersonalDataRoute } from "./users/erase-user.ts";
import { noticeChoicesRoutes } from "./users/notice-choices.ts";
import { getUserByEmailRoute } from "./users/get-user-by-email.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every API route, before its handler. */
    actor: Actor;
    /** When the person of a console's session last proved who they are; undefined where nothing asks that of the caller. */
    provedAt: number | undefined;
  }
}

const MAX_GOOD = 10_000;

const OPERATIONS = [
  createTempKeyRoute,
  updateTempKeyRoute,
  deleteTempKeyRoute,
  useTempKeyRoute,
  listTempKeysRoute,
  createKeyRoutes,
  listKeysRoute,
  listKeyRowsRoute,
  getKeyRoute,
  exportKeyRowsRoute,
  listLocksRoute,
  listOpenersRoute,
  timelineRoute,
  changeKeyRoutes,
  pauseKeyRoutes,
  sendLinkRoute,
  duplicateKeyRoute,
  importKeysRoutes,
  revokeKeyRoutes,
  explainKeyRoute,
  createLockRoute,
  addLockRoute,
  setOwnerRoute,
  setOrganizationRoute,
  changeLockUuidRoute,
  changeLockRoute,
  openLockRoute,
  getLockRoutes,
  lockDeviceRoutes,
  hubRoutes,
  askHubRoutes,
  listLockEventsRoute,
  listKeyEventsRoute,
  exportLockEventsRoute,
  listActivityRoute,
  countActivityRoute,
  listEventsRoute,
  createUserRoute,
  getUserByEmailRoute,
  erasePersonalDataRoute,
  noticeChoicesRoutes,
  brandRoutes,
  directionsRoutes,
  organizationRoutes,
  memberRoutes,
  invitationRoutes,
  siteRoutes,
  setSiteRoute,
  apiKeyRoutes,
  webhookRoutes,
  deliveryRoutes,
  replayRoute,
  changeWebhookUrlRoute,
];

export function apiRoutes(app: App, deps: RouteDeps): void {
  callersRoutes(app, deps, { callerOf, header: "x-api-key", operations: OPERATIONS });
}

/** Administration as it is published, which has credentials of its own. */
export function administrationRoutes(app: App, deps: RouteDeps): void {
  callersRoutes(app, deps, {
    callerOf: administratorOf,
    header: "x-admin-api-key",
    operations: [tenantRoutes, tenantWebhookRoutes],
  });
}

/** Routes whose callers are settled in one way. */
interface Callers {
  /** @throws AuthenticationError, HttpError */
  readonly callerOf: (request: FastifyRequest, deps: RouteDeps, credentials: Credentials) => Caller | Promise<Caller>;
  /** Which brings their API key. */
  readonly header: KeyHeader;
  readonly operations: readonly ((app: App, deps: RouteDeps) => void)[];
}

function callersRoutes(app: App, deps: RouteDeps, callers: Callers): void {
  app.decorateRequest("actor", null as never);
  app.decorateRequest("provedAt", undefined);
  answerPrograms(app);
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, counts: "own", isApi: true };
  });
  /** Credentials that were good last, as hashes; checked again each time, and never taken for a guess. */
  const good = new LRUCache<string, true>({ maxSize: MAX_GOOD, sizeCalculation: () => 1 });
  // Most callers were just seen, and wait for nothing here.
  app.addHook("onRequest", (request, _reply, done) => {
    const admitted = admitCaller(request, deps, callers, good);
    if (admitted) admitted.then(() => done(), done);
    else done();
  });
  askPermission(app, deps);
  app.addHook("preValidation", takeLockNumber);
  rememberRequests(app, deps, ({ actor }) => ({
    name: JSON.stringify([callerId(actor), userOfActor(actor)]),
    anonymous: false,
  }));
  refuseUnknownParameters(app);
  for (const operation of callers.operations) operation(app, deps);
}

/** Errors are the published body, also for a browser: whoever calls the API reads JSON, whatever they say they take. */
export function answerPrograms(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendError(request, reply, error));
}

/** @returns a promise where something has to be waited for @throws what who calls is refused with */
function admitCaller(
  request: FastifyRequest,
  deps: RouteDeps,
  { callerOf: settle, header }: Callers,
  good: LRUCache<string, true>,
): Promise<void> | undefined {
  const { limits } = deps;
  const credentials = credentialsOf(request, header);
  // Whoever guessed too often is not worth checking any more, but for those at the same address who got in before.
  const isGood = good.get(credentials.name) ?? false;
  if (!isGood) limits.guesses(request.client);

  function refuse(error: unknown): never {
    if (error instanceof AuthenticationError) tellRefused(error, request, deps);
    good.delete(credentials.name);
    // Guessing credentials is bounded by where it comes from.
    limits.address(request.client, "credential");
    throw error;
  }

  function admit({ actor, provedAt }: Caller): void {
    request.actor = actor;
    request.provedAt = provedAt;
    if (!isGood) good.set(credentials.name, true);
    limits.caller(callerId(actor));
  }

  let caller: Caller | Promise<Caller>;
  try {
    caller = settle(request, deps, credentials);
  } catch (error) {
    return refuse(error);
  }
  if (caller instanceof Promise) return caller.then(admit, refuse);
  admit(caller);
  return undefined;
}

/** The user, whom the record names beside the organisation that decides. */
function userOfActor(actor: Actor): string | null {
  return actor.kind === "operator" ? null : (actor.userId ?? null);
}
