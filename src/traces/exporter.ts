/** What sends spans to the collector, and says once when it cannot. */
import { ExportResultCode } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Log } from "../log.ts";
import type { TraceSettings } from "./settings.ts";

/** @throws Error where the package cannot be loaded */
export async function openExporter({ url, protocol }: TraceSettings, log: Log): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await (protocol === "http/json"
    ? import("@opentelemetry/exporter-trace-otlp-http")
    : import("@opentelemetry/exporter-trace-otlp-proto"));
  const exporter = new OTLPTraceExporter({ url });
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        // Without what the collector answered: it may say anything.
        if (failed && !isFailing)
          log.warn({ reason: result.error?.name }, "The collector takes no traces; they are lost");
        if (!failed && isFailing) log.info({}, "The collector takes traces again");
        isFailing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
