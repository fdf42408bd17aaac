/** Answers that take long to come in: a stream, a large file. Nothing but the caller ends them. */
import { bearer, forgetToken, readAnswer } from "./session.ts";
import { noteAnswer, noteSilence } from "./connection.ts";
import { ApiError } from "./api-error.ts";
import { BASE } from "./paths.ts";

/** @throws ApiError for no answer, and for one that is no yes */
export async function callLong(
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const authorization = `Bearer ${await bearer()}`;
    let response: Response;
    try {
      response = await fetch(BASE + path, { headers: { ...headers, authorization }, signal });
    } catch (error) {
      if (signal.aborted) throw error;
      noteSilence();
      throw new ApiError("offline", String(error));
    }
    noteAnswer();
    if (response.status === 401 && tries === 0) {
      forgetToken(); // it may have ended while it was on its way
      continue;
    }
    if (!response.ok) await readAnswer(response);
    return response;
  }
}
