/** Every answer that is not a yes: one body for all of them, and the one place where a refusal gets its status. */
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import type { Refused } from "../../domain/decision.ts";
import type { FieldError, RefusalReason } from "../../domain/refusals.ts";
import { TooManyKeysError } from "../../reading/reading.ts";
import { AuthenticationError, IssuerUnavailableError } from "../../identity/tokens.ts";
import { EVENT_TYPES } from "../../ledger/event-types.ts";
import { LedgerBusyError } from "../../ledger/ledger.ts";
import { http } from "../../node-http.ts";
import { WebhookSecretNeededError, WebhookSecretsLostError } from "../../webhooks/desk.ts";

/** The published error body; `success: false` is there because some published answers require it. */
export interface ErrorBody {
  readonly success: false;
  readonly error: string;
  readonly message: string;
  readonly code: number;
  readonly details?: readonly FieldError[];
}

/** How many fields an answer names: whoever sends thousands of wrong ones is not sent megabytes back. */
export const MAX_DETAILS = 20;
const AND_MORE: FieldError = { field: "…", message: "and more" };
const MAX_FIELD = 200;

export function errorBody({ status, message, details = [], options }: HttpError): ErrorBody {
  const error = options.error ?? http.STATUS_CODES[status] ?? "Error";
  const named = details
    .slice(0, MAX_DETAILS)
    .map(({ field, message: text }) => ({ field: field.slice(0, MAX_FIELD), message: text }));
  if (details.length > MAX_DETAILS) named.push(AND_MORE);
  return { success: false, error, message, code: status, ...(named.length > 0 && { details: named }) };
}

export interface HttpErrorOptions {
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
  /** `error` of the body, where a published one is not the name of its status. */
  readonly error?: string;
}

/** An error that has its status already. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly details: readonly FieldError[] | undefined;
  readonly options: HttpErrorOptions;

  constructor(status: number, message: string, details?: readonly FieldError[], options: HttpErrorOptions = {}) {
    super(message);
    this.status = status;
    this.details = details;
    this.options = options;
  }
}

export const INVALID_REQUEST = "The request contains invalid parameters or malformed data";

/** `error` of a 403 that ends when the person proves once more who they are. */
export const PROOF_NEEDED = "Proof Needed";

export function invalidField(field: string, message: string): HttpError {
  return new HttpError(400, INVALID_REQUEST, [{ field, message }]);
}

const STATUS: Readonly<Record<RefusalReason, number>> = {
  "unknown-lock": 404,
  "unknown-key": 404,
  "unknown-order": 404,
  "unknown-door": 404,
  "not-entitled": 403,
  "super-key-required": 403,
  "user-required": 403,
  "user-not-allowed": 403,
  "already-exists": 409,
  "same-uuid": 409,
  "shared-keys": 409,
  "not-queued": 409,
  "device-taken": 409,
  "not-bound": 409,
  offline: 409,
  "lock-busy": 503,
  "no-free-pin": 503,
  "pin-changed": 503,
  "wrong-pin": 401,
  "too-many-pins": 429,
  invalid: 400,
  revoked: 400,
  paused: 400,
  "not-yet-valid": 400,
  expired: 400,
  "method-not-allowed": 400,
  "used-up": 400,
};

export function statusOf(reason: RefusalReason): number {
  return STATUS[reason];
}

export function refusalError(refused: Refused): HttpError {
  return new HttpError(statusOf(refused.reason), refused.message, refused.fields);
}

/**
 * What an error means over HTTP. Whatever is not known here is a fault: 500, and nothing of it is told.
 *
 * @param schemas of the route, whose descriptions say what was expected
 */
export function toHttpError(error: unknown, schemas?: FastifySchema): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof AuthenticationError) return new HttpError(401, error.message);
  if (error instanceof LedgerBusyError)
    return new HttpError(503, "Too much is waiting to be recorded", undefined, { retryAfter: 1 });
  if (error instanceof StoreUnavailableError)
    return new HttpError(503, "The store cannot be read or written now", undefined, { retryAfter: 2 });
  if (error instanceof TooManyKeysError) return new HttpError(409, `${error.message}: too many to list together`);
  if (error instanceof WebhookSecretsLostError)
    return new HttpError(409, `${error.message}: rotate its secret first, or bring back hubs.json or HUB_SECRETS`);
  if (error instanceof WebhookSecretNeededError)
    return invalidField("authentication", "must be given again where the host of url is another");
  if (error instanceof IssuerUnavailableError)
    return new HttpError(503, "Tokens cannot be checked now", undefined, { retryAfter: 5 });
  const { validation, validationContext = "body", statusCode, code } = error as Partial<FastifyError>;
  if (validation)
    return new HttpError(
      400,
      INVALID_REQUEST,
      fieldErrors(validation, schemas?.[validationContext as keyof FastifySchema]),
    );
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return new HttpError(415, "Send the body as application/json");
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new HttpError(413, "The body is larger than 64 KiB");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new HttpError(statusCode, INVALID_REQUEST);
  return new HttpError(500, "Something went wrong here; it has been logged");
}

