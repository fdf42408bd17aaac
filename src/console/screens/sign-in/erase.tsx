import { useSignal } from "../../use-signal.ts";
import { BASE } from "../../api/paths.ts";
import { askAs, signedIn } from "../../api/session.ts";
import { noteSignOut } from "../../api/keep-session.ts";
import { useWrite } from "../../api/writes.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { signIn } from "./texts.ts";

/** Everything that is known of the person, but for what the record keeps. */
export function Erase() {
  const isOpen = useSignal(false);
  const write = useWrite(async () => {
    await askAs(undefined, "DELETE", `/users/${signedIn.value!.userId}/personal-data`);
    noteSignOut();
    location.assign(`${BASE}/account/sign-in`);
  });
  return (
    <section>
      <h2>{signIn.erase}</h2>
      <button type="button" class="danger" onClick={() => (isOpen.value = true)}>
        {signIn.eraseMine}
      </button>
      {isOpen.value && (
        <Dialog title={signIn.eraseMine} onClose={() => (isOpen.value = false)}>
          <p>{signIn.eraseNext}</p>
          <p>{signIn.eraseStays}</p>
          <Failure error={write.error} conflict={signIn.eraseConflict} />
          <HoldButton class="danger" disabled={write.isBusy} onHeld={() => void write.run()}>
            {signIn.eraseHold}
          </HoldButton>
        </Dialog>
      )}
    </section>
  );
}
