/** What a call that came to nothing rejects with. */
import type { OperationName } from "./types.ts";

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Such as `doors[0].lockId`. */
  readonly field: string;
  readonly message: string;
}

interface Failed {
  readonly operation: OperationName;
  /** How often it was sent. */
  readonly attempts: number;
  /** What the same call can be repeated with: it is then done once. */
  readonly idempotencyKey: string | undefined;
}

interface Refused<Kind extends string> extends Failed {
  readonly kind: Kind;
  readonly status: number;
  /** What is wrong with each field; empty where it is about none. */
  readonly details: readonly FieldError[];
  /** The first of those fields. */
  readonly field: string | undefined;
  /** Of a fault: what the server, or what stands before it, calls the request in its log. */
  readonly requestId: string | undefined;
  /** When to try again, in milliseconds from the answer. */
  readonly retryAfterMs: number | undefined;
}

interface NoAnswer extends Failed {
  /** Nothing came back, or not all of it. The call may have been done. `cause` says what happened. */
  readonly kind: "no-answer";
}

const KINDS = {
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "invalid",
  415: "invalid",
  429: "rate-limited",
  500: "fault",
  502: "not-opened",
  503: "unavailable",
} as const;

/** `unexpected` is what the server does not answer: something that stands before it did, or it is another one. */
type Kind = (typeof KINDS)[keyof typeof KINDS] | "unexpected";

/** Told apart by `kind`. */
export type LatchstringError = Error & ({ [K in Kind]: Refused<K> }[Kind] | NoAnswer);

const NAME = "LatchstringError";

/** Whether it is what calls reject with; what is aborted rejects with the signal's reason instead. */
export function isLatchstringError(error: unknown): error is LatchstringError {
  return error instanceof Error && error.name === NAME;
}

/** The error body, as the server writes it. */
export interface ErrorBody {
  readonly success: false;
  readonly message: string;
  readonly details?: readonly FieldError[];
}

export function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "success" in body && body.success === false && "message" in body;
}

/** @param body as it was read; undefined where it is no JSON */
export function refused(failed: Failed, { status, headers }: Response, body: unknown): LatchstringError {
  const own = isErrorBody(body) ? body : undefined;
  const details = own?.details ?? [];
  const fields = details.map(({ field, message }) => `; ${field} ${message}`).join("");
  return made(`${status} ${own?.message ?? "is not an answer of Latchstring"}${fields}`, failed, {
    kind: (own && KINDS[status as keyof typeof KINDS]) ?? "unexpected",
    status,
    details,
    field: details[0]?.field,
    requestId: headers.get("x-request-id") ?? undefined,
    retryAfterMs: askedToWait(headers),
  });
}

export function noAnswer(failed: Failed, cause: unknown): LatchstringError {
  return made("no answer", failed, { kind: "no-answer", cause });
}

function made(message: string, failed: Failed, told: object): LatchstringError {
  return Object.assign(new Error(`${failed.operation}: ${message}`), { name: NAME }, failed, told) as LatchstringError;
}

/** In seconds or as a date (RFC 9110, section 10.2.3). */
function askedToWait(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

export function retryAfterMs(error: LatchstringError): number | undefined {
  return error.kind === "no-answer" ? undefined : error.retryAfterMs;
}
