/**
 * better-auth for the console: an instance of its own, with another cookie and another key than guests have. It keeps
 * sessions, their cookies and the hashes of passwords; none of its HTTP routes is served. Loaded when somebody first
 * signs in: it takes 50 MB.
 */
import { randomUUID } from "node:crypto";
import { betterAuth } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { authTables, type SignInStore } from "../sign-in-tables.ts";
import { CONSOLE_SESSION_MS, type PasswordHashing } from "./accounts.ts";
import { CONSOLE_COOKIE, consoleCookie } from "./console-cookie.ts";

/** What the instance works on. */
export interface ConsoleAuthOptions {
  readonly tables: SignInStore;
  /** Signs cookies. */
  readonly secret: string;
  readonly publicUrl: string;
  /** Of passwords; scrypt, if left out. */
  readonly hashing?: PasswordHashing | undefined;
}

interface NewSession {
  readonly userId: string;
  readonly userAgent: string;
}

interface Taken {
  readonly input: NewSession;
  readonly output: NewSession;
}

/** Only our own code calls it, with what it has looked at. */
const NEW_SESSION: {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: Taken;
    validate(value: unknown): { readonly value: NewSession };
  };
} = { "~standard": { version: 1, vendor: "latchstring", validate: (value) => ({ value: value as NewSession }) } };

/** Signs somebody in who has proved who they are, in whatever way. */
const signInAs = () =>
  createAuthEndpoint("/console/sign-in-as", { method: "POST", body: NEW_SESSION }, async (ctx) => {
    const { userId, userAgent } = ctx.body;
    const { internalAdapter } = ctx.context;
    const user = await internalAdapter.findUserById(userId);
    if (!user) throw new Error(`There is no user ${userId}`);
    const session = await internalAdapter.createSession(userId, false, { userAgent });
    await setSessionCookie(ctx, { session, user }, false);
    return { sessionId: session.id };
  });

/** The instance, its types included. */
export type ConsoleAuth = ReturnType<typeof createConsoleAuth>;

/** The instance, on the tables of the store. */
export function createConsoleAuth({ tables, secret, publicUrl, hashing }: ConsoleAuthOptions) {
  const secure = publicUrl.startsWith("https:");
  return betterAuth({
    database: tables.database,
    secret,
    baseURL: publicUrl,
    telemetry: { enabled: false },
    logger: { disabled: true },
    ...authTables("console", CONSOLE_SESSION_MS),
    ...(hashing && { emailAndPassword: { enabled: false, password: hashing } }),
    plugins: [{ id: "console", endpoints: { signInAs: signInAs() } }],
    advanced: {
      cookiePrefix: CONSOLE_COOKIE,
      // Its own prefix would come before ours, which says more.
      useSecureCookies: false,
      cookies: { session_token: { name: consoleCookie(publicUrl) } },
      defaultCookieAttributes: { secure, path: "/" },
      database: { generateId: () => randomUUID() },
    },
  });
}
