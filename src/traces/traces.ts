/**
 * Where the time of an opening goes, as spans of OpenTelemetry: the request, the commit, the order, the driver, the
 * webhooks that tell of it. Loaded only where a collector is configured. No span has an address, a link, a PIN, a token or
 * a name: only patterns of routes, types, outcomes, numbers of locks and ids of orders, events and webhooks.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BatchSpanProcessor, SamplingDecision, TracerProvider } from "@opentelemetry/sdk-trace";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { Command } from "../domain/command.ts";
import type { OpenOutcome, OrderState } from "../domain/order.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import { openExporter } from "./exporter.ts";
import { createIds } from "./ids.ts";
import { idsOfOrder } from "./order-ids.ts";
import { samplersOf } from "./samplers.ts";
import type { TraceSettings } from "./settings.ts";

/** The port of traces: each part runs what it does inside of its span. */
export interface Traces {
  request(request: TracedRequest): RequestTrace;
  /** The same ledger; each command has a span, in the trace of the request or of the order that it is about. */
  ledger(ledger: Ledger): Ledger;
  /** Run what this process does for an order that it made; the span of the order. */
  order(order: OrderState, run: () => Promise<void>): Promise<void>;
  /** Run one order's way to its driver and back. */
  delivery(order: OrderState, deliver: () => Promise<OpenOutcome>): Promise<OpenOutcome>;
  /** Run one try of a webhook's delivery. */
  sending<Sent extends SentWebhook>(delivery: TracedDelivery, send: () => Promise<Sent>): Promise<Sent>;
  /** Send what waits, for a moment. */
  close(): Promise<void>;
}

/** A request that has arrived. */
export interface TracedRequest {
  readonly method: string;
  /** The route's pattern; undefined when nothing is there. */
  readonly route: string | undefined;
  /** Its name in the log. */
  readonly id: string;
  /** Its headers, where whoever passed it on may say which trace it belongs to. */
  readonly carrier?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The span of a request. */
export interface RequestTrace {
  /** What is done in it belongs to the request. */
  run(next: () => void): void;
  end(status: number): void;
}

/** An event on its way to a webhook. */
export interface TracedDelivery {
  readonly eventId: string;
  readonly endpointId: string;
  readonly type: string;
  readonly attempts: number;
  /** The order that the event is about. */
  readonly orderId: string | null;
}

/** What came of a try. */
export interface SentWebhook {
  readonly outcome: string;
  readonly try: { readonly status?: number };
}

/** Who runs, and where what happened is sent. */
export interface TracesOptions {
  readonly settings: TraceSettings;
  readonly process: string;
  readonly version: string;
  readonly log: Log;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** How long a process that ends waits for the collector, in milliseconds. */
const CLOSE_MS = 1_000;

/** A request's span, begun late: its trace is that of the order that it makes, which is known only then. */
interface Underway extends RequestTrace {
  spanFor(orderId?: string): Span;
}

/** @throws Error where the exporter cannot be loaded */
export async function createTraces({ settings, process, version, log }: TracesOptions): Promise<Traces> {
  const { sampler, ofRoots } = samplersOf(settings);
  const ids = createIds();
  const provider = new TracerProvider({
    sampler,
    idGenerator: ids,
    resource: resourceFromAttributes({
      ...settings.attributes,
      "service.name": settings.serviceName,
      "service.version": version,
      "service.instance.id": process,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: await openExporter(settings, log),
        scheduledDelayMillis: settings.delayMs,
        maxQueueSize: settings.maxWaiting,
        exportTimeoutMillis: 10_000,
      }),
    ],
  });
  const tracer = provider.getTracer("latchstring", version);
  const propagator = new W3CTraceContextPropagator();
  const requests = new AsyncLocalStorage<Underway>();

  /** The span of an order, wherever it was made. */
  function orderContext(orderId: string): Context {
    const { traceId, spanId } = idsOfOrder(orderId);
    const { decision } = ofRoots.shouldSample(ROOT_CONTEXT, traceId, "order", SpanKind.INTERNAL, {}, []);
    const traceFlags = decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  }

  /** What a command belongs to: the order that it is about, or the request that gave it. */
  function contextOf(command: Command): Context {
    const orderId = "orderId" in command ? command.orderId : undefined;
    if (/^(send|report|expire)Order$/.test(command.type)) return orderContext(orderId!);
    const request = requests.getStore();
    return request ? trace.setSpan(ROOT_CONTEXT, request.spanFor(orderId)) : ROOT_CONTEXT;
  }

