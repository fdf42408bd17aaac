/** The guest's pages. GET never changes anything; only the form's POST opens. */
import { constants } from "node:zlib";
import compress from "@fastify/compress";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { App, RouteDeps } from "../app.ts";
import { toHttpError } from "../answers/errors.ts";
import { assetRoutes } from "./page/assets.ts";
import { surroundingsOf } from "./brand.ts";
import { confirmOpenRoutes } from "./opening/confirm-open.ts";
import { takeForms } from "../pages/forms.ts";
import { sendFault } from "./faults/fault-page.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { createRemembered, type GuestDeps } from "./faults/remembered.ts";
import { keyInPath } from "./guest.ts";
import { homeScreenRoutes } from "./key/home-screen.ts";
import { atOnce } from "../requests/at-once.ts";
import { refuseOtherHosts } from "../requests/hosts.ts";
import { openKeyRoutes } from "./opening/open-key.ts";
import { messageOfKeyRoute } from "./key/message-of-key.ts";
import { pictureRoutes } from "./key/pictures.ts";
import { previewBrandRoute } from "./key/preview-brand.ts";
import { previewKeyRoute } from "./key/preview-key.ts";
import { showKeyRoutes } from "./key/show-key.ts";
import { signInRoutes } from "./sign-in/sign-in.ts";
import { keepPrivate, viewOf } from "./page/view.ts";

/** Errors of whoever asks. About the others nothing is looked up: the store may be what failed, or too much be asked. */
const BRANDED = new Set([400, 401, 403]);
/** Who has no key is told nobody's name. */
const OF_STRANGERS = new Set([404, 414, 421]);
const BROTLI_QUALITY = constants.BROTLI_PARAM_QUALITY;

export async function guestRoutes(app: FastifyInstance, given: RouteDeps): Promise<void> {
  const deps: GuestDeps = { ...given, remembered: createRemembered() };
  takeForms(app);
  await app.register(compress, { encodings: ["br", "gzip"], brotliOptions: { params: { [BROTLI_QUALITY]: 5 } } });
  app.setErrorHandler(async (error, request, reply) => {
    const { status } = toHttpError(error);
    const key = keyInPath(request);
    const known = key === undefined || OF_STRANGERS.has(status) ? undefined : deps.remembered.get(key);
    const isBranded = BRANDED.has(status) && wantsPage(request);
    const around = isBranded ? await surroundingsOf(key, viewOf(request, deps.config), deps) : known;
    return sendFault(request, reply, error, deps.config, { ...around, isPage: true });
  });
  app.addHook(
    "onRequest",
    atOnce((request: FastifyRequest) => refuseOtherHosts(request, deps.config)),
  );
  assetRoutes(app);
  await app.register(async (pages) => {
    pages.addHook(
      "onRequest",
      atOnce((request: FastifyRequest, reply) => keepPrivate(reply, viewOf(request, deps.config))),
    );
    for (const routes of [
      showKeyRoutes,
      previewKeyRoute,
      previewBrandRoute,
      messageOfKeyRoute,
      confirmOpenRoutes,
      signInRoutes,
      homeScreenRoutes,
      pictureRoutes,
    ])
      routes(pages as App, deps);
    await pages.register(async (scope) => openKeyRoutes(scope as App, deps));
  });
}
