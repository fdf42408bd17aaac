import { useSignal } from "../../use-signal.ts";
import { call } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { newIntent } from "../../api/intent.ts";
import { refresh } from "../../api/queries.ts";
import type { LockRow } from "../../api/types.ts";
import { happened } from "../../ui/activity-texts.ts";
import { wordsOf } from "../../ui/failure.tsx";
import { Input } from "../../ui/field.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { door } from "./door-texts.ts";

type Tone = "good" | "wait" | "bad";
type Told = { readonly tone: Tone; readonly text: string };

/** Opens at once, without a key. One hold is one order, which is sent once, whatever becomes of it. */
export function OpenNow({ lock: { lockId, attention } }: { readonly lock: LockRow }) {
  const reason = useSignal("");
  const isBusy = useSignal(false);
  const told = useSignal<Told | undefined>(undefined);
  async function open(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    told.value = undefined;
    const why = reason.value.trim();
    const intent = newIntent();
    try {
      const { outcome } = await call<{ readonly outcome: "opened" | "unknown" }>("POST", `/locks/${lockId}/OpenLock`, {
        idempotencyKey: intent,
        body: { requestId: intent, ...(why && { reason: why }) },
      });
      told.value = outcome === "opened" ? { tone: "good", text: door.opened } : { tone: "wait", text: door.unclear };
      reason.value = "";
    } catch (error) {
      told.value = whatBecame(error instanceof ApiError ? error : new ApiError("fault", String(error)));
    } finally {
      isBusy.value = false;
      refresh("/locks", "/activity");
    }
  }
  return (
    <section class="card stack">
      <Input label={door.reason} hint={door.reasonHint} of={reason} maxLength={500} />
      <HoldButton disabled={isBusy.value || attention.includes("not-bound")} onHeld={() => void open()}>
        {isBusy.value ? `${door.opening}…` : door.open}
      </HoldButton>
      <p class="hint">{door.openHint}</p>
      <p role="status" class={told.value?.tone}>
        {told.value && <strong>{told.value.text}</strong>}
      </p>
    </section>
  );
}

type Failure = keyof typeof happened.failed;

/** An answer that is no yes, told as what it says of the door. */
function whatBecame(error: ApiError): Told {
  const failure = error.fields.find(({ field }) => field === "outcome")?.message;
  if (failure !== undefined) {
    const { failed } = happened;
    // Whether the bolt moved is open then, as the record has it.
    const known = Object.hasOwn(FAILURES, failure) ? failed[failure as Failure] : failed.indeterminate;
    return { tone: "bad", text: door.failed(known.join(" ")) };
  }
  if (error.kind === "unsure") return { tone: "wait", text: door.unsure };
  return { tone: "bad", text: door.failed(wordsOf(error)) };
}

const FAILURES: Readonly<Record<Failure, true>> = {
  expired: true,
  offline: true,
  timeout: true,
  rejected: true,
  jammed: true,
  auth: true,
  unsupported: true,
  indeterminate: true,
  internal: true,
  revoked: true,
};
