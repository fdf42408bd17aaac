/** The console's side of the server: pages for people with an account, and what they ask with a cookie. */
import { constants } from "node:zlib";
import compress from "@fastify/compress";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { sendError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { takeForms } from "../pages/forms.ts";
import { atOnce } from "../requests/at-once.ts";
import { refuseUnknownParameters } from "../requests/checks.ts";
import { refuseOtherHosts } from "../requests/hosts.ts";
import { appPageRoutes } from "./app/app-page.ts";
import { consoleFileRoutes, consoleFiles } from "./app/files.ts";
import { sendConsoleFault } from "./fault-page.ts";
import { invitationRoutes } from "./invitation.ts";
import { addressRoutes } from "./address.ts";
import { mailLinkRoutes } from "./mail-link.ts";
import { refuseOtherOrigins } from "./origin.ts";
import { consoleAssetRoutes } from "./page/assets.ts";
import { passkeyAnswerRoutes } from "./passkey-answers.ts";
import { recoveryRoutes } from "./recovery.ts";
import { resetRoutes } from "./reset.ts";
import { waysAnswerRoutes } from "./ways-answers.ts";
import { waysRoutes } from "./ways-page.ts";
import { providerRoutes } from "./with-provider.ts";
import { keepPrivate, viewOf } from "./page/view.ts";
import { proveRoutes } from "./prove.ts";
import { sessionAnswerRoutes } from "./session-answers.ts";
import { sessionRoutes } from "./sessions.ts";
import { setUpRoutes } from "./set-up.ts";
import { stopNoticesRoutes } from "./stop-notices.ts";
import { signInRoutes } from "./sign-in.ts";

export async function consoleRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const { config } = deps;
  app.addHook(
    "onRequest",
    atOnce((request: FastifyRequest) => refuseOtherHosts(request, config)),
  );
  consoleAssetRoutes(app);
  const files = consoleFiles(deps.consoleFolder);
  consoleFileRoutes(app, files);
  await app.register(async (pages) => {
    takeForms(pages);
    await pages.register(compress, {
      encodings: ["br", "gzip"],
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
    });
    pages.setErrorHandler((error, request, reply) => sendConsoleFault(request, reply, error, config));
    pages.addHook(
      "onRequest",
      atOnce((request: FastifyRequest, reply) => {
        keepPrivate(reply, viewOf(request, config));
        // A link in a message leads here from anywhere, and shows; only a form changes something.
        if (request.method !== "GET" && request.method !== "HEAD") refuseOtherOrigins(request, config);
      }),
    );
    for (const routes of [setUpRoutes, signInRoutes, sessionRoutes, proveRoutes, invitationRoutes])
      routes(pages as App, deps);
    for (const routes of [waysRoutes, providerRoutes, recoveryRoutes, resetRoutes, mailLinkRoutes, addressRoutes])
      routes(pages as App, deps);
    appPageRoutes(pages as App, deps, files);
  });
  await app.register(async (mails) => {
    // Mail programs may send their one field in either form (RFC 8058, section 3.1). What it says is not needed.
    const forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
    mails.addContentTypeParser(forms, { parseAs: "string" }, (_request, _body, done) => done(null, {}));
    mails.setErrorHandler((error, request, reply) => sendConsoleFault(request, reply, error, config));
    mails.addHook(
      "onRequest",
      atOnce((request: FastifyRequest, reply) => keepPrivate(reply, viewOf(request, config))),
    );
    stopNoticesRoutes(mails as App, deps);
  });
  await app.register(async (answers) => {
    answers.setErrorHandler((error, request, reply) => sendError(request, reply, error));
    answers.addHook(
      "onRequest",
      atOnce((request: FastifyRequest) => refuseOtherOrigins(request, config)),
    );
    refuseUnknownParameters(answers);
    sessionAnswerRoutes(answers as App, deps);
    passkeyAnswerRoutes(answers as App, deps);
    waysAnswerRoutes(answers as App, deps);
  });
}
