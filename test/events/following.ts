/** A client of the events' stream: it reads with `fetch`. */
import type { Credentials } from "../harness.ts";

/** An event as it is listed. */
export interface Followed {
  readonly id: string;
  readonly type: string;
  readonly lockId: string;
  readonly version: number;
  readonly time: string;
  readonly cursor: string;
  readonly data: object;
  readonly context?: object;
}

/** What a stream says until it ends or `signal` is aborted; a connection that is lost throws. */
export async function* streamEvents(
  url: string,
  { apiKey, token }: Credentials,
  { last, query = "", signal }: { last?: string | undefined; query?: string; signal: AbortSignal },
): AsyncGenerator<{ readonly id?: string; readonly event?: Followed }> {
  const answer = await fetch(`${url}/events${query}`, {
    headers: {
      accept: "text/event-stream",
      ...(apiKey !== undefined && { "x-api-key": apiKey }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(last !== undefined && { "last-event-id": last }),
    },
    signal,
  });
  if (answer.status !== 200) throw new Error(`The stream was answered ${answer.status}`);
  let rest = "";
  for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n\n");
    rest = parts.pop()!;
    for (const part of parts) {
      const fields = new Map(part.split("\n").map((line) => [line.split(":")[0]!, line.slice(line.indexOf(":") + 2)]));
      const [id, data] = [fields.get("id"), fields.get("data")];
      yield { ...(id !== undefined && { id }), ...(data !== undefined && { event: JSON.parse(data) as Followed }) };
    }
  }
}
