/** `fetch` for libraries that bring their own requests, by the rules of what may be called. */
import { METHODS, type Outbound } from "./outbound.ts";

/** As much of `fetch` as such a library uses. */
export type OutboundFetch = (
  url: string,
  options: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly signal?: AbortSignal | undefined;
  },
) => Promise<Response>;

/** Statuses whose answers have no body. */
const BODILESS = new Set([101, 204, 205, 304]);

/**
 * One request for one call: no redirect is followed, the answer is bounded in size and time.
 *
 * @param timeoutMs how long all of it may take
 * @returns rejects with OutboundError, or TypeError for a body or method of another kind
 */
export function outboundFetch(outbound: Pick<Outbound, "request">, timeoutMs: number): OutboundFetch {
  return async (url, { method, headers, body, signal }) => {
    const known = METHODS.find((one) => one === method);
    if (!known) throw new TypeError(`${method} is not sent`);
    const timeout = AbortSignal.timeout(timeoutMs);
    const answer = await outbound.request({
      url,
      method: known,
      headers,
      body: textOf(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const type = answer.headers["content-type"];
    return new Response(BODILESS.has(answer.status) ? null : answer.body, {
      status: answer.status,
      headers: type === undefined ? {} : { "content-type": type },
    });
  };
}

function textOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError("only texts and forms are sent");
}
