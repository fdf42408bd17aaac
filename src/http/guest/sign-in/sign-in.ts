/** Signing in for keys of named users: a link by e-mail, a page with a button, a cookie. */
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { canonicalEmail } from "../../../identity/email.ts";
import { LINK_MS, signInLink } from "../../../identity/sign-in.ts";
import { revokedSince } from "../../../domain/temp-key.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import { type Mail, MailError } from "../../../mail/mailer.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { frameOfKey, surroundingsOf } from "../brand.ts";
import { helpBlock } from "../door/help.ts";
import { wantsPage } from "../../pages/wants-page.ts";
import { fromOurPage, guestKey, pathUuid, sendPage, sendTo } from "../guest.ts";
import { createSlots } from "../slots.ts";
import { messagePage } from "../page/layout.ts";
import { keyWithin } from "../faults/repair-link.ts";
import * as schemas from "./schemas.ts";
import { redeemPage } from "./sign-in-page.ts";
import { type View, viewOf, withLanguage } from "../page/view.ts";

/** Messages on their way at once; for those past it nothing is sent. */
const MAX_SENDING = 100;
/** Of them, those that one client asked for. */
const MAX_SENDING_OF_ONE = 20;
/**
 * How long after the answer a link is made and its message handed over, in milliseconds: at any time between, whatever
 * the address is. What that takes of the server would otherwise be felt by the requests that come right after.
 */
const LATER_MS = { least: 300, most: 1_300 };
/** How long after one another a message is tried, in milliseconds. */
const RETRY_MS = [1_000, 5_000];
/** How long a stopping server waits for messages on their way, in milliseconds. */
const STOP_MS = 1_000;

/** What the pages say, and how it looks. */
const TONES = { badAddress: "bad", linkSent: "wait", badLink: "bad", signedIn: "good" } as const;
type Said = keyof typeof TONES;

const signsIn = { counts: "sign-in" } as const;

