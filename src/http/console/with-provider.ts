/** Leaving for a provider of OpenID Connect, and coming back. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ProvenPerson } from "../../identity/accounts/providers.ts";
import { basePath } from "../../config.ts";
import { isFresh } from "../../domain/permissions.ts";
import { HttpError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { tellOfChange } from "./change-letters.ts";
import { enter, ownPath, requireSession, sendPage, sendTo, sessionOf } from "./console.ts";
import { layout, messagePage } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import { clearedWayCookie, wayCookie, wayIn } from "./way-cookie.ts";
import * as schemas from "./ways-schemas.ts";

const signsIn = { counts: "sign-in" } as const;
type Said = { readonly title: string; readonly next: string };

export function providerRoutes(app: App, deps: RouteDeps): void {
  const { providers, ways, accounts, organizations, config, clock, credentials } = deps;

  app.post("/account/with/:id", { schema: schemas.goToProvider, config: signsIn }, async (request, reply) => {
    const { next: asked, purpose } = request.body ?? {};
    const view = viewOf(request, config);
    const next = ownPath(asked, config);
    const shown = await nameOf(request.params.id);
    const session = purpose && (await requireSession(request, reply, deps, { fresh: purpose === "link" }));
    if (purpose && !session) return reply;
    const way = await providers.begin(request.params.id, {
      ...(next !== undefined && { next }),
      ...(session && purpose && { userId: session.userId, purpose }),
    });
    if (way === undefined || shown === undefined) throw new HttpError(404, "There is no such provider");
    if (way === "away") return say(request, reply, 503, view.m.ways.from.away(shown));
    reply.header("set-cookie", wayCookie(config, way.secret));
    return sendPage(reply, 200, goingPage(view, shown, way.url));
  });

  // It is what a provider sends browsers to, so it is a GET: whoever has the cookie began it here.
  app.get(
    "/account/with/:id/return",
    { schema: schemas.returnFromProvider, config: signsIn, exposeHeadRoute: false },
    async (request, reply) => {
      const { id } = request.params;
      const view = viewOf(request, config);
      const shown = await nameOf(id);
      if (shown === undefined) throw new HttpError(404, "There is no such provider");
      const query = new URL(request.url, "http://nowhere.invalid").search;
      const secret = wayIn(request.headers.cookie, config);
      const person = secret === undefined ? undefined : await providers.finish(id, query, secret);
      reply.header("set-cookie", clearedWayCookie(config));
      if (person === "away") return say(request, reply, 503, view.m.ways.from.away(shown));
      if (!person) {
        credentials.refused("provider", "not-valid", request);
        return say(request, reply, 400, view.m.ways.from.failed);
      }
      return person.carried.userId === undefined
        ? signIn(request, reply, person, shown)
        : again(request, reply, person, shown);
    },
  );

  app.post("/account/with/:id/unlink", { schema: schemas.unlinkProvider, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { fresh: true, back: "/account/ways" });
    if (!session) return reply;
    const view = viewOf(request, config);
    const issuer = config.providers.find(({ id }) => id === request.params.id)?.issuer;
    if (issuer === undefined) throw new HttpError(404, "There is no such provider");
    if (await ways.providerAccounts.unlink(session.userId, issuer)) {
      tellOfChange(request, deps, session.userId, "provider-unlinked");
      return sendTo(reply, view.link("/account/ways"));
    }
    if (!wantsPage(request)) throw new HttpError(409, "This is the last way in");
    return say(request, reply, 409, { title: view.m.ways.page.title, next: view.m.ways.page.lastWayIn });
  });

  async function signIn(request: FastifyRequest, reply: FastifyReply, person: ProvenPerson, shown: string) {
    const view = viewOf(request, config);
    const next = ownPath(person.carried.next, config);
    const userId = await ways.providerAccounts.userOf(person, await invitedBy(next));
    if (userId === undefined) return say(request, reply, 403, view.m.ways.from.noAccount(shown));
    return enter(request, reply, deps, userId, next, person.provedAt);
  }

  /** The address of the invitation that somebody came from, and goes back to. */
  async function invitedBy(next: string | undefined): Promise<string | undefined> {
    if (next === undefined) return undefined;
    const { pathname, searchParams } = new URL(next, "http://nowhere.invalid");
    const token = searchParams.get("token");
    if (token === null || pathname !== `${basePath(config)}/account/invitation`) return undefined;
    return (await organizations.invitations.ofSecret(token, clock.now()))?.email;
  }

  /** Whoever left signed in: they prove that it is still them, or add this way in. */
  async function again(request: FastifyRequest, reply: FastifyReply, person: ProvenPerson, shown: string) {
    const { userId, purpose, next } = person.carried;
    const view = viewOf(request, config);
    const session = await sessionOf(request, deps);
    if (!session || session.userId !== userId) return say(request, reply, 403, view.m.ways.from.failed);
    if (purpose === "link") {
      if (!(await ways.providerAccounts.link(userId, person)))
        return say(request, reply, 403, view.m.ways.from.taken(shown));
      tellOfChange(request, deps, userId, "provider-linked");
      return sendTo(reply, view.link("/account/ways"));
    }
    // One that does not say when was asked to make sure now.
    const isNow = person.provedAt === undefined || isFresh(person.provedAt, clock.now());
    if (!isNow || (await ways.providerAccounts.userOf(person)) !== userId)
      return say(request, reply, 403, view.m.ways.from.failed);
    await accounts.sessions.prove(session.sessionId);
    return sendTo(reply, ownPath(next, config) ?? view.link("/account/ways"));
  }

  function say(request: FastifyRequest, reply: FastifyReply, status: number, said: Said): FastifyReply {
    if (!wantsPage(request)) throw new HttpError(status, said.title);
    const view = viewOf(request, config);
    const back = html`<p><a href="${view.link("/account/sign-in")}">${view.m.backToSignIn}</a></p>`;
    return sendPage(reply, status, messagePage(view, said, back));
  }

  async function nameOf(id: string): Promise<string | undefined> {
    return config.providers.find((one) => one.id === id)?.name;
  }
}

/** A page that goes on by itself: after a form, browsers follow no redirect to another site (`form-action`). */
function goingPage(view: View, name: string, url: string): string {
  const { going, goOn } = view.m.ways.to;
  const { title, next } = going(name);
  const main = html`<meta http-equiv="refresh" content="0;url=${url}" />
    <p>${next}</p>
    <p><a href="${url}">${goOn}</a></p>`;
  return layout(view, { title, main });
}
