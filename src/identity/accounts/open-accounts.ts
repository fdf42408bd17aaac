/** Accounts on the tables of a store. Nothing is opened, and better-auth not loaded, before somebody needs it. */
import type { Clock } from "../../clock.ts";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import type { Directory } from "../directory.ts";
import { consoleKey, type SignInSecretOptions } from "../sign-in-secret.ts";
import type { SignInStore } from "../sign-in-tables.ts";
import type { Accounts, PasswordHashing } from "./accounts.ts";
import type { ConsoleAuth } from "./console-auth.ts";
import { createSessionTokens } from "./session-tokens.ts";
import { createStoredNewcomers } from "./stored-newcomers.ts";
import { createStoredPasswords } from "./stored-passwords.ts";
import { createStoredSessions } from "./stored-sessions.ts";
import { createStoredSetUps } from "./stored-set-ups.ts";

/** What accounts need; the address of the server is read when somebody first signs in. */
export interface AccountsOptions {
  readonly config: SignInSecretOptions & { readonly publicUrl: string };
  /** Called once, when accounts are first asked about. */
  readonly openTables: () => SignInStore;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Of passwords; scrypt, if left out. */
  readonly hashing?: PasswordHashing | undefined;
}

const WAYS_IN = `SELECT id FROM accounts WHERE user_id = $1
  UNION ALL SELECT id FROM passkeys WHERE user_id = $1 LIMIT 1`;

/** Accounts in a store. Whoever adds a way to sign in adds it here. */
export function openAccounts({ config, openTables, directory, clock, hashing }: AccountsOptions): Accounts {
  let opened: SignInStore | undefined;
  const tables = () => (opened ??= openTables());
  const sql = () => tables().sql;
  let loading: Promise<ConsoleAuth> | undefined;
  const auth = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined; // the next one tries again: a disk may have room by then
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreUnavailableError(`Nobody can sign in: ${reason}`, { cause: error });
    }));

  async function load(): Promise<ConsoleAuth> {
    const [{ createConsoleAuth }, secret] = await Promise.all([
      import("./console-auth.ts"),
      consoleKey(config, "console sessions"),
    ]);
    return createConsoleAuth({
      tables: tables(),
      secret: secret.toString("base64url"),
      publicUrl: config.publicUrl,
      hashing,
    });
  }

  const ended = () => tokens.forget();
  const sessions = createStoredSessions({ tables, auth, clock, ended });
  const tokens = createSessionTokens({
    key: () => consoleKey(config, "session tokens"),
    userOf: (sessionId) => sessions.user(sessionId),
    clock,
  });
  const passwords = createStoredPasswords({ sql, auth, clock });
  const hasWayIn = async (userId: string) => (await sql().read(WAYS_IN, userId)).length > 0;
  return {
    sessions,
    passwords,
    setUps: createStoredSetUps({ sql, directory, passwords, hasWayIn, clock, ended }),
    newcomers: createStoredNewcomers({ sql, directory, passwords, hasWayIn, clock }),
    tokens,
    async close() {
      await opened?.sql.close();
    },
  };
}
