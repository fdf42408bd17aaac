/** One try of a delivery: a POST, and what its answer means. */
import type { Clock } from "../clock.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { OutboundError } from "../outbound/outbound-error.ts";
import { contentTypeOf } from "./bodies.ts";
import { signatureHeaders } from "./signing.ts";
import type { Delivery, Endpoint, EndpointSecrets, Try } from "./webhooks.ts";

/** What a try came to. */
export interface Sent {
  readonly try: Try;
  /**
   * `taken` by a 2xx; `refused` for good by a 4xx, and `gone` by 410: nothing more is wanted; `failed` may be tried again.
   */
  readonly outcome: "taken" | "refused" | "gone" | "failed";
  /** As the receiver asked, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What of an answer is kept. */
const MAX_SAID = 300;
const MAX_RETRY_AFTER_S = 86_400;

/** Never throws. */
export async function sendOnce(
  { url }: Pick<Endpoint, "url">,
  { signing, authentication }: EndpointSecrets,
  { eventId, body }: Pick<Delivery, "eventId" | "body">,
  {
    outbound,
    clock,
    answerMs,
    signal,
  }: {
    readonly outbound: Pick<Outbound, "request">;
    readonly clock: Clock;
    /** How long a receiver may take. */
    readonly answerMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Sent> {
  const at = clock.now();
  const begun = performance.now();
  const since = () => Math.round(performance.now() - begun);
  const over = new AbortController();
  const giveUp = () => over.abort();
  // One for each, and not `AbortSignal.any`, which every delivery would leave something of at the signal of all.
  const late = setTimeout(giveUp, answerMs);
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  const good = signing.filter(({ until }) => until === null || at < until).map(({ secret }) => secret);
  try {
    const answer = await outbound.request({
      url,
      method: "POST",
      headers: {
        "content-type": contentTypeOf(body),
        "user-agent": "Latchstring-Webhooks",
        ...signatureHeaders(eventId, body, good, at),
        ...headersOf(authentication),
      },
      body,
      isPrivate: true,
      onlyBeginning: true,
      signal: over.signal,
    });
    const { status } = answer;
    const tried = { at, ms: since(), status, said: beginningOf(answer.body) };
    if (status >= 200 && status < 300) return { try: tried, outcome: "taken" };
    if (status === 410) return { try: tried, outcome: "gone" };
    const retryAfterMs = retryAfterOf(answer.headers["retry-after"], at);
    // Too many requests, and too slow a one, are no judgement on what was sent.
    const isFinal = status >= 400 && status < 500 && status !== 429 && status !== 408;
    if (isFinal) return { try: tried, outcome: "refused" };
    return { try: tried, outcome: "failed", ...(retryAfterMs !== undefined && { retryAfterMs }) };
  } catch (error) {
    const said = error instanceof OutboundError ? error.message : "It could not be sent";
    return { try: { at, ms: since(), said: said.slice(0, MAX_SAID) }, outcome: "failed" };
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", giveUp);
  }
}

/** As text that every store takes and every page can show: receivers answer whatever they like. */
function beginningOf(body: string): string {
  return body
    .slice(0, MAX_SAID)
    .toWellFormed()
    .replace(/\p{Cc}/gu, " ");
}

function headersOf(authentication: EndpointSecrets["authentication"]): Record<string, string> {
  switch (authentication.type) {
    case "none":
      return {};
    case "apiKeyHeader":
      return { [authentication.name]: authentication.value };
    case "bearerToken":
      return { authorization: `Bearer ${authentication.token}` };
  }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). A day at the most. */
function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), MAX_RETRY_AFTER_S) * 1_000;
}
