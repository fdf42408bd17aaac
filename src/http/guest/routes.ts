/** The guest's pages. GET never changes anything; only the form's POST opens. */
import formbody from "@fastify/formbody";
import type { FastifyInstance } from "fastify";
import type { App, RouteDeps } from "../server.ts";
import { assetRoutes } from "./assets.ts";
import { confirmOpenRoutes } from "./confirm-open.ts";
import { keepPrivate, sendGuestError } from "./guest.ts";
import { openKeyRoutes } from "./open-key.ts";
import { showKeyRoutes } from "./show-key.ts";
import { signInRoutes } from "./sign-in.ts";

export async function guestRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  await app.register(formbody);
  app.setErrorHandler((error, request, reply) => sendGuestError(request, reply, error));
  assetRoutes(app);
  await app.register(async (pages) => {
    pages.addHook("onRequest", keepPrivate);
    for (const routes of [showKeyRoutes, confirmOpenRoutes, signInRoutes]) routes(pages as App, deps);
    await pages.register(async (scope) => openKeyRoutes(scope as App, deps));
  });
}
