/** What went wrong with a call, as people need to know it. */
export type ErrorKind =
  | "offline" /** no connection: nothing arrived */
  | "unsure" /** no answer: nobody knows whether it was done */
  | "signed-out"
  | "needs-proof" /** the person must prove who they are once more */
  | "forbidden"
  | "gone"
  | "invalid"
  | "conflict"
  | "busy"
  | "fault";

/** What is wrong with one field of what was sent. */
export interface FieldError {
  /** Such as `doors[0].lockId`. */
  readonly field: string;
  readonly message: string;
}

/** A call that is no yes; `message` is the server's, in English. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ErrorKind;
  readonly fields: readonly FieldError[];
  /** Seconds after which to try again, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(kind: ErrorKind, message: string, fields: readonly FieldError[] = [], retryAfter?: number) {
    super(message);
    this.kind = kind;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: "invalid",
  401: "signed-out",
  404: "gone",
  409: "conflict",
  413: "invalid",
  429: "busy",
  503: "busy",
};

/** @param body as the server answered it, if it is its error body */
export function errorOf(status: number, body: unknown, retryAfter: string | null): ApiError {
  const {
    error,
    message = "",
    details = [],
  } = (body ?? {}) as { error?: string; message?: string; details?: FieldError[] };
  // The first try is still under way: what it comes to is asked for by trying again.
  if (status === 409 && retryAfter !== null) return new ApiError("unsure", message, details, Number(retryAfter));
  const kind = status === 403 ? (error === "Proof Needed" ? "needs-proof" : "forbidden") : KINDS[status];
  return new ApiError(kind ?? "fault", message, details, retryAfter === null ? undefined : Number(retryAfter));
}
