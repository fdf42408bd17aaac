/** The composition root: config → adapters → server → wait → dispose. The only file that picks adapters. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createOrders } from "./devices/orders.ts";
import { createDrivers } from "./devices/registry.ts";
import { buildServer, type RouteDeps } from "./http/server.ts";
import type { Directory } from "./identity/directory.ts";
import { externalVerifier } from "./identity/external-issuer.ts";
import { type Issuer, openIssuer } from "./identity/issuer.ts";
import { tokenUsers } from "./identity/token-users.ts";
import { openPinVault, pinFile } from "./identity/pin-vault.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { createSmtpMailer } from "./mail/smtp-mailer.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { openStore, type Store } from "./store.ts";
import { VERSION } from "./version.ts";
import type { FastifyInstance } from "fastify";

export interface Served {
  /** Where it listens. */
  readonly url: string;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly store: Store;
  /** The server's own issuer of tokens; absent when tokens come from elsewhere. */
  readonly issuer?: Issuer;
  /** Stop taking requests, finish what was accepted, let go of everything; within 10 s. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly clock?: Clock;
  /** How long a stopping server gives to connections that are not idle, in milliseconds. */
  readonly drainMs?: number;
  /** Adds routes of its own; for benchmarks. */
  readonly extend?: (app: FastifyInstance, deps: RouteDeps) => void;
}

/** How long drivers may take to let go of their devices, in milliseconds. */
const DRIVERS_STOP_MS = 1_000;
/** How long whatever is left may keep a process that has stopped, in milliseconds. */
const LINGER_MS = 500;

const DRAIN_MS = 4_000;

export async function serve(given: Config, options: ServeOptions = {}): Promise<Served> {
  const { clock = systemClock, drainMs = DRAIN_MS, extend } = options;
  const config: { -readonly [K in keyof Config]: Config[K] } = { ...given };
  const log = pino({ level: config.logLevel, base: { process: config.processName } });
  const store = await openStore(config, clock, log);
  const opened = await store.ledger();
  const metrics = config.metrics && (await startMetrics(config));
  const ledger = metrics ? metrics.ledger(opened) : opened;
  const directory = await store.directory();
  const { auth } = config;
  const users = tokenUsers(directory, clock);
  const issuer =
    auth.kind === "own"
      ? await openIssuer({ ...auth, file: join(config.dataDir, "issuer.json"), clock, users })
      : undefined;
  const tokens = auth.kind === "external" ? externalVerifier({ ...auth, clock, users, log }) : issuer!.verifier;
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
  const mailer = config.mail && createSmtpMailer({ url: config.mail.smtpUrl, from: config.mail.from });
  const drivers = createDrivers({
    simulator: async () => {
      const { createSimulator } = await import("./devices/simulator/simulator.ts");
      return createSimulator({ dir: join(config.dataDir, "simulator"), travelMs: config.simulator.travelMs, clock });
    },
  });
  const orders = createOrders({ ledger, drivers, clock, log, ...(metrics && { measure: metrics.delivery }) });
  const app = await buildServer(
    {
      config,
      ledger,
      directory,
      tokens,
      orders,
      pins,
      idempotency,
      signIn,
      presentation,
      counters,
      ...(mailer && { mailer }),
      ...(metrics && { metrics }),
      clock,
      log,
    },
    extend,
  );

  let closed: Promise<void> | undefined;
  const close = async () => {
    // A connection on which nothing was asked yet does not count as idle.
    const cut = setInterval(() => app.server.closeAllConnections(), drainMs);
    await app.close();
    clearInterval(cut);
    await orders.stop();
    await Promise.race([drivers.stop(), wait(DRIVERS_STOP_MS, undefined, { ref: false })]);
    await store.close();
    metrics?.close();
  };
  const closeOnce = () => (closed ??= close());
  try {
    const url = await app.listen({ host: config.host, port: config.port });
    // With any free port, the address that guests are given is known only now.
    config.publicUrl = config.publicUrl.replace(/:0$/, `:${new URL(url).port}`);
    return { url, store, ledger, directory, ...(issuer && { issuer }), close: closeOnce };
  } catch (error) {
    await closeOnce();
    throw error;
  }
}

/** Loaded only where somebody asks for it. */
async function startMetrics({ processName }: Config): Promise<Metrics> {
  const { createMetrics } = await import("./metrics/metrics.ts");
  return createMetrics({ process: processName, version: VERSION });
}

/** Serve until SIGTERM or SIGINT. */
export async function serveUntilSignal(config: Config): Promise<void> {
  const served = await serve(config);
  process.stdout.write(`Latchstring listens on ${served.url}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  await served.close();
  // A driver that still waits for its device must not keep the process.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
