/** The guest's pages. GET never changes anything; only the form's POST opens. */
import formbody from "@fastify/formbody";
import type { FastifyInstance } from "fastify";
import type { App, RouteDeps } from "../server.ts";
import { assetRoutes } from "./assets.ts";
import { confirmOpenRoute } from "./confirm-open.ts";
import { sendGuestError } from "./guest.ts";
import { openKeyRoute } from "./open-key.ts";
import { showKeyRoute } from "./show-key.ts";

export async function guestRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  await app.register(formbody);
  app.setErrorHandler((error, request, reply) => sendGuestError(request, reply, error));
  assetRoutes(app);
  for (const route of [showKeyRoute, openKeyRoute, confirmOpenRoute]) route(app as App, deps);
}
