/** What OpenTelemetry's own environment variables say of traces, as far as it is meant for this program to read. */
import { Invalid, integer, oneOf, webAddress } from "../config-values.ts";

export const SAMPLERS = [
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
  "always_on",
  "always_off",
  "traceidratio",
] as const;
export const PROTOCOLS = ["http/protobuf", "http/json"] as const;

/** Where traces are sent, and how many. */
export interface TraceSettings {
  /** Takes OTLP over HTTP. */
  readonly url: string;
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly serviceName: string;
  /** Of the whole process. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly sampler: (typeof SAMPLERS)[number];
  /** 0 to 1; of the samplers by ratio. */
  readonly ratio: number;
  /** How long spans are gathered, in milliseconds, and how many may wait. */
  readonly delayMs: number;
  readonly maxWaiting: number;
}

type Read = <T>(name: string, fallback: string, parse: (text: string) => T) => T | undefined;

/**
 * Headers, time-out, compression and certificates (`OTEL_EXPORTER_OTLP_…`) are read by the exporter itself.
 *
 * @param read notes what is wrong with a value
 * @returns undefined where nobody named a collector, or traces are switched off
 */
export function readTraces(env: NodeJS.ProcessEnv, read: Read): { [K in keyof TraceSettings]?: unknown } | undefined {
  const given = (name: string) => Boolean(env[name]?.trim());
  const [all, own] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] as const;
  if (!given(all) && !given(own)) return undefined;
  const isDisabled = read("OTEL_SDK_DISABLED", "false", (text) => oneOf(text.toLowerCase(), ["true", "false"]));
  const exporter = read("OTEL_TRACES_EXPORTER", "otlp", (text) => oneOf(text, ["otlp", "none"]));
  if (isDisabled === "true" || exporter === "none") return undefined;
  const protocol = given("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
    ? "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
    : "OTEL_EXPORTER_OTLP_PROTOCOL";
  return {
    url: given(own) ? read(own, "", (text) => collector(text).href) : read(all, "", underAll),
    protocol: read(protocol, "http/protobuf", (text) => oneOf(text, PROTOCOLS)),
    serviceName: read("OTEL_SERVICE_NAME", "latchstring", String),
    attributes: given("OTEL_RESOURCE_ATTRIBUTES") ? read("OTEL_RESOURCE_ATTRIBUTES", "", pairs) : {},
    sampler: read("OTEL_TRACES_SAMPLER", "parentbased_always_on", (text) => oneOf(text, SAMPLERS)),
    ratio: read("OTEL_TRACES_SAMPLER_ARG", "1", ratio),
    delayMs: read("OTEL_BSP_SCHEDULE_DELAY", "5000", (text) => integer(text, 1, 600_000)),
    maxWaiting: read("OTEL_BSP_MAX_QUEUE_SIZE", "2048", (text) => integer(text, 1, 1_000_000)),
  };
}

function collector(text: string): URL {
  try {
    return webAddress(text);
  } catch {
    // Without the value: there may be a password in it.
    throw new Invalid("must be an http or https URL", true);
  }
}

function underAll(text: string): string {
  const url = collector(text);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/traces`;
  return url.href;
}

function ratio(text: string): number {
  if (!/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/.test(text)) throw new Invalid("must be a number from 0 to 1");
  return Number(text);
}

/** As `key=value,key=value`, with `%` before what has another meaning there (W3C Baggage). */
function pairs(text: string): Record<string, string> {
  try {
    return Object.fromEntries(
      text.split(",").map((pair) => {
        const [, key, value] = /^\s*([!-<>-~]{1,255})\s*=\s*([^=]{0,255})$/.exec(pair)!;
        return [key!.trim(), decodeURIComponent(value!.trim())];
      }),
    );
  } catch {
    throw new Invalid("must be a list of key=value, separated by commas");
  }
}
