/**
 * Signing in with better-auth, on the tables beside the ledger: users are those of the directory, under the same ids.
 * Its own HTTP routes are not served: one of them spends a link with a GET, which scanners of mail make too.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { isoTime } from "../domain/ids.ts";
import { openForWriting } from "../ledger/sqlite/database.ts";
import { keepPrivate, type KeyFormat, readKeys, replaceKeys } from "./key-file.ts";
import { LINK_MS, SESSION_MS, type SignedIn, type SignIn, SignInUnavailableError } from "./sign-in.ts";

export interface SqliteSignInOptions {
  /** Read when the first guest signs in. */
  readonly config: {
    /** Where `sign-in.json` with the secret is made, when there is no other. */
    readonly dataDir: string;
    readonly publicUrl: string;
    /** 32 bytes. */
    readonly signIn: { readonly secret: Buffer | undefined };
  };
  /** The ledger's file. */
  readonly database: string;
  readonly clock: Clock;
}

/** Everything here runs in the server's own thread, so it waits for others less long than a command does. */
const BUSY_TIMEOUT_MS = 250;
const COOKIE_PREFIX = "latchstring";
/** Sessions that are over and are forgotten with every new one, at the most. */
const FORGOTTEN_AT_ONCE = 100;

interface SecretFile {
  /** In base64url. */
  readonly secret: string;
}

const FORMAT: KeyFormat<SecretFile> = {
  what: "the secret of signing in",
  parse(value) {
    const { secret } = value as Partial<SecretFile>;
    if (typeof secret !== "string" || Buffer.from(secret, "base64url").length !== 32)
      throw new TypeError("the secret is not whole");
    return { secret };
  },
};

/** Loads nothing until somebody signs in: the library takes 50 MB, and most keys are public. */
export function openSqliteSignIn(options: SqliteSignInOptions): SignIn {
  let opening: Promise<Opened> | undefined;
  const opened = () => (opening ??= open(options));

  return {
    async createLink(email) {
      const { auth, sent } = await opened();
      const id = randomUUID();
      await available(() => auth.api.signInMagicLink({ body: { email, metadata: { id } }, headers: new Headers() }));
      const secret = sent.get(id);
      sent.delete(id);
      if (secret === undefined) throw new Error("the link has no secret");
      return secret;
    },
    async redeem(secret) {
      const { auth, forget } = await opened();
      const answer = await available(() =>
        auth.api.magicLinkVerify({ query: { token: secret }, headers: new Headers(), asResponse: true }),
      );
      if (answer.status === 302) return undefined;
      if (answer.status !== 200) throw new Error(`signing in came to ${answer.status}`);
      forget();
      return answer.headers.getSetCookie();
    },
    async user(cookies) {
      if (!hasCookie(cookies)) return undefined;
      const { auth } = await opened();
      const session = await available(() => auth.api.getSession({ headers: new Headers({ cookie: cookies }) }));
      return session ? ({ userId: session.user.id, email: session.user.email } satisfies SignedIn) : undefined;
    },
    async signOut(cookies) {
      const { auth } = await opened();
      const headers = new Headers({ cookie: cookies });
      const answer = await available(() => auth.api.signOut({ headers, asResponse: true }));
      return answer.headers.getSetCookie();
    },
    async signOutEverywhere(userId) {
      const { endAll } = await opened();
      return available(async () => endAll(userId));
    },
    async close() {
      if (opening) (await opening).close();
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function open({ database, config, clock }: SqliteSignInOptions) {
  const [{ betterAuth }, { magicLink }, secret] = await Promise.all([
    import("better-auth"),
    import("better-auth/plugins/magic-link"),
    config.signIn.secret?.toString("base64url") ?? secretOf(join(config.dataDir, "sign-in.json")),
  ]);
  const db = openForWriting(database, BUSY_TIMEOUT_MS);
  /** Secrets of links that are being made. */
  const sent = new Map<string, string>();
  const times = { createdAt: "created_at", updatedAt: "updated_at" };
  const { publicUrl: baseURL } = config;
  const auth = betterAuth({
    database: db,
    secret,
    baseURL,
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: { modelName: "users", fields: { ...times, emailVerified: "email_verified" } },
    session: {
      modelName: "sessions",
      fields: {
        ...times,
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
      },
      expiresIn: SESSION_MS / 1_000,
      disableSessionRefresh: true,
    },
    verification: { modelName: "verifications", fields: { ...times, expiresAt: "expires_at" } },
    account: {
      modelName: "accounts",
      fields: {
        ...times,
        userId: "user_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
      },
    },
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
      database: { generateId: () => randomUUID() },
    },
  });
  const forgetEnded = db.prepare<[string]>(
    `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? LIMIT ${FORGOTTEN_AT_ONCE})`,
  );
  const endSessions = db.prepare<[string]>("DELETE FROM sessions WHERE user_id = ?");
  return {
    auth,
    sent,
    forget: () => void forgetEnded.run(isoTime(clock.now())),
    endAll: (userId: string) => endSessions.run(userId).changes,
    close: () => void db.close(),
  };
}

async function secretOf(file: string): Promise<string> {
  await replaceKeys(file, FORMAT, async (there) =>
    there ? undefined : { secret: randomBytes(32).toString("base64url") },
  );
  await keepPrivate(file);
  return (await readKeys(file, FORMAT))!.secret;
}

/** Whether the library is worth asking: other cookies may be there that a proxy has set. */
function hasCookie(cookies: string): boolean {
  return cookies.includes(`${COOKIE_PREFIX}.`);
}

async function available<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("SQLITE_BUSY")) throw error;
    throw new SignInUnavailableError("The store is held by somebody else", { cause: error });
  }
}
