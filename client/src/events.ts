/** An organisation's events, one after the other: asked for, and waited for. */
import { isLatchstringError } from "./errors.ts";
import { pause, waitMs } from "./retries.ts";
import type { AnswerOf, RequestOf, Schemas } from "./types.ts";

export interface EventsOptions {
  /**
   * Where to go on: the `cursor` of an event that was taken, `nextCursor` of an answer, or `now` for what happens from now on.
   * The first event that there is if left out.
   */
  readonly after?: string;
  /** Only events of these types. */
  readonly types?: readonly Schemas["EventType"][];
  /** Only at these locks, by their numbers. */
  readonly lockIds?: readonly string[];
  /** Ends it: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

type Ask = (request: RequestOf<"listEvents">) => Promise<AnswerOf<"listEvents">>;

/** Shorter than most proxies wait. */
const WAIT_S = 20;

/** @param attemptMs how long an answer may take, in milliseconds */
export async function* followEvents(
  ask: Ask,
  attemptMs: number,
  { after, types, lockIds, signal }: EventsOptions = {},
): AsyncGenerator<Schemas["OrganizationEvent"], void, undefined> {
  const filter = { ...(types && { types: types.join() }), ...(lockIds && { lockId: lockIds.join() }) };
  const waitS = Math.min(WAIT_S, Math.floor(attemptMs / 2_000));
  for (let failures = 0; ;) {
    // Now is another moment when it is asked again, so it is not waited for.
    const query = { ...filter, ...(after && { after }), ...(after !== "now" && { wait: String(waitS) }) };
    let page: AnswerOf<"listEvents">;
    try {
      page = await ask({ query, ...(signal && { signal }) });
      failures = 0;
    } catch (error) {
      if (!isLatchstringError(error) || !PASSING.has(error.kind)) throw error;
      await pause(waitMs(++failures), signal);
      continue;
    }
    for (const event of page.events) yield event as Schemas["OrganizationEvent"];
    after = page.nextCursor;
  }
}

const PASSING: ReadonlySet<string> = new Set(["no-answer", "unavailable", "rate-limited", "fault"]);