  /** Run it in a span. @param said what is told of what it came to */
  async function within<T>(
    name: string,
    kind: SpanKind,
    parent: Context,
    attributes: Attributes,
    run: () => Promise<T>,
    said: (done: T) => { readonly isGood: boolean; readonly attributes: Attributes },
  ): Promise<T> {
    const span = tracer.startSpan(name, { kind, attributes, startTime: performance.now() }, parent);
    try {
      const done = await run();
      const { isGood, attributes: more } = said(done);
      span.setAttributes(more);
      if (!isGood) span.setStatus({ code: SpanStatusCode.ERROR });
      return done;
    } catch (error) {
      // Its message may hold anything.
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      span.end(performance.now());
    }
  }

  return {
    request({ method, route = "none", id, carrier }) {
      const startTime = performance.now();
      const known = METHODS.has(method) ? method : "_OTHER";
      const attributes = { "http.request.method": known, "http.route": route, "latchstring.request_id": id };
      const parent = carrier ? propagator.extract(ROOT_CONTEXT, carrier, HEADERS) : ROOT_CONTEXT;
      let span: Span | undefined;
      const underway: Underway = {
        spanFor(orderId) {
          if (span) return span;
          const own = orderId === undefined ? {} : { traceId: idsOfOrder(orderId).traceId };
          const options = { kind: SpanKind.SERVER, attributes, startTime };
          return (span = ids.next(own, () => tracer.startSpan(`${known} ${route}`, options, parent)));
        },
        run: (next) => requests.run(underway, next),
        end(status) {
          const ended = underway.spanFor();
          ended.setAttribute("http.response.status_code", status);
          if (status >= 500) ended.setStatus({ code: SpanStatusCode.ERROR });
          ended.end(performance.now());
        },
      };
      return underway;
    },
    ledger: (ledger) => ({
      read: ledger.read,
      probe: () => ledger.probe(),
      close: () => ledger.close(),
      submit: (command) =>
        within(
          `commit ${command.type}`,
          SpanKind.INTERNAL,
          contextOf(command),
          {},
          () => ledger.submit(command),
          (done) => ({
            isGood: true,
            attributes: { "latchstring.answer": done.ok ? "accepted" : done.reason },
          }),
        ),
    }),
    async order({ orderId, lockId }, run) {
      const order = idsOfOrder(orderId);
      const asked = requests.getStore()?.spanFor(orderId);
      const isWithin = asked?.spanContext().traceId === order.traceId;
      const span = ids.next(isWithin ? { spanId: order.spanId } : order, () =>
        tracer.startSpan(
          "order",
          {
            startTime: performance.now(),
            attributes: { "latchstring.order_id": orderId, "latchstring.lock_id": lockId },
            links: asked && !isWithin ? [{ context: asked.spanContext() }] : [],
          },
          asked && isWithin ? trace.setSpan(ROOT_CONTEXT, asked) : ROOT_CONTEXT,
        ),
      );
      // From the trace of the proxy in front, one gets to the order's, and back.
      if (asked && !isWithin) asked.addLink({ context: span.spanContext() });
      try {
        await run();
      } finally {
        span.end(performance.now());
      }
    },
    delivery: ({ orderId, driver = "none" }, deliver) =>
      within(
        "unlock",
        SpanKind.CLIENT,
        orderContext(orderId),
        { "latchstring.driver": driver },
        deliver,
        (outcome) => ({
          isGood: outcome.ok,
          attributes: { "latchstring.outcome": outcome.ok ? "opened" : outcome.failure },
        }),
      ),
    sending: ({ orderId, eventId, endpointId, type, attempts }, send) =>
      within(
        `webhook ${type}`,
        SpanKind.CLIENT,
        orderId === null ? ROOT_CONTEXT : orderContext(orderId),
        { "latchstring.event_id": eventId, "latchstring.webhook_id": endpointId, "latchstring.attempt": attempts + 1 },
        send,
        (sent) => ({
          isGood: sent.outcome === "taken",
          attributes: {
            "latchstring.outcome": sent.outcome,
            ...(sent.try.status !== undefined && { "http.response.status_code": sent.try.status }),
          },
        }),
      ),
    async close() {
      const sent = provider.shutdown().catch(() => {}); // the exporter has told why
      const { promise, resolve } = Promise.withResolvers<void>();
      const late = setTimeout(resolve, CLOSE_MS);
      await Promise.race([sent, promise]);
      clearTimeout(late);
    },
  };
}

const HEADERS = {
  keys: (carrier: object) => Object.keys(carrier),
  get: (carrier: Readonly<Record<string, string | readonly string[] | undefined>>, key: string) => {
    const value = carrier[key];
    return typeof value === "string" ? value : undefined;
  },
};
