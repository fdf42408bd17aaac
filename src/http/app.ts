/** What the server is made of, what its routes are given, and what they are added to. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { Activity } from "../activity/activity.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { HubKeeper } from "../devices/hubs/keeper.ts";
import type { OpenHubs } from "../devices/hubs/open-hubs.ts";
import type { DeviceStates } from "../devices/observed/device-states.ts";
import type { Accounts } from "../identity/accounts/accounts.ts";
import type { Providers } from "../identity/accounts/providers.ts";
import type { Ways } from "../identity/accounts/ways.ts";
import type { Directory } from "../identity/directory.ts";
import type { Organizations } from "../identity/organizations.ts";
import type { PinVault } from "../pins/pin-vault.ts";
import type { SignIn } from "../identity/sign-in.ts";
import type { TokenVerifier } from "../identity/tokens.ts";
import type { Idempotency } from "../idempotency/idempotency.ts";
import type { PersonalData } from "../erasure/personal-data.ts";
import type { KeyImports } from "../key-imports/key-imports.ts";
import type { LedgerWithoutOrders } from "../ledger/ledger.ts";
import type { Counters } from "../limits/counters.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { NoticeChoices } from "../member-notices/choices.ts";
import type { Recipients } from "../notices/recipients.ts";
import type { Unsubscribe } from "../member-notices/unsubscribe.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Traces } from "../traces/traces.ts";
import type { Openings } from "../openings/openings.ts";
import type { OrgFeed } from "../org-feed/org-feed.ts";
import type { WebhookDesk } from "../webhooks/desk.ts";
import type { Reading } from "../reading/reading.ts";
import type { Presentation } from "../presentation/presentation.ts";
import type { Guessing } from "./callers/guessing.ts";
import type { Letters } from "./callers/letters.ts";
import type { Limits } from "./callers/limits.ts";
import type { RefusedCredentials } from "./callers/refused-credentials.ts";

export interface ServerDeps {
  readonly config: Config;
  readonly ledger: LedgerWithoutOrders;
  readonly reading: Reading;
  readonly directory: Directory;
  readonly organizations: Organizations;
  readonly tokens: TokenVerifier;
  readonly openings: Openings;
  readonly pins: PinVault;
  readonly idempotency: Idempotency;
  readonly signIn: SignIn;
  readonly accounts: Accounts;
  readonly ways: Ways;
  readonly providers: Providers;
  readonly presentation: Presentation;
  readonly keyImports: KeyImports;
  readonly personalData: PersonalData;
  readonly counters: Counters;
  readonly activity: Activity;
  readonly orgFeed: OrgFeed;
  readonly webhooks: WebhookDesk;
  /** Whom keys are for. */
  readonly recipients: Recipients;
  readonly noticeChoices: NoticeChoices;
  readonly unsubscribe: Unsubscribe;
  readonly hubs: HubKeeper;
  /** Of this process. */
  readonly openHubs: OpenHubs;
  readonly deviceStates: DeviceStates;
  /** Absent where no mail server is known. */
  readonly mailer?: Mailer;
  /** Absent where nothing is measured. */
  readonly metrics?: Metrics;
  /** Absent where nothing is traced. */
  readonly traces?: Traces;
  /** How long a request may take to arrive, in milliseconds; 15 s if left out. */
  readonly requestMs?: number;
  /** Where the console was built, if not where `npm run build` does. */
  readonly consoleFolder?: URL;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
}

/** What routes are given: the server's parts, and the limits that belong to it. */
export interface RouteDeps extends ServerDeps {
  readonly limits: Limits;
  readonly guessing: Guessing;
  readonly letters: Letters;
  readonly credentials: RefusedCredentials;
}

/** A server whose handlers get the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
