/**
 * What one server counts of its own work, in Prometheus' text format. Labels take a bounded number of values: routes are
 * patterns, and no key, lock, caller or organisation is ever named.
 */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { OpenOutcome, OrderState } from "../domain/order.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { measuredLedger } from "./ledger.ts";
import { measureProcess } from "./process.ts";
import { measureQueues, type Queues } from "./queues.ts";

/** What a server counts of its own work, in the text format of Prometheus. */
export interface Metrics {
  /** The same ledger; every command that it is given is counted. */
  ledger(ledger: Ledger): Ledger;
  /** Run one order's way to its driver and back, and count what came of it. */
  delivery(order: OrderState, deliver: () => Promise<OpenOutcome>): Promise<OpenOutcome>;
  answered(request: AnsweredRequest): void;
  /** A credential was not good; both take a few values only. */
  credentialRefused(kind: string, reason: string): void;
  /** A PIN in the store was found not to be its key's. */
  pinFault(): void;
  /** Of what `text` gives. */
  readonly contentType: string;
  text(): Promise<string>;
  /** What readers of the feed have taken, by their names. */
  readonly readers: {
    taken(reader: string, events: number): void;
    failed(reader: string): void;
    behind(reader: string, seconds: number): void;
  };
  /** Run one try of a webhook's delivery, and count what came of it. */
  sending<Sent extends { readonly outcome: string }>(send: () => Promise<Sent>): Promise<Sent>;
  /** A delivery was taken, or given up. @param seconds since what it tells of happened */
  delivered(state: "delivered" | "dead", seconds: number): void;
  /** A notice was sent, or given up. */
  noticed(state: "sent" | "dead"): void;
  /** What is looked at whenever the text is asked for. */
  queues(of: Queues): void;
  /** Watch this process no longer. */
  close(): void;
}

/** A request that was answered, as it is counted. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern; undefined when nothing is there. */
  readonly route: string | undefined;
  readonly status: number;
  /** From its arrival to the end of its answer; undefined for a stream, which lasts as long as somebody watches. */
  readonly seconds: number | undefined;
}

/** Of requests. Some wait for a door. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Of webhooks: a receiver may take ten seconds, and what it did not take may come three days later. */
const SENDING_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DELIVERY_BUCKETS = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600, 86_400];

/** What every series or the info metric says. */
export interface MetricsOptions {
  /** The process's name, which every series carries. */
  readonly process: string;
  readonly version: string;
}

/** Counts of one process; nothing of them is stored. */
export function createMetrics({ process, version }: MetricsOptions): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  const registers = [registry];
  new Gauge({
    name: "latchstring_info",
    help: "Always 1; its label has the version of the program.",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  const requests = new Counter({
    name: "latchstring_http_requests_total",
    help: "Requests that were answered, by route and status.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "latchstring_http_request_duration_seconds",
    help: "From a request's arrival to the end of its answer; streams are left out.",
    labelNames: ["route"],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const orders = new Counter({
    name: "latchstring_orders_total",
    help: "Orders to open a door that this process carried to their driver: opened, or why not.",
    labelNames: ["driver", "outcome"],
    registers,
  });
  const underway = new Gauge({
    name: "latchstring_orders_underway",
    help: "Orders whose driver has not answered yet.",
    registers,
  });
  const pinFaults = new Counter({
    name: "latchstring_pin_faults_total",
    help: "PINs in the store that were found not to be their key's: somebody edited the table.",
    registers,
  });
  const refusals = new Counter({
    name: "latchstring_credentials_refused_total",
    help: "Credentials that were sent and were not good, by what they were and why.",
    labelNames: ["kind", "reason"],
    registers,
  });
  const taken = new Counter({
    name: "latchstring_feed_events_total",
    help: "Events of the record that a reader of the feed took in this process.",
    labelNames: ["reader"],
    registers,
  });
  const failed = new Counter({
    name: "latchstring_feed_failures_total",
    help: "Batches of a reader of the feed that failed in this process and are tried again.",
    labelNames: ["reader"],
    registers,
  });
  const behind = new Gauge({
    name: "latchstring_feed_behind_seconds",
    help: "How old the last event was that a reader took in this process; 0 when there was nothing more.",
    labelNames: ["reader"],
    registers,
  });
  const tries = new Counter({
    name: "latchstring_webhook_tries_total",
    help: "Tries of deliveries: taken, failed (tried again), refused for good, or gone (the receiver wants none).",
    labelNames: ["outcome"],
    registers,
  });
  const sendings = new Histogram({
    name: "latchstring_webhook_try_duration_seconds",
    help: "How long receivers took to answer one try.",
    buckets: SENDING_BUCKETS,
    registers,
  });
  const settled = new Counter({
    name: "latchstring_webhook_deliveries_total",
    help: "Deliveries that were taken, or given up and kept as dead letters.",
    labelNames: ["state"],
    registers,
  });
  const delays = new Histogram({
    name: "latchstring_webhook_delivery_seconds",
    help: "From what happened to the receiver's having taken it.",
    buckets: DELIVERY_BUCKETS,
    registers,
  });
  const notices = new Counter({
    name: "latchstring_notices_total",
    help: "Messages to people that were handed over, or given up.",
    labelNames: ["state"],
    registers,
  });
  // A rise from nothing is seen only where nothing was told before.
  for (const outcome of ["taken", "failed", "refused", "gone"]) tries.inc({ outcome }, 0);
  for (const state of ["delivered", "dead"]) settled.inc({ state }, 0);
  for (const state of ["sent", "dead"]) notices.inc({ state }, 0);
  const ofProcess = measureProcess(registry);
  let lookAtQueues: (() => Promise<void>) | undefined;
  return {
    ledger: (ledger) => measuredLedger(ledger, registry),
    async delivery({ driver }, deliver) {
      underway.inc();
      try {
        const outcome = await deliver();
        orders.inc({ driver: driver ?? "none", outcome: outcome.ok ? "opened" : outcome.failure });
        return outcome;
      } finally {
        underway.dec();
      }
    },
    answered({ method, route = "none", status, seconds }) {
      requests.inc({ method, route, status });
      if (seconds !== undefined) durations.observe({ route }, seconds);
    },
    readers: {
      taken: (reader, events) => taken.inc({ reader }, events),
      failed: (reader) => failed.inc({ reader }),
      behind: (reader, seconds) => behind.set({ reader }, seconds),
    },
    async sending(send) {
      const from = performance.now();
      const sent = await send();
      tries.inc({ outcome: sent.outcome });
      sendings.observe((performance.now() - from) / 1_000);
      return sent;
    },
    delivered(state, seconds) {
      settled.inc({ state });
      if (state === "delivered") delays.observe(seconds);
    },
    noticed: (state) => notices.inc({ state }),
    queues: (of) => void (lookAtQueues = measureQueues(registry, of)),
    pinFault: () => pinFaults.inc(),
    credentialRefused: (kind, reason) => refusals.inc({ kind, reason }),
    contentType: registry.contentType,
    async text() {
      ofProcess.look();
      await lookAtQueues?.();
      return registry.metrics();
    },
    close: () => ofProcess.stop(),
  };
}
