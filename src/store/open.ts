/** Picks the store that the configuration names, and loads the adapters of no other. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { restrictAccess } from "../data-folder.ts";
import type { PasswordHashing } from "../identity/accounts/accounts.ts";
import { type Log, silentLog } from "../log.ts";
import type { Store } from "./store.ts";

/**
 * @param hashing of passwords; scrypt, if left out
 * @returns a store of which nothing is opened yet; files of it that others could read are closed to them
 */
export async function openStore(
  config: Config,
  clock: Clock,
  log: Log = silentLog,
  hashing?: PasswordHashing,
): Promise<Store> {
  const { store } = config;
  restrictAccess(config, log);
  if (store.kind === "sqlite") return (await import("./sqlite.ts")).openSqliteStore(config, store.file, clock, hashing);
  return (await import("./postgres.ts")).openPostgresStore(config, store.url, clock, log, hashing);
}
