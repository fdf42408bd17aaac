/** A load of one kind of request over many connections, from this process. */
import autocannon from "autocannon";

export interface Load {
  /** Answers of the expected status per second. */
  readonly rate: number;
  /** Milliseconds, whole ones. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of the expected status. */
  readonly answers: number;
  /** Answers of another status, and requests without an answer. */
  readonly others: number;
}

export interface LoadRequest {
  /** POST if nothing is said. */
  readonly method?: "GET" | "DELETE";
  readonly path: string;
  readonly body?: string;
}

export interface LoadOptions {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly seconds: number;
  /** End after as many requests, however long they take. */
  readonly amount?: number;
  readonly connections: number;
  readonly next: () => LoadRequest;
  /** The status that every answer must have. */
  readonly expect: number;
  /** Count other answers instead of failing. */
  readonly tolerant?: boolean;
  /** Sees every answer's body. */
  readonly onBody?: (body: string) => void;
}

/** @throws when an answer had another status, or the load failed */
export async function load(options: LoadOptions): Promise<Load> {
  const { url, headers, seconds, amount, connections, next, expect, tolerant = false, onBody } = options;
  const from = performance.now();
  let last = from;
  const how: autocannon.Options = {
    url,
    connections,
    ...(amount === undefined ? { duration: seconds } : { amount }),
    timeout: 30,
    requests: [
      {
        method: "POST",
        setupRequest(request) {
          const { method = "POST", path, body } = next();
          return {
            ...request,
            method,
            path,
            headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
            body,
          };
        },
        ...(onBody && { onResponse: (_status: number, body: string) => onBody(body) }),
      },
    ],
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(how, (error, ended) => (error ? reject(error as Error) : resolve(ended)));
    running.on("response", () => (last = performance.now()));
  });
  const { statusCodeStats, latency, errors } = result as typeof result & {
    statusCodeStats: Record<string, { count: number }>;
  };
  const answers = Object.entries(statusCodeStats);
  const expected = statusCodeStats[expect]?.count ?? 0;
  const others = errors + answers.reduce((sum, [, { count = 0 }]) => sum + count, 0) - expected;
  if ((others > 0 || expected === 0) && !tolerant) {
    throw new Error(`expected only ${expect}: ${errors} errors, ${JSON.stringify(statusCodeStats)}`);
  }
  // The load ends itself by whole seconds, which is late where it ends by an amount.
  const duration = amount === undefined ? result.duration : (last - from) / 1_000;
  const { p50, p99, max } = latency;
  return { rate: expected / duration, answers: expected, p50, p99, max, others };
}
