/** Calls of the API, for the organisation that is acted for. */
import { bearer, forgetToken, readAnswer, send } from "./session.ts";

/** What goes with a call. */
export interface CallOptions {
  readonly body?: unknown;
  /** The same for each try of one intent: however often it is sent, it is done once. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @param path such as `/locks?limit=50`
 * @throws ApiError
 */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const { signal } = options;
  return (await readAnswer(await callRaw(method, path, options), { method, ...(signal && { signal }) })) as T;
}

/** The answer itself: for what is no JSON. @throws ApiError where none came */
export async function callRaw(
  method: string,
  path: string,
  { body, idempotencyKey, signal, headers }: CallOptions = {},
): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const response = await send(path, {
      method,
      headers: {
        ...(typeof body === "string" || body === undefined ? {} : { "content-type": "application/json" }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
        ...headers,
        authorization: `Bearer ${await bearer()}`,
      },
      ...(body !== undefined && {
        body: typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
    if (response.status !== 401 || tries > 0) return response;
    forgetToken(); // it may have ended while it was on its way
  }
}
