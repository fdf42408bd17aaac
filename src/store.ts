/** Where the data are, and what opens each part of them. */
import type { Clock } from "./clock.ts";
import { closeToOthers } from "./data-folder.ts";
import type { Config } from "./config.ts";
import type { Directory } from "./identity/directory.ts";
import type { SignIn } from "./identity/sign-in.ts";
import type { Idempotency } from "./idempotency/idempotency.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Counters } from "./limits/counters.ts";
import { type Log, silentLog } from "./log.ts";
import type { Presentation } from "./presentation/presentation.ts";
import type { Verified, VerifyOptions } from "./ledger/verify-record.ts";

/** Every part is opened when it is first asked for, and once. */
export interface Store {
  ledger(): Promise<Ledger>;
  directory(): Promise<Directory>;
  idempotency(): Promise<Idempotency>;
  presentation(): Promise<Presentation>;
  signIn(): Promise<SignIn>;
  counters(): Promise<Counters>;
  /** Prove the record, beside whoever writes it. @throws Error when there is none, or it is of another schema */
  verify(options?: VerifyOptions): Promise<Verified>;
  /** Let go of all that was opened. */
  close(): Promise<void>;
}

/** Loads the adapters of the store that the configuration names, and no others. */
export async function openStore(config: Config, clock: Clock, log: Log = silentLog): Promise<Store> {
  const { store } = config;
  closeToOthers(config, log);
  if (store.kind === "sqlite") return (await import("./sqlite-store.ts")).openSqliteStore(config, store.file, clock);
  return (await import("./postgres-store.ts")).openPostgresStore(config, store.url, clock, log);
}
