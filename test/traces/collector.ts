/** A collector of OpenTelemetry that keeps what it is sent: OTLP over HTTP, as JSON. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2 for an error. */
  readonly status: number | undefined;
  readonly ms: number;
}

export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly spans: Span[];
  /** Bodies as they came. */
  readonly texts: string[];
  readonly headers: IncomingHttpHeaders[];
  /** Of the processes that sent something. */
  readonly resources: Record<string, string | number>[];
  /** How it answers from now on; 200 at first. */
  status: number;
  /** Those of a name. */
  of(name: string): readonly Span[];
  /** Wait until `found` finds something. */
  until<T>(found: () => T | undefined, ms?: number): Promise<T>;
}

interface Wire {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string | number; readonly doubleValue?: number };
}

function valuesOf(attributes: readonly Wire[] = []): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue)]),
  );
}

export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      collector.headers.push(request.headers);
      collector.texts.push(text);
      if (request.headers["content-type"] === "application/json" && collector.status === 200) keep(text);
      response.writeHead(collector.status, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  function keep(text: string): void {
    for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
      collector.resources.push(valuesOf(resource.attributes));
      for (const { spans } of scopeSpans) {
        for (const one of spans) {
          const { traceId, spanId, parentSpanId, name, kind, links = [], status } = one;
          const ms = Number(BigInt(one.endTimeUnixNano) - BigInt(one.startTimeUnixNano)) / 1e6;
          const attributes = valuesOf(one.attributes);
          const told = { traceId, spanId, parentSpanId, name, kind, attributes, links, ms, status: status?.code };
          collector.spans.push(told);
        }
      }
    }
  }

  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    texts: [],
    headers: [],
    resources: [],
    status: 200,
    of: (name) => collector.spans.filter((span) => span.name === name),
    async until(found, ms = 20_000) {
      for (const late = Date.now() + ms; ; await wait(20)) {
        const seen = found();
        if (seen !== undefined) return seen;
        if (Date.now() > late) throw new Error(`Not seen: ${found}\n${JSON.stringify(collector.spans, null, 1)}`);
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return collector;
}
