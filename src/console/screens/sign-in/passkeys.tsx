import { useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { hasPasskeys, makePasskey, type PasskeyOptions } from "../../api/passkey.ts";
import { useGet } from "../../api/queries.ts";
import type { Passkey } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { distance } from "../../time/instant.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { signIn } from "./texts.ts";

const MAX_NAME = 60;
const PATHS = ["/session/passkeys", "/session/ways"] as const;

/** @param isOffered whether the server has a name that they can be for */
export function Passkeys({ isOffered }: { readonly isOffered: boolean }) {
  const { data, error } = useGet<{ readonly passkeys: readonly Passkey[] }>("/session/passkeys");
  const renamed = useSignal<Passkey | undefined>(undefined);
  const remove = useWrite((call, id: string) => call("DELETE", `/session/passkeys/${id}`), ...PATHS);
  return (
    <section>
      <h2>{signIn.passkeys}</h2>
      <p class="hint">{isOffered ? signIn.passkeysHint : signIn.passkeysNeedName}</p>
      {!data && <Waiting error={error} />}
      {data && data.passkeys.length > 0 && (
        <ul class="rows">
          {data.passkeys.map((one) => (
            <li key={one.id} class="row spread">
              <div>
                <strong>{one.name}</strong>
                <p class="aside">
                  {one.lastUsedAt === null ? signIn.neverUsed : signIn.used(distance(Date.parse(one.lastUsedAt)))}
                </p>
              </div>
              <div class="row">
                <button type="button" class="plain" onClick={() => (renamed.value = one)}>
                  {signIn.rename}
                </button>
                <button
                  type="button"
                  class="danger"
                  disabled={remove.isBusy}
                  aria-label={signIn.removeOne(one.name)}
                  onClick={() => void remove.run(one.id)}
                >
                  {signIn.remove}
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Failure error={remove.error} conflict={signIn.lastWayIn} />
      {isOffered && hasPasskeys && <AddPasskey />}
      {renamed.value && <Rename passkey={renamed.value} onClose={() => (renamed.value = undefined)} />}
    </section>
  );
}

/** A name, and the browser's own dialog. @param onAdded what comes then */
export function AddPasskey({ onAdded }: { readonly onAdded?: () => void }) {
  const name = useRef<HTMLInputElement>(null);
  const hasFailed = useSignal(false);
  const write = useWrite(
    async (call, given: string) => {
      const { options } = await call<{ readonly options: PasskeyOptions }>("POST", "/session/passkeys/options", {
        body: {},
      });
      const made = await makePasskey(options).catch(() => undefined);
      if (!made) return false;
      await call("POST", "/session/passkeys", { body: { ...made, name: given } });
      return true;
    },
    ...PATHS,
  );
  return (
    <form
      class="row inline"
      onSubmit={async (event) => {
        event.preventDefault();
        const added = await write.run(name.current!.value.trim() || signIn.passkey);
        hasFailed.value = added === false;
        if (!added) return;
        name.current!.value = "";
        toast(signIn.added);
        onAdded?.();
      }}
    >
      <Field label={signIn.passkeyName} problem={hasFailed.value ? signIn.notAdded : undefined}>
        {(control) => <input {...control} ref={name} maxLength={MAX_NAME} placeholder={signIn.passkeyExample} />}
      </Field>
      <button type="submit" disabled={write.isBusy}>
        {signIn.addPasskey}
      </button>
      <Failure error={write.error} />
    </form>
  );
}

function Rename({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const name = useRef<HTMLInputElement>(null);
  const write = useWrite(
    async (call, given: string) => {
      await call("PATCH", `/session/passkeys/${passkey.id}`, { body: { name: given } });
      return true;
    },
    ...PATHS,
  );
  return (
    <Dialog title={signIn.rename} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if (await write.run(name.current!.value.trim())) onClose();
        }}
      >
        <Field label={signIn.passkeyName}>
          {(control) => <input {...control} ref={name} defaultValue={passkey.name} required maxLength={MAX_NAME} />}
        </Field>
        <Failure error={write.error} />
        <button type="submit" disabled={write.isBusy}>
          {common.save}
        </button>
      </form>
    </Dialog>
  );
}
