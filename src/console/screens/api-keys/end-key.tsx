import { useSignal } from "../../use-signal.ts";
import type { ApiKey, NewApiKey } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { Options } from "../../ui/options.tsx";
import { toast } from "../../ui/toasts.tsx";
import { apiKeys } from "./texts.ts";

interface EndKeyProps {
  /** Of the organisation's API keys. */
  readonly path: string;
  readonly of: ApiKey;
  readonly onClose: () => void;
}

/** How long what is replaced goes on. */
export const SECONDS = { now: 0, hour: 3_600, day: 86_400, week: 7 * 86_400 } as const;
export type Overlap = keyof typeof SECONDS;

interface RotateKeyProps extends EndKeyProps {
  /** Chosen at first. */
  readonly overlap?: Overlap;
  readonly onMade: (key: NewApiKey) => void;
}

/** Another in the place of one that may go on for a while. */
export function RotateKey({ path, of, overlap: first = "day", onClose, onMade }: RotateKeyProps) {
  const overlap = useSignal<Overlap>(first);
  const write = useWrite(
    (call, overlapSeconds: number) =>
      call<NewApiKey>("POST", `${path}/${of.keyId}/rotate`, { body: { overlapSeconds } }),
    path,
  );
  return (
    <Dialog title={apiKeys.rotateTitle(of.name ?? apiKeys.unnamed)} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          const made = await write.run(SECONDS[overlap.value]);
          if (made) onMade(made);
        }}
      >
        <p>{apiKeys.rotateHint}</p>
        <Options
          legend={apiKeys.overlap}
          options={(Object.keys(SECONDS) as Overlap[]).map((value) => ({ value, name: apiKeys.overlaps[value] }))}
          value={overlap.value}
          onChange={(next) => (overlap.value = next)}
        />
        <Failure error={write.error} />
        <button type="submit" disabled={write.isBusy}>
          {apiKeys.rotate}
        </button>
      </form>
    </Dialog>
  );
}

/** For good; so the button is held. */
export function RevokeKey({ path, of, onClose }: EndKeyProps) {
  const write = useWrite((call) => call<object>("DELETE", `${path}/${of.keyId}`), path);
  const called = of.name ?? apiKeys.unnamed;
  return (
    <Dialog title={apiKeys.revokeTitle(called)} onClose={onClose}>
      <p>{apiKeys.revokeHint}</p>
      <Failure error={write.error} />
      <HoldButton
        class="danger"
        disabled={write.isBusy}
        onHeld={async () => {
          if ((await write.run()) === undefined) return;
          toast(apiKeys.revoked(called));
          onClose();
        }}
      >
        {apiKeys.revoke}
      </HoldButton>
    </Dialog>
  );
}
