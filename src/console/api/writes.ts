/** Changes that a person asks for: one at a time, tried again as the same one, with what went wrong to show. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type CallOptions, call } from "./api.ts";
import { ApiError, type ErrorKind } from "./api-error.ts";
import { newIntent } from "./intent.ts";
import { refresh } from "./queries.ts";

/** A change as a form shows it. */
export interface Write<A extends readonly unknown[], T> {
  /** @returns undefined where it failed: `error` tells why */
  run(...values: A): Promise<T | undefined>;
  readonly isBusy: boolean;
  readonly error: ApiError | undefined;
  clear(): void;
}

/** After these, trying again is the same intent: the server may have done it, or may still do. */
const MAYBE_DONE: ReadonlySet<ErrorKind> = new Set([
  "unsure",
  "busy",
  "offline",
  "fault",
  "needs-proof",
  "signed-out",
] as const);

type Call = <T>(method: string, path: string, options?: CallOptions) => Promise<T>;

/**
 * @param does what is done; its calls have one idempotency key until they were answered, so that trying again after
 * silence does nothing twice
 * @param changes starts of paths that are asked for anew afterwards
 */
export function useWrite<A extends readonly unknown[], T>(
  does: (call: Call, ...values: A) => Promise<T>,
  ...changes: string[]
): Write<A, T> {
  const busy = useSignal(false);
  const error = useSignal<ApiError | undefined>(undefined);
  /** Of an intent that nobody knows to be done: what was asked, and its key. */
  const pending = useRef<{ readonly asked: string; readonly key: string } | undefined>(undefined);
  return {
    async run(...values) {
      if (busy.value) return undefined;
      busy.value = true;
      error.value = undefined;
      const asked = JSON.stringify(values) ?? "";
      const intent = (pending.current =
        pending.current?.asked === asked ? pending.current : { asked, key: newIntent() });
      let calls = 0;
      const keyed: Call = (method, path, options = {}) =>
        call(method, path, method === "POST" ? { idempotencyKey: `${intent.key}-${calls++}`, ...options } : options);
      try {
        const done = await does(keyed, ...values);
        pending.current = undefined;
        refresh(...changes);
        return done;
      } catch (caught) {
        error.value = caught instanceof ApiError ? caught : new ApiError("fault", String(caught));
        if (!MAYBE_DONE.has(error.value.kind)) pending.current = undefined;
        return undefined;
      } finally {
        busy.value = false;
      }
    },
    get isBusy() {
      return busy.value;
    },
    get error() {
      return error.value;
    },
    clear: () => void (error.value = undefined),
  };
}
