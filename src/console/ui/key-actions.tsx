import type { KeyStanding } from "../api/types.ts";
import { mayManage } from "../api/session.ts";
import { useWrite } from "../api/writes.ts";
import { common } from "../texts/common.ts";
import { Failure } from "./failure.tsx";
import { keyActions } from "./key-texts.ts";
import { offerUndo, SHOW_KEYS, TAKE_BACK, TakenBackIn, undo } from "./taking-back.tsx";
import { toast } from "./toasts.tsx";

interface KeyActionsProps {
  readonly uuid: string;
  readonly standing: KeyStanding;
  /** While it is paused: when the server takes it back. */
  readonly revokeAfter: string | null;
  /** How it is called, where it stands among others. */
  readonly name?: string;
}

/** Pause a key, resume it, take it back with ten seconds to undo that; what it is not for is not offered. */
export function KeyActions({ uuid, standing, revokeAfter, name }: KeyActionsProps) {
  const pause = useWrite((call) => call("POST", `/temp-keys/${uuid}/pause`, { body: {} }), ...SHOW_KEYS);
  const resume = useWrite((call) => call("POST", `/temp-keys/${uuid}/resume`), ...SHOW_KEYS);
  const takeBack = useWrite(
    (call) =>
      call<{ readonly tempKey: { readonly revokeAfter: string } }>("POST", `/temp-keys/${uuid}/pause`, {
        body: TAKE_BACK,
      }),
    ...SHOW_KEYS,
  );
  const error = pause.error ?? resume.error ?? takeBack.error;
  const isBusy = pause.isBusy || resume.isBusy || takeBack.isBusy;
  // Whose role was lowered meanwhile is told so, and can press nothing more.
  if (!mayManage.value) return <Failure error={error} />;
  if (standing === "ended" || standing === "revoked") return null;
  const isEnding = standing === "paused" && revokeAfter !== null;
  const button = (text: string, look: string, act: () => void) => (
    <button
      type="button"
      class={look}
      disabled={isBusy}
      aria-label={name === undefined ? undefined : keyActions.of(text, name)}
      onClick={() => {
        for (const write of [pause, resume, takeBack]) write.clear();
        act();
      }}
    >
      {text}
    </button>
  );
  return (
    <div class="row key-actions">
      {isEnding ? (
        <>
          <span class="bad">
            {keyActions.takingBack} <TakenBackIn until={Date.parse(revokeAfter)} />
          </span>
          {button(common.undo, "plain", () => void undo([uuid], Date.parse(revokeAfter)))}
        </>
      ) : (
        <>
          {standing === "paused"
            ? button(keyActions.resume, "plain", async () => {
                if (await resume.run()) toast(keyActions.resumed);
              })
            : button(keyActions.pause, "plain", async () => {
                if (await pause.run()) toast(keyActions.paused, { undo: () => void resume.run() });
              })}
          {button(keyActions.takeBack, "danger", async () => {
            const done = await takeBack.run();
            if (done) offerUndo([uuid], Date.parse(done.tempKey.revokeAfter), name);
          })}
        </>
      )}
      <Failure error={error} />
    </div>
  );
}
