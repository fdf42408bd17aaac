import assert from "node:assert/strict";
import { it } from "node:test";
import { OutboundError } from "../outbound/outbound-error.ts";
import { ManualClock } from "../../test/manual-clock.ts";
import { sendOnce } from "./send.ts";

const NOW = Date.UTC(2026, 11, 24, 9);
const DAY_MS = 86_400_000;

/** What a try comes to whose answer this is. */
async function outcomeOf(status: number | undefined, retryAfter?: string) {
  const request = async () => {
    if (status === undefined) throw new OutboundError("unanswered", "nobody answers");
    return { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter }, body: "" };
  };
  const { outcome, retryAfterMs } = await sendOnce(
    { url: "https://partner.example" },
    { signing: [], authentication: { type: "none" } },
    { eventId: "e", body: "{}" },
    { outbound: { request }, clock: new ManualClock(NOW), answerMs: 1_000, signal: new AbortController().signal },
  );
  return [outcome, retryAfterMs];
}

it("takes an answer as it is published: 2xx, what may pass, what never will, and 410", async () => {
  for (const [outcome, ...statuses] of [
    ["taken", 200, 202, 204, 299],
    ["failed", undefined, 301, 307, 408, 429, 500, 503, 599],
    ["refused", 400, 401, 404, 422, 451],
    ["gone", 410],
  ] as const)
    for (const status of statuses) assert.deepEqual(await outcomeOf(status), [outcome, undefined], String(status));
});

it("obeys Retry-After in seconds or as a date, for a day at the most, and nothing that is neither", async () => {
  for (const [header, ms] of [
    ["120", 120_000],
    ["0", 0],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ["999999999", DAY_MS],
    [new Date(NOW + 30 * DAY_MS).toUTCString(), DAY_MS],
    ["soon", undefined],
    ["-5x", undefined],
  ] as const)
    for (const status of [429, 503]) assert.deepEqual(await outcomeOf(status, header), ["failed", ms], header);
  assert.deepEqual(await outcomeOf(410, "120"), ["gone", undefined]);
});
