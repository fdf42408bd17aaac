/**
 * The published error body, and the answers with it that operations share. A route's schema names them; what they look
 * like stands once in the OpenAPI document. They are written by `sendError`, so nothing is compiled for them.
 */
import Type, { type TSchema } from "typebox";

const Text = (description: string) => Type.String({ description });

export const ErrorBody = Type.Object(
  {
    success: Type.Boolean({ description: "False" }),
    error: Text("The status by its name"),
    message: Text("What is wrong, for people"),
    code: Type.Integer({ description: "The status" }),
    details: Type.Optional(
      Type.Array(
        Type.Object(
          { field: Text("Such as doors[0].lockId"), message: Text("What is wrong with it") },
          { title: "FieldError" },
        ),
        { description: "What is wrong with each field" },
      ),
    ),
    errors: Type.Optional(
      Type.Array(Type.Object({ code: Type.Integer(), message: Text("As above") }, { title: "ListedError" }), {
        description: "The same as a list, of the calls about one lock's data only",
      }),
    ),
  },
  { title: "Error", description: "Every answer that is not a yes" },
);

interface ErrorAnswer {
  readonly name: string;
  readonly error: string;
  readonly message: string;
  readonly headers?: readonly (keyof typeof HEADERS)[];
}

const HEADERS = {
  "Retry-After": { description: "Seconds after which to try again", schema: { type: "integer", minimum: 1 } },
  "WWW-Authenticate": { description: "How to sign in", schema: { type: "string", enum: ["Bearer"] } },
} as const;

const ANSWERS: Readonly<Record<number, ErrorAnswer>> = {
  400: {
    name: "BadRequest",
    error: "Bad Request",
    message: "The request contains invalid parameters or malformed data",
  },
  401: {
    name: "Unauthorized",
    error: "Unauthorized",
    message: "Authentication required. Send a bearer token, an X-API-Key header, or both",
    headers: ["WWW-Authenticate"],
  },
  403: { name: "Forbidden", error: "Forbidden", message: "The caller may not do this" },
  404: { name: "NotFound", error: "Not Found", message: "Lock not found" },
  409: {
    name: "Conflict",
    error: "Conflict",
    message: "A temporary key with this UUID and other content already exists",
    headers: ["Retry-After"],
  },
  413: { name: "PayloadTooLarge", error: "Payload Too Large", message: "The body is larger than 64 KiB" },
  415: {
    name: "UnsupportedMediaType",
    error: "Unsupported Media Type",
    message: "Send the body as application/json",
  },
  421: { name: "MisdirectedRequest", error: "Misdirected Request", message: "This server has another name" },
  429: {
    name: "TooManyRequests",
    error: "Too Many Requests",
    message: "Too many requests; try again in 12 s",
    headers: ["Retry-After"],
  },
  500: {
    name: "InternalServerError",
    error: "Internal Server Error",
    message: "Something went wrong here; it has been logged",
  },
  502: { name: "BadGateway", error: "Bad Gateway", message: "The lock did not open: offline" },
  503: {
    name: "ServiceUnavailable",
    error: "Service Unavailable",
    message: "The store cannot be read or written now",
    headers: ["Retry-After"],
  },
};

/** What any request may be answered, and one with a body besides. */
const ALWAYS = [400, 401, 404, 429, 500, 503];
const OF_BODIES = [413, 415];
/** The same of the guest's pages, which need no credentials. */
const OF_GUESTS = [400, 404, 421, 429, 500, 503];

/** The error answers of a route: those named, and what every route may answer. */
export function errorAnswers(...codes: number[]): Record<number, TSchema> {
  return named([...codes, ...ALWAYS]);
}

/** The same for a route that takes a body. */
export function bodyErrorAnswers(...codes: number[]): Record<number, TSchema> {
  return named([...codes, ...ALWAYS, ...OF_BODIES]);
}

/** The same for the guest's pages, whose errors are pages too, unless the client asks for JSON. */
export function guestErrorAnswers(...codes: number[]): Record<number, TSchema> {
  return named([...codes, ...OF_GUESTS], GUEST);
}

/** The same for a form. */
export function formErrorAnswers(...codes: number[]): Record<number, TSchema> {
  return named([...codes, ...OF_GUESTS, ...OF_BODIES], GUEST);
}

/** What every route may answer whose requests are remembered. */
export function conflictAnswer(): Record<number, TSchema> {
  return named([409]);
}

/** What every route may answer that asks whether its caller may do this at all. */
export function forbiddenAnswer(): Record<number, TSchema> {
  return named([403]);
}

const GUEST = "Guest";

function named(codes: readonly number[], prefix = ""): Record<number, TSchema> {
  return Object.fromEntries(codes.map((code) => [code, { title: prefix + ANSWERS[code]!.name }]));
}

/** Every answer that may be named, for the document. */
export function errorResponses(): Record<string, object> {
  return Object.fromEntries(
    ["", GUEST].flatMap((prefix) =>
      Object.entries(ANSWERS).map(([code, { name, error, message, headers = [] }]) => {
        const details = [{ field: "validUntil", message: "must be later than validFrom" }];
        const body = { success: false, error, message, code: Number(code), ...(code === "400" && { details }) };
        const content = {
          "application/json": { schema: { $ref: "#/components/schemas/Error" }, example: body },
          ...(prefix === GUEST && { "text/html": { schema: { type: "string" } } }),
        };
        const shown = Object.fromEntries(headers.map((header) => [header, HEADERS[header]]));
        return [prefix + name, { description: error, ...(headers.length > 0 && { headers: shown }), content }];
      }),
    ),
  );
}
