/** One thing that a person wants done, however often it is tried: what was sent of it, so that it is done once. */
import type { CallOptions } from "./api.ts";
import { ApiError, type ErrorKind } from "./api-error.ts";

/** A random name for one intent. Not `crypto.randomUUID`: that is missing where the page came without TLS. */
export function newIntent(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** As `call` of the API. */
export type Call = <T>(method: string, path: string, options?: CallOptions) => Promise<T>;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly body: unknown;
  /** No answer came: it may be done. */
  isUnsure: boolean;
}

/** After these, trying again is the same call: the server may have done it, or may still do. */
const MAYBE_DONE: ReadonlySet<ErrorKind> = new Set(["unsure", "busy", "offline", "fault"] as const);

/** An intent, and its calls. */
export interface Intent {
  /** What it is about; another thing is another intent. */
  readonly about: string;
  readonly call: Call;
  /** From its first call on. */
  again(): void;
}

/**
 * Calls that were answered, or may have been done, go out with the same key and the same body when they are tried again.
 * A call that was refused is another one the next time: the server would say the same to the same key.
 */
export function beginIntent(about: string, send: Call): Intent {
  const sent: (Sent | undefined)[] = [];
  let place = 0;
  return {
    about,
    again: () => void (place = 0),
    async call<T>(method: string, path: string, options: CallOptions = {}) {
      const at = place++;
      const before = sent[at];
      const isSame = before?.method === method && before.path === path;
      const one = isSame ? before : { method, path, key: newIntent(), body: options.body, isUnsure: false };
      sent[at] = one;
      const keyed = method === "POST" ? { idempotencyKey: one.key } : {};
      const body = one.body === undefined ? {} : { body: one.body };
      try {
        return await send<T>(method, path, { ...keyed, ...options, ...body });
      } catch (error) {
        const kind = error instanceof ApiError ? error.kind : undefined;
        // It is gone because the try before took it away.
        if (kind === "gone" && method === "DELETE" && one.isUnsure) return {} as T;
        if (kind === "unsure" || kind === "fault") one.isUnsure = true;
        if (kind === undefined || !MAYBE_DONE.has(kind)) sent[at] = undefined;
        throw error;
      }
    },
  };
}

/** What values say, also those that are files: the same for the same. */
export function aboutOf(values: readonly unknown[]): string {
  return JSON.stringify(values, (_name, value: unknown) =>
    value instanceof Blob ? [value.size, value.type, value instanceof File && [value.name, value.lastModified]] : value,
  );
}
