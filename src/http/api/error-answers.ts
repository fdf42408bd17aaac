/** The published error body, as the routes' schemas and the OpenAPI document show it. */
import Type, { type TSchema } from "typebox";

const Text = Type.String();
const ErrorDetail = Type.Object({ field: Text, message: Text });

const Listed = Type.Array(Type.Object({ code: Type.Number(), message: Text }));

const ERRORS: Readonly<Record<number, readonly [error: string, message: string]>> = {
  400: ["Bad Request", "The request contains invalid parameters or malformed data"],
  401: ["Unauthorized", "Authentication required. Send a bearer token, an X-API-Key header, or both"],
  403: ["Forbidden", "The caller may not do this"],
  404: ["Not Found", "Lock not found"],
  409: ["Conflict", "A temporary key with this UUID and other content already exists"],
  413: ["Payload Too Large", "The body is larger than 64 KiB"],
  415: ["Unsupported Media Type", "Send the body as application/json"],
  429: ["Too Many Requests", "Too many requests; try again in 12 s"],
  500: ["Internal Server Error", "Something went wrong here; it has been logged"],
  502: ["Bad Gateway", "The lock did not open: offline"],
  503: ["Service Unavailable", "The store cannot be read or written now"],
};

function errorSchema(code: number, listsErrors: boolean, exampleMessage?: string) {
  const [error, usual] = ERRORS[code]!;
  const message = exampleMessage ?? usual;
  const example = { success: false, error, message, code };
  return Type.Object(
    {
      success: Type.Boolean(),
      error: Text,
      message: Text,
      code: Type.Integer(),
      details: Type.Optional(Type.Array(ErrorDetail)),
      ...(listsErrors && { errors: Listed }),
    },
    {
      description: error,
      examples: [
        {
          ...example,
          ...(code === 400 && { details: [{ field: "validUntil", message: "must be later than validFrom" }] }),
          ...(listsErrors && { errors: [{ code, message }] }),
        },
      ],
    },
  );
}

/** The error answers of a route: those named, and what every route may answer. */
export function errorAnswers(...codes: number[]): Record<number, TSchema> {
  return answers([...codes, 400, 401, 429, 500, 503]);
}

/** The same for a route that takes a body. */
export function bodyErrorAnswers(...codes: number[]): Record<number, TSchema> {
  return answers([...codes, 400, 401, 413, 415, 429, 500, 503]);
}

/** The same for the two routes whose published 404 has a list of errors. */
export function listedErrorAnswers(): Record<number, TSchema> {
  return answers([400, 401, 404, 429, 500, 503], true);
}

/** A 409 whose example says this. */
export function conflictAnswer(message: string): TSchema {
  return errorSchema(409, false, message);
}

function answers(codes: readonly number[], listsErrors = false): Record<number, TSchema> {
  return Object.fromEntries(codes.map((code) => [code, errorSchema(code, listsErrors)]));
}
