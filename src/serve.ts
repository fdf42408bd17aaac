/** The composition root: config → adapters → server → wait → dispose. The only file that picks adapters. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Logger, pino } from "pino";
import { createActivity } from "./activity/stored-activity.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { openDataFolder } from "./data-folder.ts";
import { openEventsOut } from "./events-out.ts";
import { createObserved } from "./devices/observed/observed.ts";
import { createOrders } from "./devices/orders.ts";
import { networkOf } from "./outbound/addresses.ts";
import { outboundFetch } from "./outbound/fetch.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { kindOf } from "./devices/kinds.ts";
import { createHubKeeper, type HubKeeper } from "./devices/hubs/keeper.ts";
import { type OpenHubs, openHubs } from "./devices/hubs/open-hubs.ts";
import { hubSecretsOf } from "./devices/hubs/secrets.ts";
import type { RouteDeps } from "./http/app.ts";
import { listen } from "./http/listen.ts";
import { createCursors } from "./feed/stored-cursors.ts";
import { type Commands, tellingCommits } from "./feed/telling-commits.ts";
import type { PasswordHashing } from "./identity/accounts/accounts.ts";
import { createProviders } from "./identity/accounts/providers.ts";
import { withSessionTokens } from "./identity/accounts/session-tokens.ts";
import type { Directory } from "./identity/directory.ts";
import { externalVerifier } from "./identity/external-issuer.ts";
import { type Issuer, openIssuer } from "./identity/issuer.ts";
import type { Organizations } from "./identity/organizations.ts";
import { tokenUsers } from "./identity/token-users.ts";
import { openPinVault, pinFile } from "./pins/pin-vault.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { createSmtpMailer } from "./mail/smtp-mailer.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { createOpenings } from "./openings/openings.ts";
import { keepRetention } from "./erasure/retention.ts";
import { revokeOnTime } from "./revocations/revoke-on-time.ts";
import { withRefusalCounts } from "./refusals/refusal-counts.ts";
import { createReading } from "./reading/reading.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/store.ts";
import type { TraceSettings } from "./traces/settings.ts";
import type { Traces } from "./traces/traces.ts";
import { VERSION } from "./version.ts";
import type { WebhookTiming } from "./webhooks/lane-sending.ts";
import type { FastifyInstance } from "fastify";

export interface Served {
  /** Where it listens. */
  readonly url: string;
  /** Where people reach it; no slash at the end. */
  readonly publicUrl: string;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly organizations: Organizations;
  readonly store: Store;
  readonly hubs: HubKeeper;
  readonly openHubs: OpenHubs;
  /** The server's own issuer of tokens; absent when tokens come from elsewhere. */
  readonly issuer?: Issuer;
  /** Stop taking requests, finish what was accepted, let go of everything; within 10 s. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly clock?: Clock;
  /** How long a stopping server gives to connections that are not idle, in milliseconds. */
  readonly drainMs?: number;
  /** Aborted before it listens, it is not started after all: its reason is thrown. */
  readonly signal?: AbortSignal;
  /** How long a request may take to arrive, in milliseconds. */
  readonly requestMs?: number;
  /** How long webhooks wait; as it is documented, if left out. */
  readonly webhookTiming?: WebhookTiming;
  /** Of passwords; scrypt, if left out. */
  readonly hashing?: PasswordHashing;
  /** Where the console was built, if not where `npm run build` does. */
  readonly consoleFolder?: URL;
  /** Adds routes of its own; for benchmarks. */
  readonly extend?: (app: FastifyInstance, deps: RouteDeps) => void;
}

/** How long drivers may take to let go of their devices, in milliseconds. */
const DRIVERS_STOP_MS = 1_000;
const DRAIN_MS = 4_000;
const DAY_MS = 86_400_000;
/** How long a provider of OpenID Connect may take for each answer, in milliseconds. */
const PROVIDER_MS = 5_000;
/** The operator names providers, which may be in a network of their own; where clouds keep secrets is refused all the same. */
const EVERYWHERE = ["0.0.0.0/0", "::/0"].map((all) => networkOf(all)!);

