/** Changes that a person asks for: one at a time, tried again as the same one, with what went wrong to show. */
import { useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { call } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { type Gate, pass } from "./gate.ts";
import { aboutOf, beginIntent, type Call, type Intent } from "./intent.ts";
import { focused, leadToProblem } from "../shell/focus.ts";
import { wordsOf } from "../ui/failure.tsx";
import { toast } from "../ui/toasts.tsx";
import { refresh } from "./queries.ts";

/** A change as a form shows it. */
export interface Write<A extends readonly unknown[], T> {
  /** @returns undefined where it failed: `error` tells why */
  run(...values: A): Promise<T | undefined>;
  readonly isBusy: boolean;
  readonly error: ApiError | undefined;
  clear(): void;
}

/** What of a refusal the person can do something about, and then it goes on. */
const GATES: Partial<Record<ApiError["kind"], Gate>> = { "needs-proof": "proof", "signed-out": "sign-in" };

/**
 * @param does what is done; its calls have one idempotency key until they were answered, so that trying again after
 * silence does nothing twice. Where the server wants to know who it is, the person is asked, and it goes on
 * @param changes starts of paths that are asked for anew afterwards
 */
export function useWrite<A extends readonly unknown[], T>(
  does: (call: Call, ...values: A) => Promise<T>,
  ...changes: string[]
): Write<A, T> {
  const busy = useSignal(false);
  const error = useSignal<ApiError | undefined>(undefined);
  /** Of which nobody knows that it is done. */
  const pending = useRef<Intent | undefined>(undefined);
  return {
    async run(...values) {
      if (busy.value) return undefined;
      busy.value = true;
      error.value = undefined;
      const form = focused.last?.closest("form");
      const about = aboutOf(values);
      const intent = (pending.current = pending.current?.about === about ? pending.current : beginIntent(about, call));
      try {
        const done = await untilPassed(() => {
          intent.again();
          return does(intent.call, ...values);
        });
        pending.current = undefined;
        refresh(...changes);
        return done;
      } catch (caught) {
        error.value = caught instanceof ApiError ? caught : new ApiError("fault", String(caught));
        // Nobody shows it where what asked is gone, such as a dialog whose change is undone, or goes with the role that allowed it.
        if (error.readers.size === 0 || error.value.kind === "forbidden") toast(wordsOf(error.value));
        leadToProblem(form);
        // Some of it may be done.
        if (error.value.kind === "unsure") refresh(...changes);
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

/** Do it; where the person must be asked first, ask them, once for each thing. @throws ApiError */
async function untilPassed<T>(does: () => Promise<T>): Promise<T> {
  const passed = new Set<Gate>();
  for (;;) {
    try {
      return await does();
    } catch (error) {
      const wanted = error instanceof ApiError ? GATES[error.kind] : undefined;
      if (wanted === undefined || passed.has(wanted) || !(await pass(wanted))) throw error;
      passed.add(wanted);
    }
  }
}
