/** The guest's pages. GET never changes anything; only the form's POST opens. */
import { constants } from "node:zlib";
import compress from "@fastify/compress";
import type { FastifyInstance } from "fastify";
import type { App, RouteDeps } from "../server.ts";
import { toHttpError } from "../errors.ts";
import { assetRoutes } from "./assets.ts";
import { frameOfKey } from "./brand.ts";
import { confirmOpenRoutes } from "./confirm-open.ts";
import { takeForms } from "./forms.ts";
import { sendFault, wantsPage } from "./fault-page.ts";
import { keyInPath } from "./guest.ts";
import { homeScreenRoutes } from "./home-screen.ts";
import { refuseOtherHosts } from "../hosts.ts";
import { openKeyRoutes } from "./open-key.ts";
import { pictureRoutes } from "./pictures.ts";
import { showKeyRoutes } from "./show-key.ts";
import { signInRoutes } from "./sign-in.ts";
import { keepPrivate, viewOf } from "./view.ts";

/** Errors of whoever asks. About the others nothing is looked up: the store may be what failed, or too much be asked. */
const BRANDED = new Set([400, 401, 403]);
const BROTLI_QUALITY = constants.BROTLI_PARAM_QUALITY;

export async function guestRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  takeForms(app);
  await app.register(compress, { encodings: ["br", "gzip"], brotliOptions: { params: { [BROTLI_QUALITY]: 5 } } });
  app.setErrorHandler(async (error, request, reply) => {
    const isBranded = BRANDED.has(toHttpError(error).status) && wantsPage(request);
    const frame = isBranded ? await frameOfKey(keyInPath(request), viewOf(request, deps.config), deps) : {};
    return sendFault(request, reply, error, deps.config, { frame, isPage: true });
  });
  app.addHook("onRequest", async (request) => refuseOtherHosts(request, deps.config));
  assetRoutes(app);
  await app.register(async (pages) => {
    pages.addHook("onRequest", async (request, reply) => keepPrivate(reply, viewOf(request, deps.config)));
    for (const routes of [showKeyRoutes, confirmOpenRoutes, signInRoutes, homeScreenRoutes, pictureRoutes])
      routes(pages as App, deps);
    await pages.register(async (scope) => openKeyRoutes(scope as App, deps));
  });
}