/** One entry a field, in the order in which the validator met them. @param schema by which it was validated */
export function fieldErrors(validation: NonNullable<FastifyError["validation"]>, schema?: unknown): FieldError[] {
  const errors = new Map<string, string>();
  for (const { instancePath, params, keyword, message, schemaPath } of validation) {
    if (errors.size > MAX_DETAILS) break;
    const property = params.missingProperty ?? params.additionalProperty;
    const path = [...instancePath.split("/").slice(1), ...(property === undefined ? [] : [String(property)])];
    const field =
      path.reduce((name, part) => (/^\d+$/.test(part) ? `${name}[${part}]` : name ? `${name}.${part}` : part), "") ||
      "body";
    const expected = keyword === "pattern" ? descriptionAt(schema, schemaPath) : undefined;
    const text = describe(keyword, params, message);
    if (!errors.has(field)) errors.set(field, expected === undefined ? text : `${text}: ${expected}`);
  }
  return [...errors].map(([field, text]) => ({ field, message: text }));
}

/** A pattern says nothing to whoever did not write it; what the API's document says of the value does. */
function descriptionAt(schema: unknown, schemaPath: string): string | undefined {
  const steps = schemaPath.split("/").slice(1, -1);
  const at = steps.reduce<unknown>((one, step) => (one as Record<string, unknown> | undefined)?.[step], schema);
  const text = (at as { readonly description?: unknown } | undefined)?.description;
  return typeof text === "string" ? text : undefined;
}

function describe(keyword: string, params: Record<string, unknown>, message = "is not valid"): string {
  if (keyword === "required") return "is required";
  if (keyword === "additionalProperties") return "is not known here";
  if (keyword === "type") return `must be ${[params.type].flat().join(" or ")}`;
  if (keyword === "enum")
    return `must be one of: ${(params.allowedValues as unknown[]).filter((one) => one !== null).join(", ")}`;
  if (keyword === "format" && params.format === "date-time")
    return "must be a date and time that exists, with its offset from UTC, such as 2026-12-25T10:00:00Z or 2026-12-25T12:00:00+02:00; a leap second (:60) is none";
  if (keyword === "format" && params.format === "uuid") return "must be a UUID";
  if (keyword === "format" && params.format === "time-zone") return "must be a time zone's IANA name";
  if (keyword === "format" && params.format === "event-types")
    return `must be one or more of ${EVENT_TYPES.join(", ")}, separated by commas`;
  return message;
}

/** What every answer to an error says in its head, as JSON or as a page; a fault is logged. */
export function describeFault(request: FastifyRequest, reply: FastifyReply, error: unknown): HttpError {
  const known = toHttpError(error, request.routeOptions.schema);
  logFault(request, error, known.status);
  const { retryAfter } = known.options;
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  if (known.status === 401) reply.header("www-authenticate", "Bearer");
  return known;
}

export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known = describeFault(request, reply, error);
  const body = errorBody(known);
  const { listErrors } = request.routeOptions.config;
  return reply
    .code(known.status)
    .type("application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send(listErrors ? { ...body, errors: [{ code: known.status, message: known.message }] } : body);
}

/** How often it is told that the store is in trouble, in milliseconds: the log may be on the same full disk. */
const TELL_EVERY_MS = 10_000;
let toldAt = -TELL_EVERY_MS;

/** What those who run the server must hear of. */
function logFault({ log, routeOptions: { url: route } }: FastifyRequest, error: unknown, status: number): void {
  if (status >= 500 && status !== 503) log.error({ err: error, route }, "A request failed");
  const now = performance.now();
  if (!(error instanceof StoreUnavailableError) || now - toldAt < TELL_EVERY_MS) return;
  toldAt = now;
  log.warn({ reason: error.message, route }, "The store is in trouble: requests get a 503");
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The published error body of this route has a list `errors` too. */
    listErrors?: boolean;
  }
}
