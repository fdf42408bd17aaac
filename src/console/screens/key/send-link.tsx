import { useSignal } from "../../use-signal.ts";
import { signedIn } from "../../api/session.ts";
import type { KeyDetails } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { Failure } from "../../ui/failure.tsx";
import { sendTo, SendToFields } from "../../ui/send-to.tsx";
import { sending } from "../../ui/send-to-texts.ts";
import { notifyOf, problemOfAddress } from "../../ui/sent-to.ts";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { toast } from "../../ui/toasts.tsx";

interface SendLinkProps {
  readonly of: KeyDetails;
  readonly onSent: () => void;
}

/** The server sends the link of a key that is there: again, or to another, who is told of it from then on. */
export function SendLink({ of: { uuid, validFrom }, onSent }: SendLinkProps) {
  const to = useSignal(sendTo());
  const isTried = useSignal(false);
  const channels = signedIn.value?.notifies ?? [];
  const write = useWrite(
    (call, body: object) => call<object>("POST", `/temp-keys/${uuid}/notify`, { body }),
    ...SHOW_KEYS,
  );
  const problem = problemOfAddress(to.value, channels);
  if (channels.length === 0) return null;
  return (
    <form
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        isTried.value = true;
        if (problem || !(await write.run(notifyOf(to.value, channels, Date.parse(validFrom))))) return;
        toast(sending.sent);
        onSent();
      }}
    >
      <SendToFields
        value={to.value}
        channels={channels}
        problem={isTried.value ? problem : undefined}
        onChange={(next) => (to.value = next)}
      />
      <Failure error={write.error} />
      {to.value.isAsked && (
        <button type="submit" disabled={write.isBusy}>
          {sending.send}
        </button>
      )}
    </form>
  );
}
