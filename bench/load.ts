/** A load of one kind of request over many connections, from this process. */
import autocannon from "autocannon";

export interface Load {
  /** Answers of the expected status per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly seconds: number;
  readonly connections: number;
  /** The next request's path and body. */
  readonly next: () => { readonly path: string; readonly body?: string };
  /** The status that every answer must have. */
  readonly expect: number;
}

/** @throws when an answer had another status, or the load failed */
export async function load({ url, headers, seconds, connections, next, expect }: LoadOptions): Promise<Load> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 30,
    requests: [
      {
        method: "POST",
        setupRequest(request) {
          const { path, body } = next();
          return {
            ...request,
            path,
            headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
            body,
          };
        },
      },
    ],
  });
  const { statusCodeStats, latency, duration, errors } = result as typeof result & {
    statusCodeStats: Record<string, { count: number }>;
  };
  const statuses = Object.keys(statusCodeStats);
  if (errors > 0 || statuses.some((status) => Number(status) !== expect)) {
    throw new Error(`expected only ${expect}: ${errors} errors, ${JSON.stringify(statusCodeStats)}`);
  }
  return { rate: statusCodeStats[expect]!.count / duration, p50: latency.p50, p99: latency.p99 };
}
