/** The data folder's parts, opened for one command and closed after it. All of it is safe beside a running server. */
import { join } from "node:path";
import type { Refused } from "../domain/decision.ts";
import type { Directory } from "../identity/directory.ts";
import { type Issuer, openIssuer } from "../identity/issuer.ts";
import { openSqliteDirectory } from "../identity/sqlite-directory.ts";
import type { SignIn } from "../identity/sign-in.ts";
import { openSqliteSignIn } from "../identity/sqlite-sign-in.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openSqliteLedger } from "../ledger/sqlite/ledger.ts";
import type { Context } from "./command.ts";

export function ledgerFile({ config }: Context): string {
  return join(config.dataDir, "latchstring.db");
}

export function simulatorFolder({ config }: Context): string {
  return join(config.dataDir, "simulator");
}

export async function withLedger<T>(context: Context, use: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openSqliteLedger({ file: ledgerFile(context), clock: context.clock });
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

export async function withDirectory<T>(context: Context, use: (directory: Directory) => Promise<T>): Promise<T> {
  const directory = openSqliteDirectory(ledgerFile(context));
  try {
    return await use(directory);
  } finally {
    await directory.close();
  }
}

export async function withSignIn<T>(context: Context, use: (signIn: SignIn) => Promise<T>): Promise<T> {
  const { config, clock } = context;
  const signIn = openSqliteSignIn({ config, database: ledgerFile(context), clock });
  try {
    return await use(signIn);
  } finally {
    await signIn.close();
  }
}

/** @throws Error when tokens come from an issuer elsewhere */
export async function ownIssuer({ config, clock }: Context): Promise<Issuer> {
  const { auth, dataDir } = config;
  if (auth.kind === "external") {
    throw new Error(`Tokens come from ${auth.issuer} (AUTH_ISSUER); this server has no issuer of its own`);
  }
  return openIssuer({ ...auth, file: join(dataDir, "issuer.json"), clock });
}

/** A refusal as an error for the person at the terminal, with the fields that it names. */
export function refusalOf({ message, fields = [] }: Refused): Error {
  const details = fields.map((one) => `${one.field} ${one.message}`);
  return new Error([message, ...details].join(": "));
}
