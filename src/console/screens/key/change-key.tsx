import { useSignal } from "../../use-signal.ts";
import type { KeyDetails } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { serverNow } from "../../time/server-clock.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { draftLike, type KeyDraft, problemsOf, timeOf } from "../../ui/key-draft.ts";
import { isTold, KeyFields, problemTexts } from "../../ui/key-fields.tsx";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useDraft } from "../../ui/use-draft.ts";
import { userIdsOf } from "../../ui/user-ids.ts";
import { changesOf } from "./changes.ts";
import { keyTexts } from "./texts.ts";

interface ChangeKeyProps {
  readonly of: KeyDetails;
  readonly onClose: () => void;
  /** The key got this PIN, which nothing tells again. */
  readonly onPin: (pin: string) => void;
}

/** The form of a key that is there. */
export function ChangeKey({ of: key, onClose, onPin }: ChangeKeyProps) {
  const now = serverNow();
  const before = useSignal<KeyDraft>({
    ...draftLike(key, now),
    from: Date.parse(key.validFrom),
    until: Date.parse(key.validUntil),
  });
  const draft = useDraft(`key ${key.uuid}`, before.value, { isChange: true });
  const isAsked = useSignal(false);
  const write = useWrite(
    async (call, wanted: KeyDraft) => {
      const ids = wanted.isNamed ? await userIdsOf(call, wanted.people) : undefined;
      const body = changesOf(key, wanted, timeOf(wanted, now, zone, {}), ids);
      if (Object.keys(body).length === 0) return { pin: null };
      return call<{ readonly pin: string | null }>("PATCH", `/temp-keys/${key.uuid}`, { body });
    },
    ...SHOW_KEYS,
  );
  const zone = draft.value.doors[0]?.timeZone ?? key.doors[0]!.timeZone;
  const time = timeOf(draft.value, now, zone, {});
  // One that is over may have its note changed.
  const isSameTime = draft.value.from === before.value.from && draft.value.until === before.value.until;
  const { when, ...others } = problemsOf(draft.value, time, now);
  const found = when && !isSameTime ? { ...others, when } : others;
  return (
    <Dialog title={keyTexts.change} onClose={onClose}>
      <form
        class="key-form"
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          isAsked.value = true;
          if (Object.keys(found).length > 0) return;
          const done = await write.run(draft.value);
          if (!done) return;
          onClose();
          if (done.pin === null) toast(keyTexts.saved);
          else onPin(done.pin);
        }}
      >
        <KeyFields
          draft={draft.value}
          onChange={(next) => {
            draft.value = next;
            if (write.error) write.clear();
          }}
          {...{ time, zone, now }}
          hours={{}}
          problems={problemTexts(isAsked.value ? found : {}, write.error)}
          isChange
        />
        {key.maxUsesPerDoor !== null && <p class="hint">{keyTexts.restarts}</p>}
        {!isTold(write.error) && <Failure error={write.error} />}
        <button type="submit" disabled={write.isBusy}>
          {keyTexts.save}
        </button>
      </form>
    </Dialog>
  );
}
