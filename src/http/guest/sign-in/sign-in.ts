/** Signing in for keys of named users: a link by e-mail, a page with a button, a cookie. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { canonicalEmail } from "../../../identity/email.ts";
import { LINK_MS, signInLink } from "../../../identity/sign-in.ts";
import { revokedSince } from "../../../domain/temp-key.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import type { Mail } from "../../../mail/mailer.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { frameOfKey, surroundingsOf } from "../brand.ts";
import { helpBlock } from "../door/help.ts";
import { mailOf } from "../../pages/letter.ts";
import { wantsPage } from "../../pages/wants-page.ts";
import { fromOurPage, guestKey, pathUuid, sendPage, sendTo } from "../guest.ts";
import { messagePage } from "../page/layout.ts";
import { keyWithin } from "../faults/repair-link.ts";
import * as schemas from "./schemas.ts";
import { redeemPage } from "./sign-in-page.ts";
import { type View, viewOf, withLanguage } from "../page/view.ts";

/** What the pages say, and how it looks. */
const TONES = { badAddress: "bad", linkSent: "wait", badLink: "bad", signedIn: "good" } as const;
type Said = keyof typeof TONES;

const signsIn = { counts: "sign-in" } as const;

export function signInRoutes(app: App, deps: RouteDeps): void {
  const { signIn, letters, limits, directory, clock, config } = deps;

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
    const door = found.doors[0]!.name;
    const view = viewOf(request, config);
    letters.later(request, "A link for signing in", () => letterTo(found.record, email, door, view));
    return sendTo(reply, view.link(`/temp-keys/${uuid}/sign-in`));
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
      deps.credentials.refused("sign-in-link", "not-valid", request);
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

  /** The link is made for whomever it is, so that nothing but the letter says who is on the list. */
  async function letterTo({ state }: TempKeyRecord, email: string, door: string | null, view: View) {
    const secret = await signIn.createLink(email);
    const user = await directory.userByEmail(email);
    if (!user || !state.allowedUserIds.includes(user.userId)) return undefined;
    if (revokedSince(state, clock.now()) !== null || clock.now() >= state.validUntil) return undefined;
    // In the language of the page that asked, whatever the mail is read with.
    const link = withLanguage(signInLink(config.publicUrl, secret, state.uuid), view.locale.language);
    return linkMail(email, view, link, door);
  }
}

function linkMail(to: string, { locale }: View, link: string, door: string | null): Mail {
  const { mail, door: someDoor, signIn } = locale.m;
  const name = locale.name(door ?? someDoor);
  const subject = mail.subject(name);
  return mailOf(to, subject, {
    language: locale.tag,
    dir: locale.dir,
    title: subject,
    before: [mail.before(name), mail.open],
    action: { label: signIn, url: link },
    after: [mail.after(locale.number(LINK_MS / 60_000))],
  });
}

/** Where to go back to: a key's page, and never anywhere else. */
function keyOf(key: string | undefined): string | undefined {
  return key === undefined ? undefined : keyWithin(key);
}

function refuseOtherSites(request: FastifyRequest): void {
  if (!fromOurPage(request)) throw new HttpError(403, "The form must be sent from this server's own page");
}
