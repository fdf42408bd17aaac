/** The data folder's parts, opened for one command and closed after it. All of it is safe beside a running server. */
import { join } from "node:path";
import type { Refused } from "../domain/decision.ts";
import type { Directory } from "../identity/directory.ts";
import { type Issuer, openIssuer } from "../identity/issuer.ts";
import { tokenUsers } from "../identity/token-users.ts";
import type { SignIn } from "../identity/sign-in.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { nameOfStore } from "../store/store-address.ts";
import type { Context } from "./command.ts";

/** @throws Error when the data are not in a file */
export function ledgerFile({ config: { store } }: Context): string {
  if (store.kind === "sqlite") return store.file;
  throw new Error(`The data are in ${nameOfStore(store)}; use its own tools`);
}

export function simulatorFolder({ config }: Context): string {
  return join(config.dataDir, "simulator");
}

export function withLedger<T>(context: Context, use: (ledger: Ledger) => Promise<T>): Promise<T> {
  return withStore(context, async (store) => use(await store.ledger()));
}

export function withDirectory<T>(context: Context, use: (directory: Directory) => Promise<T>): Promise<T> {
  return withStore(context, async (store) => use(await store.directory()));
}

export function withSignIn<T>(context: Context, use: (signIn: SignIn) => Promise<T>): Promise<T> {
  return withStore(context, async (store) => use(await store.signIn()));
}

export async function withStore<T>({ config, clock }: Context, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(config, clock);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** @throws Error when tokens come from an issuer elsewhere */
export async function withIssuer<T>(
  context: Context,
  use: (issuer: Issuer, directory: Directory) => Promise<T>,
): Promise<T> {
  const { config, clock } = context;
  const { auth, dataDir } = config;
  if (auth.kind === "external") {
    throw new Error(`Tokens come from ${auth.issuer} (AUTH_ISSUER); this server has no issuer of its own`);
  }
  return withDirectory(context, async (directory) => {
    const users = tokenUsers(directory, clock);
    return use(await openIssuer({ ...auth, file: join(dataDir, "issuer.json"), clock, users }), directory);
  });
}

/** A refusal as an error for the person at the terminal, with the fields that it names. */
export function refusalOf({ message, fields = [] }: Refused): Error {
  const details = fields.map((one) => `${one.field} ${one.message}`);
  return new Error([message, ...details].join(": "));
}
