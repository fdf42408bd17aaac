import { useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { BASE } from "../../api/paths.ts";
import { signedIn } from "../../api/session.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { signIn } from "./texts.ts";

/** As the server asks for. */
const LENGTH = { least: 12, most: 256 } as const;

interface PasswordProps {
  readonly has: boolean;
  /** Where else they sign in. */
  readonly providers: readonly string[];
}

export function Password({ has, providers }: PasswordProps) {
  const isOpen = useSignal(false);
  return (
    <section>
      <h2>{signIn.passwordAndAddress}</h2>
      <div class="row">
        <button type="button" class="plain" onClick={() => (isOpen.value = true)}>
          {has ? signIn.changePassword : signIn.setPassword}
        </button>
        <a class="button plain" href={`${BASE}/account/address`}>
          {signIn.changeAddress}
        </a>
        <a class="button plain" href={`${BASE}/account/ways`}>
          {providers.length === 0 ? signIn.otherWays : signIn.providers(providers.join(", "))}
        </a>
      </div>
      {isOpen.value && <Change onClose={() => (isOpen.value = false)} />}
    </section>
  );
}

function Change({ onClose }: { readonly onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const write = useWrite(
    (call, password: string) => call<{ readonly ended: number }>("PUT", "/session/password", { body: { password } }),
    "/session",
  );
  const isRefused = write.error?.kind === "invalid";
  return (
    <Dialog title={signIn.changePassword} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          const done = await write.run(input.current!.value);
          if (!done) return;
          toast(signIn.passwordChanged(done.ended));
          onClose();
        }}
      >
        <p>{signIn.passwordNext}</p>
        {/* What keeps passwords looks for whose it is. */}
        <input type="email" autocomplete="username" value={signedIn.value?.email ?? ""} readOnly hidden />
        <Field
          label={signIn.newPassword}
          hint={signIn.passwordHint(LENGTH.least)}
          problem={isRefused ? signIn.passwordProblem(LENGTH.least) : undefined}
        >
          {(control) => (
            <input
              {...control}
              ref={input}
              type="password"
              autocomplete="new-password"
              minLength={LENGTH.least}
              maxLength={LENGTH.most}
              required
            />
          )}
        </Field>
        {!isRefused && <Failure error={write.error} />}
        <button type="submit" disabled={write.isBusy}>
          {common.save}
        </button>
      </form>
    </Dialog>
  );
}
