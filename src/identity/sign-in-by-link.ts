/**
 * Signing in with better-auth, on the tables of the store: users are those of the directory, under the same ids. Its own HTTP routes are not served: one of them spends a link with a GET, which scanners of mail make too.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { checkSignInSecret, signInSecret, type SignInSecretOptions } from "./sign-in-secret.ts";
import { authTables, available, endSessions, forgetLinks, forgetSessions, type SignInStore } from "./sign-in-tables.ts";
import { COOKIE_PREFIX, holdsSession, LINK_MS, SESSION_MS, type SignedIn, type SignIn } from "./sign-in.ts";

/** What signing in needs; its tables are opened by the first who signs in. */
export interface SignInOptions {
  /** Read when the first guest signs in. */
  readonly config: SignInSecretOptions & { readonly publicUrl: string };
  /** Called when the first guest signs in. */
  readonly openTables: () => SignInStore;
  readonly clock: Clock;
}

/** Loads nothing until somebody signs in: the library takes 50 MB, and most keys are public. */
export async function openSignIn(options: SignInOptions): Promise<SignIn> {
  await checkSignInSecret(options.config);
  let opening: Promise<Opened> | undefined;
  const opened = () =>
    (opening ??= open(options).catch((error: unknown) => {
      opening = undefined; // the next one tries again: a disk may have room by then
      throw new StoreUnavailableError(`Nobody can sign in: ${messageOf(error)}`, { cause: error });
    }));

  return {
    async createLink(email) {
      const { auth, sent, tables } = await opened();
      const id = randomUUID();
      await available(tables, () =>
        auth.api.signInMagicLink({ body: { email, metadata: { id } }, headers: new Headers() }),
      );
      const secret = sent.get(id);
      sent.delete(id);
      if (secret === undefined) throw new Error("the link has no secret");
      // Anybody asks for links, and only who opens one would clear them away. The library goes by the system's time.
      await forgetLinks(tables.sql, Date.now());
      return secret;
    },
    async redeem(secret) {
      const { auth, tables } = await opened();
      const answer = await available(tables, () =>
        auth.api.magicLinkVerify({ query: { token: secret }, headers: new Headers(), asResponse: true }),
      );
      if (answer.status === 302) return undefined;
      if (answer.status !== 200) throw new Error(`signing in came to ${answer.status}`);
      await forgetSessions(tables.sql, options.clock.now());
      return answer.headers.getSetCookie();
    },
    async user(cookies) {
      if (!holdsSession(cookies)) return undefined;
      const { auth, tables } = await opened();
      const session = await available(tables, () => auth.api.getSession({ headers: new Headers({ cookie: cookies }) }));
      if (session?.session.kind !== "guest") return undefined;
      return { userId: session.user.id, email: session.user.email } satisfies SignedIn;
    },
    async signOut(cookies) {
      const { auth, tables } = await opened();
      const headers = new Headers({ cookie: cookies });
      const answer = await available(tables, () => auth.api.signOut({ headers, asResponse: true }));
      return answer.headers.getSetCookie();
    },
    async signOutEverywhere(userId) {
      const { tables } = await opened();
      return endSessions(tables.sql, userId);
    },
    async close() {
      const there = await opening?.catch(() => undefined);
      await there?.tables.sql.close();
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function open({ openTables, config }: SignInOptions) {
  const [{ betterAuth }, { magicLink }, secret] = await Promise.all([
    import("better-auth"),
    import("better-auth/plugins/magic-link"),
    signInSecret(config),
  ]);
  const tables = openTables();
  /** Secrets of links that are being made. */
  const sent = new Map<string, string>();
  const { publicUrl: baseURL } = config;
  const auth = betterAuth({
    database: tables.database,
    secret,
    baseURL,
    telemetry: { enabled: false },
    logger: { disabled: true },
    ...authTables("guest", SESSION_MS),
    plugins: [
      magicLink({
        expiresIn: LINK_MS / 1_000,
        storeToken: "hashed",
        disableSignUp: true,
        sendMagicLink: ({ token, metadata }) => void sent.set(String(metadata?.["id"]), token),
      }),
    ],
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: baseURL.startsWith("https:"),
      // What is served under other paths of the same name is not ours.
      defaultCookieAttributes: { path: new URL(baseURL).pathname },
      database: { generateId: () => randomUUID() },
    },
  });
  return { auth, sent, tables };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
