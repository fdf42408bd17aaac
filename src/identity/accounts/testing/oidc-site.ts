/** A real provider of OpenID Connect on this machine, where whoever comes is the person that the test has set. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Context } from "oidc-provider";

export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface OidcSite {
  readonly issuer: string;
  /** Who comes next. */
  person: Person;
  /** Instead of the provider's own answer, while a test says so. */
  instead: ((path: string, response: ServerResponse) => boolean) | undefined;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** Follow a browser's way through it. @returns where it sends the browser back to */
  visit(url: string): Promise<string>;
  stop(): Promise<void>;
  /** Again, under the same address. */
  start(): Promise<void>;
}

/** @param redirectUris of each client; its secret is `secret of <id>` */
export async function startOidcSite(clients: Readonly<Record<string, readonly string[]>>): Promise<OidcSite> {
  let listener: Server = createServer();
  await listenOn(listener, 0);
  const { port } = listener.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map<string, Person>();
  const provider = new Provider(issuer, {
    clients: Object.entries(clients).map(([id, redirectUris]) => ({
      client_id: id,
      client_secret: `secret of ${id}`.replaceAll(" ", "-"),
      redirect_uris: redirectUris,
    })),
    claims: { email: ["email", "email_verified"], profile: ["name"], openid: ["sub", "auth_time"] },
    pkce: { required: () => true },
    cookies: { keys: ["of a test"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
    async loadExistingGrant({ oidc }: Context) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
    async renderError(context: { body: unknown }, out: unknown) {
      context.body = out;
    },
  });
  const answer = provider.callback();
  const site: OidcSite = {
    issuer,
    person: { sub: "nobody" },
    instead: undefined,
    asked: [],
    async visit(url) {
      const cookies = new Map<string, string>();
      let at = url;
      for (let hops = 0; hops < 10; hops++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const response = await fetch(at, { redirect: "manual", headers: { cookie } });
        for (const set of response.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          cookies.set(name, value);
        }
        const to = response.headers.get("location");
        if (to === null) throw new Error(`${response.status} at ${at}: ${await response.text()}`);
        at = new URL(to, at).href;
        if (!at.startsWith(issuer)) return at;
      }
      throw new Error("there is no end to it");
    },
    async stop() {
      listener.closeAllConnections();
      await new Promise((closed) => listener.close(closed));
    },
    async start() {
      listener = createServer(handle);
      await listenOn(listener, port);
    },
  };
  function handle(...[request, response]: Parameters<typeof answer>): void {
    const path = new URL(request.url!, issuer).pathname;
    site.asked.push(path);
    if (site.instead?.(path, response)) return;
    if (!path.startsWith("/interaction/")) return answer(request, response);
    people.set(site.person.sub, site.person);
    void provider.interactionFinished(request, response, { login: { accountId: site.person.sub } });
  }
  listener.on("request", handle);
  return site;
}

async function listenOn(listener: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => listener.listen(port, "127.0.0.1", resolve));
}
