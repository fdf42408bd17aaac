/** The data folder's parts, opened for one command and closed after it. All of it is safe beside a running server. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { HubKeeper } from "../devices/hubs/keeper.ts";
import type { OpenHubs } from "../devices/hubs/open-hubs.ts";
import { kindOf } from "../devices/kinds.ts";
import type { Refused } from "../domain/decision.ts";
import type { Directory } from "../identity/directory.ts";
import { type Issuer, openIssuer } from "../identity/issuer.ts";
import { tokenUsers } from "../identity/token-users.ts";
import type { SignIn } from "../identity/sign-in.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { silentLog } from "../log.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { nameOfStore } from "../store/store-address.ts";
import type { Context } from "./command.ts";

/** @throws Error when the data are not in a file */
export function ledgerFile({ config: { store } }: Context): string {
  if (store.kind === "sqlite") return store.file;
  throw new Error(`The data are in ${nameOfStore(store)}; use its own tools`);
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

/** What commands about hubs are given. */
export interface HubParts {
  readonly store: Store;
  readonly hubs: HubKeeper;
  /** Of this process, which observes nothing. */
  readonly openHubs: OpenHubs;
}

/** Hubs, opened as they are needed and closed afterwards. */
export async function withHubs<T>(context: Context, use: (parts: HubParts) => Promise<T>): Promise<T> {
  const { config, clock } = context;
  return withStore(context, async (store) => {
    const { createHubKeeper } = await import("../devices/hubs/keeper.ts");
    const { openHubs } = await import("../devices/hubs/open-hubs.ts");
    const { hubSecretsOf } = await import("../devices/hubs/secrets.ts");
    const { createOutbound } = await import("../outbound/outbound.ts");
    const shared = {
      hubs: () => store.hubs(),
      secrets: hubSecretsOf(config),
      simulator: config.simulator,
      clock,
      kindOf,
    };
    const open = openHubs({
      ...shared,
      dataDir: config.dataDir,
      holder: `command line ${randomUUID()}`,
      log: silentLog,
      outbound: createOutbound({ allow: config.outboundAllow }),
      observed: async () => {},
    });
    try {
      return await use({ store, hubs: createHubKeeper(shared), openHubs: open });
    } finally {
      await open.stop();
    }
  });
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
