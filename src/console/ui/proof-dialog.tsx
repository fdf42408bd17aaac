/** Asks the person to prove who they are, or to sign in again; what waited for it goes on afterwards. */
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { ApiError } from "../api/api-error.ts";
import { endGate, type Gate } from "../api/gate.ts";
import { lookAgain } from "../api/keep-session.ts";
import { BASE, screen } from "../api/paths.ts";
import { type Tried, tryPasskey, tryPassword, waysFor } from "../api/proving.ts";
import { forgetToken, signedIn } from "../api/session.ts";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./failure.tsx";
import { Field } from "./field.tsx";
import { proof } from "./proof-texts.ts";

export function GateDialog({ kind }: { readonly kind: Gate }) {
  const isProof = kind === "proof";
  return (
    <Dialog key={kind} title={isProof ? proof.prove : proof.ended} onClose={() => endGate(false)}>
      <p>{isProof ? proof.proveNext : proof.endedNext}</p>
      <Ways kind={kind} />
    </Dialog>
  );
}

function Ways({ kind }: { readonly kind: Gate }) {
  const ways = useSignal({ password: false, passkey: false });
  const problem = useSignal<string | undefined>(undefined);
  const error = useSignal<ApiError | undefined>(undefined);
  const isBusy = useSignal(false);
  const email = signedIn.value?.email ?? "";
  const provedAt = signedIn.value?.provedAt;

  const tried = async (does: () => Promise<Tried>, wrong: string) => {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = error.value = undefined;
    try {
      const came = await does();
      if (came === "wrong") problem.value = wrong;
      // The answer is the same where the session ended meanwhile.
      if (came === "wrong" && kind === "proof") await lookAgain();
      if (came !== "passed") return;
      forgetToken(); // the one from before does not say so
      if (kind === "proof") endGate(true);
      else await lookAgain();
    } catch (caught) {
      if (caught instanceof ApiError && caught.retryAfter !== undefined)
        problem.value = proof.tooOften(caught.retryAfter);
      else if (caught instanceof ApiError) error.value = caught;
      else problem.value = proof.wrongPasskey;
    } finally {
      isBusy.value = false;
    }
  };

  useEffect(() => {
    waysFor(kind).then(
      (found) => (ways.value = found),
      (caught: unknown) => (error.value = caught instanceof ApiError ? caught : undefined),
    );
    const look = () => void lookAgain();
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, [kind]);
  // Done in another tab.
  useEffect(() => {
    if (kind !== "proof") return;
    return signedIn.subscribe((now) => {
      if (now && provedAt !== undefined && now.provedAt > provedAt) endGate(true);
    });
  }, [kind]);

  const next = encodeURIComponent(screen("/"));
  return (
    <>
      {ways.value.password && email !== "" && (
        <Password
          email={email}
          submit={kind === "proof" ? proof.byPassword : proof.signIn}
          problem={problem.value}
          isBusy={isBusy.value}
          onSubmit={(password) => void tried(() => tryPassword(kind, email, password), proof.wrongPassword)}
        />
      )}
      {!ways.value.password && problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <Failure error={error.value} />
      <div class="row">
        {ways.value.passkey && (
          <button
            type="button"
            class="plain"
            disabled={isBusy.value}
            onClick={() => void tried(() => tryPasskey(kind), proof.wrongPasskey)}
          >
            {proof.byPasskey}
          </button>
        )}
        <a
          class="button plain"
          href={`${BASE}/account/${kind === "proof" ? "prove" : "sign-in"}?next=${next}`}
          target="_blank"
        >
          {proof.inNewTab}
        </a>
        <button type="button" class="plain" onClick={() => endGate(false)}>
          {proof.notNow}
        </button>
      </div>
    </>
  );
}

interface PasswordProps {
  readonly email: string;
  readonly submit: string;
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  readonly onSubmit: (password: string) => void;
}

function Password({ email, submit, problem, isBusy, onSubmit }: PasswordProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), [problem]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(input.current!.value);
      }}
    >
      <p class="hint">{email}</p>
      {/* What keeps passwords looks for whose it is. */}
      <input type="email" autocomplete="username" value={email} readOnly hidden />
      <Field label={proof.password} problem={problem}>
        {(control) => <input {...control} ref={input} type="password" autocomplete="current-password" required />}
      </Field>
      <button type="submit" disabled={isBusy}>
        {submit}
      </button>
    </form>
  );
}
