import { useSignal } from "@preact/signals";
import { useRoute } from "preact-iso";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { mayManage } from "../../api/session.ts";
import type { LockRow, Rows } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { shell } from "../../shell/texts.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Field } from "../../ui/field.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { Screen } from "../../ui/screen.tsx";
import { toast } from "../../ui/toasts.tsx";
import { doors } from "./texts.ts";

export function Door() {
  const { lockId = "" } = useRoute().params;
  const { data, error } = useGet<Rows & { readonly locks: readonly LockRow[] }>(`/locks?search=${lockId}`);
  const isRenaming = useSignal(false);
  const open = useWrite((call) => call("POST", `/locks/${lockId}/OpenLock`, { body: {} }), "/locks");
  const lock = data?.locks.find((one) => one.lockId === lockId);
  const name = lock?.name ?? common.unnamedLock(lockId);
  return (
    <Screen
      title={name}
      back={{ href: screen("/doors"), label: shell.doors }}
      actions={
        mayManage.value && (
          <button type="button" class="plain" onClick={() => (isRenaming.value = true)}>
            {doors.rename}
          </button>
        )
      }
    >
      {!lock && <Waiting error={error} />}
      {lock && mayManage.value && (
        <HoldButton disabled={open.isBusy} onHeld={() => void open.run()}>
          {doors.open}
        </HoldButton>
      )}
      <Failure error={open.error} />
      {isRenaming.value && <Rename lockId={lockId} name={name} onClose={() => (isRenaming.value = false)} />}
    </Screen>
  );
}

function Rename(props: { readonly lockId: string; readonly name: string; readonly onClose: () => void }) {
  const name = useSignal(props.name);
  const write = useWrite(
    (call, given: string) => call("PATCH", `/locks/${props.lockId}`, { body: { name: given } }),
    "/locks",
  );
  return (
    <Dialog title={doors.rename} onClose={props.onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if ((await write.run(name.value)) === undefined) return;
          props.onClose();
          toast(doors.rename);
        }}
      >
        <Field label={doors.name} hint={doors.nameHint}>
          {(control) => (
            <input
              {...control}
              value={name.value}
              required
              maxLength={120}
              onInput={({ currentTarget }) => (name.value = currentTarget.value)}
            />
          )}
        </Field>
        <Failure error={write.error} />
        <button type="submit" disabled={write.isBusy}>
          {common.save}
        </button>
      </form>
    </Dialog>
  );
}