const loadRoutes = () => import("./http/server.ts");

export async function serve(given: Config, options: ServeOptions = {}): Promise<Served> {
  const {
    clock = systemClock,
    drainMs = DRAIN_MS,
    requestMs,
    webhookTiming,
    hashing,
    consoleFolder,
    extend,
    signal,
  } = options;
  const config: { -readonly [K in keyof Config]: Config[K] } = { ...given };
  const log = createLog(config);
  openDataFolder(config);
  // Whatever fails from here on, what was opened before it is closed, the last first.
  await using opening = new AsyncDisposableStack();
  const metrics = config.metrics && (await startMetrics(config));
  opening.defer(() => metrics?.close());
  const traces = config.traces && (await startTraces(config, config.traces, log));
  opening.defer(() => traces?.close());
  const store = opening.adopt(await openStore(config, clock, log, hashing), (one) => one.close());
  // They hold up this thread: another one opens a file meanwhile, but a connection could run out of time.
  if (config.store.kind !== "sqlite") await loadRoutes();
  const [opened, { buildServer, warmCompilers }] = await Promise.all([store.ledger(), loadRoutes()]);
  const traced = traces ? traces.ledger(opened) : opened;
  const counting = withRefusalCounts(metrics ? metrics.ledger(traced) : traced, clock, log);
  let commands: Commands | undefined;
  const ledger = opening.adopt(
    tellingCommits(counting, () => commands),
    (one) => one.close(),
  );
  const directory = await store.directory();
  const organizations = await store.organizations();
  const { auth } = config;
  const users = tokenUsers(directory, clock);
  const issuer =
    auth.kind === "own"
      ? await openIssuer({ ...auth, file: join(config.dataDir, "issuer.json"), clock, users })
      : undefined;
  const issued = auth.kind === "external" ? externalVerifier({ ...auth, clock, users, log }) : issuer!.verifier;
  const accounts = await store.accounts();
  const tokens = withSessionTokens(issued, accounts.tokens);
  const ways = await store.ways();
  const providers = createProviders({
    providers: config.providers,
    tickets: ways.tickets,
    fetch: outboundFetch(createOutbound({ allow: EVERYWHERE }), PROVIDER_MS),
    publicUrl: () => config.publicUrl,
    clock,
    log,
  });
  const idempotency = await store.idempotency();
  const { secrets, digits } = config.pin;
  const pins = await openPinVault({
    keys: secrets ? { secrets } : { file: pinFile(config) },
    digits,
    clock,
  });
  const signIn = await store.signIn();
  const presentation = await store.presentation();
  const counters = await store.counters();
  const reading = opening.adopt(createReading({ read: ledger.read, directory, clock }), (one) => one.close());
  const mailer = config.mail && createSmtpMailer({ url: config.mail.smtpUrl, from: config.mail.from });
  const outbound = createOutbound({ allow: config.outboundAllow });
  const states = await store.deviceStates();
  const observed = opening.adopt(createObserved({ ledger, states, clock, log }), (one) => one.close());
  const hubSecrets = hubSecretsOf(config);
  const holder = `${config.processName} ${randomUUID()}`;
  const drivers = openHubs({
    hubs: () => store.hubs(),
    secrets: hubSecrets,
    simulator: config.simulator,
    dataDir: config.dataDir,
    holder,
    clock,
    log,
    outbound,
    kindOf,
    observed: observed.observed,
  });
  const hubs = createHubKeeper({
    hubs: () => store.hubs(),
    secrets: hubSecrets,
    simulator: config.simulator,
    clock,
    kindOf,
  });
  opening.defer(async () => {
    await Promise.race([drivers.stop(), wait(DRIVERS_STOP_MS, undefined, { ref: false })]);
  });
  const feed = await store.feed();
  const activity = opening.adopt(
    createActivity({
      sql: feed,
      cursors: createCursors(feed),
      read: ledger.read,
      holder,
      clock,
      log,
      ...(metrics && { measure: metrics.readers }),
    }),
    (one) => one.close(),
  );
  const eventsOut = opening.adopt(
    await openEventsOut({
      config,
      store,
      ledger,
      directory,
      organizations,
      presentation,
      reading,
      activity,
      deviceStates: states,
      observed,
      drivers,
      hubSecrets,
      outbound,
      mailer,
      holder,
      clock,
      log,
      metrics,
      traces,
      webhookTiming,
    }),
    (one) => one.close(),
  );
  commands = eventsOut.commands;
  const orders = createOrders({
    ledger,
    drivers,
    clock,
    log,
    ...((metrics || traces) && {
      measure: (order, deliver) => {
        const counted = metrics ? () => metrics.delivery(order, deliver) : deliver;
        return traces ? traces.delivery(order, counted) : counted();
      },
    }),
    ...(traces && { trace: traces.order }),
  });
  opening.defer(() => orders.stop());
  const looking = new AbortController();
  const { retentionDays } = config;
  const retention = {
    texts: await store.storedTexts(),
    forgetOthers: [(now: number) => idempotency.forget(now), ...eventsOut.forget],
    keepMs: retentionDays === undefined ? undefined : retentionDays * DAY_MS,
  };
  const revoking = revokeOnTime({ ledger, clock, log }, looking.signal);
  const retaining = keepRetention({ ...retention, ledger, clock, log }, looking.signal);
  opening.defer(async () => {
    looking.abort();
    await Promise.all([revoking, retaining]);
  });
  const app = await buildServer(
    {
      config,
      ledger,
      reading,
      directory,
      organizations,
      tokens,
      openings: createOpenings({ ledger, orders, held: drivers.held }),
      pins,
      idempotency,
      signIn,
      accounts,
      ways,
      providers,
      presentation,
      keyImports: await store.keyImports(),
      personalData: await store.personalData(),
      counters,
      activity,
      ...eventsOut.deps,
      hubs,
      openHubs: drivers,
      deviceStates: states,
      ...(mailer && { mailer }),
      ...(metrics && { metrics }),
      ...(traces && { traces }),
      ...(requestMs !== undefined && { requestMs }),
      ...(consoleFolder && { consoleFolder }),
      clock,
      log,
    },
    extend,
  );

  let listening: Awaited<ReturnType<typeof listen>> | undefined;
  opening.defer(async () => {
    // A connection on which nothing was asked yet does not count as idle.
    const cut = setInterval(() => app.server.closeAllConnections(), drainMs);
    await Promise.all([app.close(), listening?.stop?.()]);
    clearInterval(cut);
  });
  signal?.throwIfAborted();
  listening = await listen(app, config, log);
  const { url } = listening;
  // With any free port, the address that guests are given is known only now.
  config.publicUrl = config.publicUrl.replace(/:0$/, `:${new URL(url).port}`);
  drivers.begin();
  activity.begin();
  eventsOut.begin();
  void warmCompilers();
  const open = opening.move();
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= open.disposeAsync());
  return {
    url,
    publicUrl: config.publicUrl,
    store,
    ledger,
    directory,
    organizations,
    hubs,
    openHubs: drivers,
    ...(issuer && { issuer }),
    close,
  };
}

/** A log that nobody takes, or that a full disk does not, keeps no door from opening and no process from ending. */
function createLog({ logLevel, processName }: Config): Logger {
  const open = () => {
    const opened = pino.destination(1).on("error", () => {
      // It would try the same lines again for ever.
      opened.destroy();
      if (output === opened) output = open();
    });
    return opened;
  };
  let output = open();
  return pino({ level: logLevel, base: { process: processName } }, { write: (line) => void output.write(line) });
}

/** Loaded only where somebody asks for it. */
async function startMetrics({ processName }: Config): Promise<Metrics> {
  const { createMetrics } = await import("./metrics/metrics.ts");
  return createMetrics({ process: processName, version: VERSION });
}

/** Loaded only where a collector is named. */
async function startTraces({ processName }: Config, settings: TraceSettings, log: Logger): Promise<Traces> {
  const { createTraces } = await import("./traces/traces.ts");
  return createTraces({ settings, process: processName, version: VERSION, log });
}
