/** A client of the activity's stream, as a console has it: it reads with `fetch`, and goes on after the last id that it took. */
import type { Credentials } from "../harness.ts";

export interface Item {
  readonly id: string;
  readonly time: string;
  readonly type: string;
  readonly door: { readonly lockId: string; readonly name: string | null; readonly timeZone: string | null };
  readonly key: { readonly uuid: string; readonly note: string | null } | null;
  readonly person: { readonly id: string; readonly name: string | null } | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly comment: string | null;
  readonly settledAt: string | null;
}

/** Something that a stream said; without an item, where it is, or that it must begin anew. */
export interface Said {
  readonly id?: number;
  readonly event?: string;
  readonly item?: Item;
}

export class StreamRefused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The stream was answered ${status}`);
    this.status = status;
  }
}

/** What a stream says until it ends or `signal` is aborted; a connection that is lost throws. */
export async function* listen(
  url: string,
  { apiKey, token }: Credentials,
  { after, signal }: { readonly after?: number | undefined; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Said> {
  const answer = await fetch(`${url}/activity`, {
    headers: {
      accept: "text/event-stream",
      ...(apiKey !== undefined && { "x-api-key": apiKey }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(after !== undefined && { "last-event-id": String(after) }),
    },
    ...(signal && { signal }),
  });
  if (answer.status !== 200) throw new StreamRefused(answer.status);
  let rest = "";
  for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n\n");
    rest = parts.pop()!;
    for (const part of parts) {
      const fields = new Map(part.split("\n").map((line) => [line.split(":")[0]!, line.slice(line.indexOf(":") + 2)]));
      const [id, event, data] = ["id", "event", "data"].map((name) => fields.get(name));
      yield {
        ...(id !== undefined && { id: Number(id) }),
        ...(event !== undefined && { event }),
        ...(data !== undefined && event === undefined && { item: JSON.parse(data) as Item }),
      };
    }
  }
}
