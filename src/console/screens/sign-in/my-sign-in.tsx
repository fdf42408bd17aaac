/** How the person signs in, where they are signed in, and whom they may act for. */
import { BASE, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { noteSignOut } from "../../api/keep-session.ts";
import { signedIn } from "../../api/session.ts";
import type { WaysIn } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { Waiting } from "../../ui/failure.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Erase } from "./erase.tsx";
import { Here } from "./here.tsx";
import { Organizations } from "./organizations.tsx";
import { Passkeys } from "./passkeys.tsx";
import { Password } from "./password.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { Sessions } from "./sessions.tsx";
import { signIn } from "./texts.ts";
import "./sign-in.css";

export function MySignIn() {
  const { data: ways, error } = useGet<WaysIn>("/session/ways");
  const who = signedIn.value;
  return (
    <Screen title={shell.signIn}>
      <div class="card row">
        <div>
          {who?.name && (
            <p>
              <strong>{who.name}</strong>
            </p>
          )}
          <p class="aside">{who?.email ?? who?.userId}</p>
        </div>
        <form method="post" action={`${BASE}/account/sign-out`} onSubmit={noteSignOut}>
          <button type="submit" class="plain">
            {signIn.signOut}
          </button>
        </form>
      </div>
      <p>
        <a href={screen("/notices")}>{signIn.notices}</a>
      </p>
      <Here />
      {!ways && <Waiting error={error} />}
      {ways && (
        <>
          <Passkeys isOffered={ways.passkeysOffered} />
          <RecoveryCodes left={ways.recoveryCodes} />
          <Password has={ways.password} providers={ways.providers} />
        </>
      )}
      <Sessions />
      <Organizations />
      <Erase />
    </Screen>
  );
}
