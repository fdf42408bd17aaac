/** A `fetch` that does to requests, one after another, what networks and servers in trouble do. */

/** `lost`: the server answers, and nothing of it comes back. `cut`: half of it does. A number: something before the server answers so. */
export type Fault =
  | "none"
  | "unreached"
  | "lost"
  | "cut"
  | "silent"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string | null;
  /** Of the server, where it was asked. */
  readonly status: number | undefined;
}

export interface FaultyFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly sent: readonly Sent[];
}

/** @param faults of the first requests; those after them are let through */
export function faultyFetch(...faults: readonly Fault[]): FaultyFetch {
  const sent: Sent[] = [];
  return {
    sent,
    async fetch(input, init) {
      const fault = faults[sent.length] ?? "none";
      const { pathname, search } = new URL(String(input));
      const headers = new Headers(init?.headers);
      const one = {
        method: init?.method ?? "GET",
        path: pathname + search,
        headers,
        body: (init?.body ?? null) as string,
      };
      const place = sent.push({ ...one, status: undefined }) - 1;
      if (fault === "unreached") throw new TypeError("fetch failed");
      if (fault === "silent")
        return new Promise((_, fail) => init?.signal?.addEventListener("abort", () => fail(init.signal!.reason)));
      if (typeof fault === "object") return new Response(fault.body ?? null, fault);
      const response = await fetch(input, init);
      sent[place] = { ...one, status: response.status };
      if (fault === "none") return response;
      const text = await response.text();
      if (fault === "lost") throw new TypeError("fetch failed");
      const half = new TextEncoder().encode(text.slice(0, text.length / 2));
      return new Response(half, { status: response.status, headers: response.headers });
    },
  };
}
