/**
 * The process itself, under the names that dashboards know. The library's own collection of these cannot be stopped
 * again.
 */
import { constants, monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const GC_BUCKETS = [0.001, 0.01, 0.1, 1];
const LAG_RESOLUTION_MS = 10;
const KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
};

/** Figures of the process itself, such as memory and the delay of its event loop. */
export interface ProcessMetrics {
  /** Bring the figures up to date. */
  look(): void;
  stop(): void;
}

/** Nothing of it keeps the process. */
export function measureProcess(registry: Registry): ProcessMetrics {
  const registers = [registry];
  const started = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process started, in seconds since the epoch.",
    registers,
  });
  started.set(Math.round(performance.timeOrigin / 1_000));
  const cpu = new Counter({ name: "process_cpu_seconds_total", help: "Processor time of all threads.", registers });
  const memory = new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory that the process holds.",
    registers,
  });
  const heap = new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Objects of the server's main thread.",
    registers,
  });
  const lagMost = new Gauge({
    name: "nodejs_eventloop_lag_max_seconds",
    help: "How late the event loop was at the most, since this was last asked.",
    registers,
  });
  const lag99 = new Gauge({
    name: "nodejs_eventloop_lag_p99_seconds",
    help: "How late the event loop was at the most in 99 of 100 moments, since this was last asked.",
    registers,
  });
  const pauses = new Histogram({
    name: "nodejs_gc_duration_seconds",
    help: "Pauses to collect garbage.",
    labelNames: ["kind"],
    buckets: GC_BUCKETS,
    registers,
  });
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration, detail } = entry as typeof entry & { readonly detail: { readonly kind: number } };
      pauses.observe({ kind: KINDS[detail.kind] ?? "other" }, duration / 1_000);
    }
  });
  collections.observe({ entryTypes: ["gc"] });
  const delays = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delays.enable();

  return {
    look() {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1_000_000);
      const { rss, heapUsed } = process.memoryUsage();
      memory.set(rss);
      heap.set(heapUsed);
      lagMost.set(latenessOf(delays.max));
      lag99.set(latenessOf(delays.percentile(99)));
      delays.reset();
    },
    stop() {
      delays.disable();
      collections.disconnect();
    },
  };
}

/** @param delay between two looks, in nanoseconds @returns seconds beyond what was meant to be between them */
function latenessOf(delay: number): number {
  return Math.max(0, delay / 1e9 - LAG_RESOLUTION_MS / 1_000);
}
