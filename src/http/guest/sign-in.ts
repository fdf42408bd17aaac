/** Signing in for keys of named users: a link by e-mail, a page with a button, a cookie. */
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { isUuid } from "../../domain/ids.ts";
import { canonicalEmail } from "../../identity/email.ts";
import { LINK_MS, signInLink } from "../../identity/sign-in.ts";
import type { TempKeyRecord } from "../../ledger/ledger.ts";
import { type Mail, MailError } from "../../mail/mailer.ts";
import { HttpError, invalidField } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { fromOurPage, guestKey, limitGuest, pathUuid, sendPage, wantsPage } from "./guest.ts";
import { messagePage, redeemPage } from "./page.ts";
import { GuestPath } from "./schemas.ts";
import { SIGN_IN } from "./words.ts";

/** Messages on their way at once; for those past it nothing is sent. */
const MAX_SENDING = 100;
/** How long after one another a message is tried, in milliseconds. */
const RETRY_MS = [1_000, 5_000];
/** How long a stopping server waits for messages on their way, in milliseconds. */
const STOP_MS = 1_000;

const EmailBody = Type.Object({ email: Type.String({ maxLength: 320 }) }, { additionalProperties: false });
const Secret = Type.String({ pattern: "^[A-Za-z0-9_-]{16,128}$" });
const Key = Type.Optional(Type.String({ maxLength: 64 }));
const RedeemBody = Type.Object({ token: Secret, key: Key }, { additionalProperties: false });

export function signInRoutes(app: App, deps: RouteDeps): void {
  const { signIn, mailer, limits } = deps;
  const sending = new Set<Promise<void>>();
  const stop = new AbortController();
  app.addHook("onClose", async () => {
    stop.abort();
    await Promise.race([Promise.all(sending), wait(STOP_MS, undefined, { ref: false })]);
  });

  app.post(
    "/temp-keys/:uuid/sign-in",
    { schema: { hide: true, params: GuestPath, body: EmailBody } },
    async (request, reply) => {
      await limitGuest(request, deps);
      refuseOtherSites(request);
      const uuid = pathUuid(request);
      const email = canonicalEmail(request.body.email);
      if (email === undefined) {
        if (!wantsPage(request)) throw invalidField("email", "must be an e-mail address");
        return sendPage(reply, 400, messagePage(SIGN_IN.badAddress, uuid));
      }
      const found = await guestKey(uuid, deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      await limits.mail(request, `${uuid} ${email}`);
      if (mailer && sending.size < MAX_SENDING) {
        const { log } = request;
        const message = sendLink(found.record, email, found.doors[0]!.name).catch((error: unknown) =>
          log.error({ err: error }, "A link for signing in could not be made"),
        );
        sending.add(message);
        void message.finally(() => sending.delete(message));
      }
      return reply.code(303).header("location", `/temp-keys/${uuid}/sign-in`).send(null);
    },
  );

  // The same for whoever asks, and about whatever address.
  app.get("/temp-keys/:uuid/sign-in", { schema: { hide: true, params: GuestPath } }, async (request, reply) => {
    await limitGuest(request, deps);
    return sendPage(reply, 200, messagePage(SIGN_IN.sent, pathUuid(request)));
  });

  // Spends nothing: scanners of mail ask for it before the person does.
  app.get(
    "/sign-in",
    { schema: { hide: true, querystring: Type.Object({ token: Type.Optional(Secret), key: Key }) } },
    async (request, reply) => {
      await limits.caller(request, `address ${request.ip}`);
      const { token, key } = request.query;
      if (token === undefined) return sendPage(reply, 400, messagePage(SIGN_IN.badLink, keyOf(key)));
      return sendPage(reply, 200, redeemPage(token, keyOf(key)));
    },
  );

  app.post("/sign-in", { schema: { hide: true, body: RedeemBody } }, async (request, reply) => {
    await limits.caller(request, `address ${request.ip}`);
    refuseOtherSites(request);
    const { token, key } = request.body;
    const cookies = await signIn.redeem(token);
    const back = keyOf(key);
    if (!cookies) return sendPage(reply, 400, messagePage(SIGN_IN.badLink, back));
    reply.header("set-cookie", [...cookies]);
    if (back === undefined) return sendPage(reply, 200, messagePage(SIGN_IN.done));
    return seeKey(reply, back);
  });

  app.post("/temp-keys/:uuid/sign-out", { schema: { hide: true, params: GuestPath } }, async (request, reply) => {
    await limitGuest(request, deps);
    refuseOtherSites(request);
    const { cookie } = request.headers;
    if (cookie !== undefined) reply.header("set-cookie", [...(await signIn.signOut(cookie))]);
    return seeKey(reply, pathUuid(request));
  });

  /** After the answer, so that neither it nor the time that it takes says who is on the list. */
  async function sendLink({ state }: TempKeyRecord, email: string, door: string): Promise<void> {
    const { directory, clock, config, log } = deps;
    const secret = await signIn.createLink(email);
    const user = await directory.userByEmail(email);
    if (!user || !state.allowedUserIds.includes(user.userId)) return;
    if (state.revokedAt !== null || clock.now() >= state.validUntil) return;
    const link = signInLink(config.publicUrl, secret, state.uuid);
    await deliver({ to: email, ...linkMail(link, door) }, log);
  }

  async function deliver(mail: Mail, log: FastifyBaseLogger): Promise<void> {
    for (let tried = 0; ; tried++) {
      try {
        return await mailer!.send(mail);
      } catch (error) {
        if (!(error instanceof MailError)) throw error;
        const pause = RETRY_MS[tried];
        if (!error.passing || pause === undefined || stop.signal.aborted)
          return log.error({ reason: error.message }, "A link for signing in was not taken by the mail server");
        await deps.clock.sleep(pause, stop.signal).catch(() => {}); // stopping: once more, at once
      }
    }
  }
}

function linkMail(link: string, door: string): Omit<Mail, "to"> {
  const text = [
    `Somebody, most likely you, wants to use a key to ${door}.`,
    "Open this link on the phone that you want to open the door with:",
    link,
    `It works once, within ${LINK_MS / 60_000} minutes. If it was not you, there is nothing to do.`,
  ];
  return { subject: `Your key to ${door}`, text: `${text.join("\n\n")}\n` };
}

/** Where to go back to: a key's page, and never anywhere else. */
function keyOf(key: string | undefined): string | undefined {
  return key !== undefined && isUuid(key) ? key.toLowerCase() : undefined;
}

function seeKey(reply: FastifyReply, uuid: string): FastifyReply {
  return reply.code(303).header("location", `/temp-keys/${uuid}`).send(null);
}

function refuseOtherSites(request: FastifyRequest): void {
  if (!fromOurPage(request)) throw new HttpError(403, "The form must be sent from this server's own page");
}
