import { useSignal } from "../../../use-signal.ts";
import type { Webhook } from "../../../api/types.ts";
import { useWrite } from "../../../api/writes.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { Failure } from "../../../ui/failure.tsx";
import { HoldButton } from "../../../ui/hold-button.tsx";
import { Options } from "../../../ui/options.tsx";
import { toast } from "../../../ui/toasts.tsx";
import { type Overlap, SECONDS } from "../../api-keys/end-key.tsx";
import { apiKeys } from "../../api-keys/texts.ts";
import { webhooks } from "./texts.ts";

interface RotateSecretProps {
  /** Of the webhook. */
  readonly path: string;
  readonly onSecret: (secret: string) => void;
  readonly onClose: () => void;
}

/** Sign with another secret; the old one may go on for a while. */
export function RotateSecret({ path, onSecret, onClose }: RotateSecretProps) {
  const overlap = useSignal<Overlap>("day");
  const write = useWrite((call, overlapSeconds: number) =>
    call<{ readonly secret: string }>("POST", `${path}/rotate-secret`, { body: { overlapSeconds } }),
  );
  return (
    <Dialog title={webhooks.rotate} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          const made = await write.run(SECONDS[overlap.value]);
          if (made) onSecret(made.secret);
        }}
      >
        <p>{webhooks.rotateHint}</p>
        <Options
          legend={webhooks.overlap}
          options={(Object.keys(SECONDS) as Overlap[]).map((value) => ({ value, name: apiKeys.overlaps[value] }))}
          value={overlap.value}
          onChange={(next) => (overlap.value = next)}
        />
        <Failure error={write.error} />
        <button type="submit" disabled={write.isBusy}>
          {webhooks.rotate}
        </button>
      </form>
    </Dialog>
  );
}

interface RemoveWebhookProps {
  /** Path of the organisation's webhooks. */
  readonly all: string;
  readonly of: Webhook;
  readonly onClose: () => void;
}

/** For good; so the button is held. */
export function RemoveWebhook({ all, of: { id, url }, onClose }: RemoveWebhookProps) {
  const write = useWrite((call) => call<object>("DELETE", `${all}/${id}`), all);
  return (
    <Dialog title={webhooks.removeTitle} onClose={onClose}>
      <p>
        <strong>{url}</strong>
      </p>
      <p>{webhooks.removeHint}</p>
      <Failure error={write.error} />
      <HoldButton
        class="danger"
        disabled={write.isBusy}
        onHeld={async () => {
          if ((await write.run()) !== undefined) toast(webhooks.removed);
          else if (write.error?.kind !== "gone") return;
          onClose();
        }}
      >
        {webhooks.remove}
      </HoldButton>
    </Dialog>
  );
}
