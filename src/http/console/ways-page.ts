/** How somebody signs in: their passkeys, password, providers, recovery codes and address, and changing them. */
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import { MAX_PASSKEYS, type Passkey } from "../../identity/accounts/passkeys.ts";
import { HttpError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { type Html, html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { tellOfChange } from "./change-letters.ts";
import { requireSession, sendPage, sendTo, SESSIONS } from "./console.ts";
import * as account from "./new-account.ts";
import { form, type Problems } from "./page/form.ts";
import { layout, messagePage } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import { passkeyScript, providerButton } from "./ways-on-page.ts";
import * as schemas from "./ways-schemas.ts";

const WAYS = "/account/ways";
const signsIn = { counts: "sign-in" } as const;

export function waysRoutes(app: App, deps: RouteDeps): void {
  const { accounts, ways, config } = deps;

  app.get(WAYS, { schema: schemas.showWays }, async (request, reply) => {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const view = viewOf(request, config);
    const main = html`${await passkeySection(view, session)} ${await passwordSection(view, session)}
      ${await providerSection(view, session)} ${await codeSection(view, session)} ${addressSection(view, session)}
      <p><a href="${view.link(SESSIONS)}">${view.m.ways.page.sessions}</a></p>`;
    return sendPage(reply, 200, layout(view, { title: view.m.ways.page.title, main, script: passkeyScript(deps) }));
  });

  app.get("/account/password", { schema: schemas.showPassword }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { fresh: true });
    return session ? sendPage(reply, 200, passwordPage(viewOf(request, config), session)) : reply;
  });

  app.post("/account/password", { schema: schemas.changePassword, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { fresh: true, back: "/account/password" });
    if (!session) return reply;
    const { password } = request.body;
    const known = [session.email, session.name].filter((one) => one !== null);
    const problem = await account.problemOfPassword(password, known, ways.isBreached);
    if (problem !== undefined) {
      if (!wantsPage(request)) throw account.invalidFields({ password: problem });
      return sendPage(reply, 400, passwordPage(viewOf(request, config), session, { password: problem }));
    }
    await accounts.passwords.set(session.userId, password);
    await ways.links.endOf(session.userId);
    await accounts.sessions.endAll(session.userId, session.sessionId);
    tellOfChange(request, deps, session.userId, "password");
    return sendTo(reply, viewOf(request, config).link(WAYS));
  });

  app.post("/account/passkeys/:id/name", { schema: schemas.renamePasskey, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { fresh: true, back: WAYS });
    if (!session) return reply;
    const name = nameOfPasskey(request.body.name);
    if (!(await ways.passkeys.rename(session.userId, request.params.id, name)))
      throw new HttpError(404, "There is no such passkey");
    return sendTo(reply, viewOf(request, config).link(WAYS));
  });

  app.post(
    "/account/passkeys/:id/remove",
    { schema: schemas.removePasskey, config: signsIn },
    async (request, reply) => {
      const session = await requireSession(request, reply, deps, { fresh: true, back: WAYS });
      if (!session) return reply;
      const view = viewOf(request, config);
      const removed = await ways.passkeys.remove(session.userId, request.params.id);
      if (removed === "unknown") throw new HttpError(404, "There is no such passkey");
      if (removed === "removed") {
        tellOfChange(request, deps, session.userId, "passkey-removed");
        return sendTo(reply, view.link(WAYS));
      }
      if (!wantsPage(request)) throw new HttpError(409, "This is the last way in");
      const back = html`<p><a href="${view.link(WAYS)}">${view.m.ways.page.title}</a></p>`;
      const { title, lastWayIn: next } = view.m.ways.page;
      return sendPage(reply, 409, messagePage(view, { title, next }, back));
    },
  );

  async function passkeySection(view: View, { userId }: ConsoleSession): Promise<Html> {
    const { page: m } = view.m.ways;
    if (!ways.passkeys.offered()) return section(m.passkeys, html`<p class="hint">${m.needsName}</p>`);
    const all = await ways.passkeys.list(userId);
    const list = html`<ul class="list">
      ${all.map((one) => passkeyRow(view, one))}
    </ul>`;
    const add =
      all.length >= MAX_PASSKEYS
        ? html`<p class="hint">${m.tooMany}</p>`
        : html`<form
              hidden
              data-passkey="create"
              data-ask="${view.file("/session/passkeys/options")}"
              data-tell="${view.file("/session/passkeys")}"
            >
              <div>
                <label for="passkey-name">${m.passkeyName}</label>
                <input id="passkey-name" name="name" maxlength="${MAX_NAME}" autocomplete="off" required />
              </div>
              <button>${m.addPasskey}</button>
            </form>
            <p id="passkey-problem" class="problem" role="alert" hidden>${view.m.ways.passkeyFailed}</p>
            <p class="hint" data-without-passkeys>${m.needsScript}</p>`;
    return section(
      m.passkeys,
      html`<p class="hint">${m.passkeysNext}</p>
        ${all.length === 0 ? html`<p>${m.noPasskeys}</p>` : list} ${add}`,
    );
  }

  function passkeyRow(view: View, { id, name, lastUsedAt }: Passkey): Html {
    const { page: m } = view.m.ways;
    const used = lastUsedAt === null ? m.neverUsed : m.used(view.when(lastUsedAt - deps.clock.now()));
    const at = (what: string) => view.link(`/account/passkeys/${encodeURIComponent(id)}/${what}`);
    return html`<li>
      <div>
        <h3>${name}</h3>
        <p>${used}</p>
        <details>
          <summary>${m.rename}</summary>
          <form method="post" action="${at("name")}">
            <input name="name" value="${name}" maxlength="${MAX_NAME}" aria-label="${m.passkeyName}" required />
            <button class="plain">${m.rename}</button>
          </form>
        </details>
      </div>
      <form method="post" action="${at("remove")}">
        <button class="plain" aria-label="${m.removeOne(name)}">${m.remove}</button>
      </form>
    </li>`;
  }

  async function passwordSection(view: View, { userId }: ConsoleSession): Promise<Html> {
    const { page: m } = view.m.ways;
    const has = await accounts.passwords.has(userId);
    const link = html`<p><a href="${view.link("/account/password")}">${has ? m.changePassword : m.setPassword}</a></p>`;
    return section(
      m.password,
      html`<p>${has ? m.hasPassword : m.noPassword}</p>
        ${link}`,
    );
  }

  async function providerSection(view: View, { userId }: ConsoleSession): Promise<Html | undefined> {
    const { page: m } = view.m.ways;
    if (config.providers.length === 0) return undefined;
    const linked = new Set(await ways.providerAccounts.linked(userId));
    const shown = await deps.providers.list();
    const rows = config.providers.map(({ id, name, issuer }) => {
      if (!linked.has(issuer))
        return providerButton(
          view,
          shown.find((one) => one.id === id)!,
          "link",
        );
      return html`<div class="row">
        <p>${m.linked(name)}</p>
        <form method="post" action="${view.link(`/account/with/${id}/unlink`)}">
          <button class="plain">${m.unlink}</button>
        </form>
      </div>`;
    });
    return section(m.providers, html`${rows}`);
  }

  async function codeSection(view: View, { userId }: ConsoleSession): Promise<Html> {
    const { page: m } = view.m.ways;
    const left = m.codesLeft(await ways.codes.left(userId));
    return section(
      m.codes,
      html`<p>${left}</p>
        <form method="post" action="${view.link("/account/recovery-codes")}">
          <button class="plain">${m.makeCodes}</button>
        </form>`,
    );
  }
}

