/** The port of a store: each part of the data, by its own port. */
import type { Sql } from "../database/sql.ts";
import type { DeviceStates } from "../devices/observed/device-states.ts";
import type { HubStore } from "../devices/hubs/hub.ts";
import type { Accounts } from "../identity/accounts/accounts.ts";
import type { Ways } from "../identity/accounts/ways.ts";
import type { Directory } from "../identity/directory.ts";
import type { Organizations } from "../identity/organizations.ts";
import type { SignIn } from "../identity/sign-in.ts";
import type { Idempotency } from "../idempotency/idempotency.ts";
import type { PersonalData } from "../erasure/personal-data.ts";
import type { StoredTexts } from "../erasure/stored-texts.ts";
import type { KeyImports } from "../key-imports/key-imports.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Counters } from "../limits/counters.ts";
import type { Presentation } from "../presentation/presentation.ts";
import type { Verified, VerifyOptions } from "../ledger/verify-record.ts";

/** Connections of one pool. */
export interface Connections {
  readonly pool: string;
  readonly busy: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

/** Every part is opened when it is first asked for, and once. */
export interface Store {
  ledger(): Promise<Ledger>;
  directory(): Promise<Directory>;
  organizations(): Promise<Organizations>;
  idempotency(): Promise<Idempotency>;
  presentation(): Promise<Presentation>;
  hubs(): Promise<HubStore>;
  deviceStates(): Promise<DeviceStates>;
  signIn(): Promise<SignIn>;
  accounts(): Promise<Accounts>;
  ways(): Promise<Ways>;
  keyImports(): Promise<KeyImports>;
  personalData(): Promise<PersonalData>;
  storedTexts(): Promise<StoredTexts>;
  counters(): Promise<Counters>;
  /** Beside the record, for readers of the feed: their cursors, and what they write with them. */
  feed(): Promise<Sql>;
  /** Beside the record, for organisations' feeds. */
  orgFeed(): Promise<Sql>;
  /** Beside the record, for webhooks. */
  webhooks(): Promise<Sql>;
  /** Beside the record, for notices to people. */
  notices(): Promise<Sql>;
  /** Connections to the database that are open now; none of a file's. */
  connections(): readonly Connections[];
  /** Prove the record, beside whoever writes it. @throws Error when there is none, or it is of another schema */
  verify(options?: VerifyOptions): Promise<Verified>;
  /** Let go of all that was opened. */
  close(): Promise<void>;
}
