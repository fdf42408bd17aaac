/** Ids of traces and spans: random ones, but where the next is said beforehand. */
import { type IdGenerator, RandomIdGenerator } from "@opentelemetry/sdk-trace";
import type { SpanIds } from "./order-ids.ts";

/** A generator that can be told what comes next. */
export interface Ids extends IdGenerator {
  /** What is begun in `begin` has these. */
  next<T>(ids: Partial<SpanIds>, begin: () => T): T;
}

/** Ids of one process. */
export function createIds(): Ids {
  const random = new RandomIdGenerator();
  let said: Partial<SpanIds> = {};
  return {
    generateTraceId: () => said.traceId ?? random.generateTraceId(),
    generateSpanId: () => said.spanId ?? random.generateSpanId(),
    next(ids, begin) {
      said = ids;
      try {
        return begin();
      } finally {
        said = {};
      }
    },
  };
}