function addressSection(view: View, { email }: ConsoleSession): Html {
  const { page: m } = view.m.ways;
  const change = html`<p><a href="${view.link("/account/address")}">${m.changeAddress}</a></p>`;
  return section(
    m.address,
    html`<p>${email ?? "—"}</p>
      ${change}`,
  );
}

const MAX_NAME = 60;

/** As its owner wrote it; what is nothing or too long is not theirs to lose a passkey by. */
export function nameOfPasskey(given: string): string {
  return (
    given
      .replaceAll(/\p{Cc}+/gu, " ")
      .trim()
      .slice(0, MAX_NAME) || "Passkey"
  );
}

function section(title: string, main: Html): Html {
  return html`<section>
    <h2>${title}</h2>
    ${main}
  </section>`;
}

function passwordPage(view: View, { email }: ConsoleSession, problems: Problems = {}): string {
  const { submit, title, next } = view.m.ways.newPassword(email ?? "—");
  const fields = [{ ...account.newPasswordField(view), autofocus: true }];
  const written = form(view, { action: view.link("/account/password"), fields, submit, problems });
  const wrong = Object.keys(problems).length > 0 ? view.m.wrong : undefined;
  return layout(view, {
    title,
    wrong,
    main: html`<p>${next}</p>
      ${written}`,
  });
}