export function signInRoutes(app: App, deps: RouteDeps): void {
  const { signIn, mailer, limits, directory, clock, config, log } = deps;
  const sending = new Set<Promise<void>>();
  const slots = createSlots({ all: MAX_SENDING, each: MAX_SENDING_OF_ONE });
  const stop = new AbortController();
  app.addHook("onClose", async () => {
    stop.abort();
    await Promise.race([Promise.all(sending), wait(STOP_MS, undefined, { ref: false })]);
  });

  app.post("/temp-keys/:uuid/sign-in", { schema: schemas.askForLink, config: signsIn }, async (request, reply) => {
    refuseOtherSites(request);
    const uuid = pathUuid(request);
    const email = canonicalEmail(request.body.email);
    if (email === undefined) {
      if (!wantsPage(request)) throw invalidField("email", "must be an e-mail address");
      return say(request, reply, 400, "badAddress", uuid);
    }
    const found = await guestKey(uuid, deps);
    if (!found) throw new HttpError(404, "Temporary key not found");
    limits.key(uuid, request.client, "sign-in");
    await limits.mail(uuid, email, request.client);
    const leave = mailer && slots.take(request.client);
    if (leave) {
      const message = sendLink(found.record, email, found.doors[0]!.name, viewOf(request, config)).catch(
        (error: unknown) => log.error({ err: error }, "A link for signing in could not be made"),
      );
      sending.add(message);
      void message.finally(() => {
        sending.delete(message);
        leave();
      });
    }
    return sendTo(reply, viewOf(request, config).link(`/temp-keys/${uuid}/sign-in`));
  });

  // The same for whoever asks, and about whatever address.
  app.get("/temp-keys/:uuid/sign-in", { schema: schemas.linkSent }, async (request, reply) => {
    return say(request, reply, 200, "linkSent", pathUuid(request));
  });

  // Spends nothing: scanners of mail ask for it before the person does.
  app.get("/sign-in", { schema: schemas.showLink }, async (request, reply) => {
    const { token, key } = request.query;
    if (token === undefined) return say(request, reply, 400, "badLink", keyOf(key));
    const view = viewOf(request, config);
    const frame = await frameOfKey(keyOf(key), view, deps);
    return sendPage(reply, 200, redeemPage(view, token, keyOf(key), frame));
  });

  app.post("/sign-in", { schema: schemas.redeem, config: signsIn }, async (request, reply) => {
    refuseOtherSites(request);
    const { token, key } = request.body;
    const cookies = await signIn.redeem(token);
    const back = keyOf(key);
    if (!cookies) {
      deps.credentials.refused("sign-in-link", "not-valid", request.client);
      if (!wantsPage(request)) throw invalidField("token", "is of a link that was used, or ended");
      return say(request, reply, 400, "badLink", back);
    }
    reply.header("set-cookie", [...cookies]);
    if (back === undefined) return say(request, reply, 200, "signedIn");
    return seeKey(request, reply, back);
  });

  app.post("/temp-keys/:uuid/sign-out", { schema: schemas.signOut, config: signsIn }, async (request, reply) => {
    refuseOtherSites(request);
    const { cookie } = request.headers;
    if (cookie !== undefined) reply.header("set-cookie", [...(await signIn.signOut(cookie))]);
    return seeKey(request, reply, pathUuid(request));
  });

  async function say(request: FastifyRequest, reply: FastifyReply, status: number, what: Said, key?: string) {
    const view = viewOf(request, config);
    // Who was refused is helped; all else says whom to ask below.
    const around = status < 400 ? undefined : await surroundingsOf(key, view, deps);
    const frame = around?.frame ?? (await frameOfKey(key, view, deps));
    const help = around && helpBlock(view, { contacts: around.contacts, first: "call" });
    const { m, number } = view.locale;
    const { title, next: said } = m[what];
    const next = typeof said === "string" ? said : said(number(LINK_MS / 60_000));
    return sendPage(reply, status, messagePage(view, { title, next, tone: TONES[what] }, { key, help }, frame));
  }

  function seeKey(request: FastifyRequest, reply: FastifyReply, uuid: string): FastifyReply {
    return sendTo(reply, viewOf(request, config).link(`/temp-keys/${uuid}`));
  }

  /** Later, so that neither the answer nor what comes after it says by its time who is on the list. */
  async function sendLink({ state }: TempKeyRecord, email: string, door: string | null, view: View): Promise<void> {
    // Somebody who stops the server waits for nobody: then it is done at once.
    await clock.sleep(randomInt(LATER_MS.least, LATER_MS.most), stop.signal).catch(() => {});
    const secret = await signIn.createLink(email);
    const user = await directory.userByEmail(email);
    if (!user || !state.allowedUserIds.includes(user.userId)) return;
    const now = clock.now();
    if (revokedSince(state, now) !== null || now >= state.validUntil) return;
    // In the language of the page that asked, whatever the mail is read with.
    const link = withLanguage(signInLink(config.publicUrl, secret, state.uuid), view.locale.language);
    await deliver({ to: email, ...linkMail(view, link, door) });
  }

  async function deliver(mail: Mail): Promise<void> {
    for (let tried = 0; ; tried++) {
      try {
        return await mailer!.send(mail);
      } catch (error) {
        if (!(error instanceof MailError)) throw error;
        const pause = RETRY_MS[tried];
        if (!error.passing || pause === undefined || stop.signal.aborted)
          return log.error({ reason: error.message }, "A link for signing in was not taken by the mail server");
        await clock.sleep(pause, stop.signal).catch(() => {}); // stopping: once more, at once
      }
    }
  }
}

function linkMail({ locale }: View, link: string, door: string | null): Omit<Mail, "to"> {
  const { mail, door: someDoor } = locale.m;
  const name = locale.name(door ?? someDoor);
  const text = [mail.before(name), mail.open, link, mail.after(locale.number(LINK_MS / 60_000))];
  return { subject: mail.subject(name), text: `${text.join("\n\n")}\n` };
}

/** Where to go back to: a key's page, and never anywhere else. */
function keyOf(key: string | undefined): string | undefined {
  return key === undefined ? undefined : keyWithin(key);
}

function refuseOtherSites(request: FastifyRequest): void {
  if (!fromOurPage(request)) throw new HttpError(403, "The form must be sent from this server's own page");
}
