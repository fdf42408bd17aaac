/** What the server's page shows until the program runs: what stands around screens, as each role has it. */
import { renderToString } from "preact-render-to-string";
import { signedIn } from "./api/session.ts";
import { Shell } from "./shell/shell.tsx";
import { shell } from "./shell/texts.ts";
import { Waiting } from "./ui/failure.tsx";
import { Screen } from "./ui/screen.tsx";

/** What the server puts its own in for. */
const MAIN = "%MAIN%";
const ORGANIZATION = "%ORGANIZATION%";
const ROLES = ["owner", "manager", "viewer"] as const;

const somebody = { userId: "", email: null, name: null, operator: false, sessionId: "", provedAt: "", expiresAt: "" };

const around = () => renderToString(<Shell>{MAIN}</Shell>);

/** Called by the build, in Node, once the few things of a browser that are looked at when it is loaded are there. */
export function drawn() {
  const shells = ROLES.map((role) => {
    const membership = { organizationId: ORGANIZATION, name: null, role, paused: false };
    signedIn.value = { ...somebody, notifies: [], organizations: [membership] };
    return [role, around()] as const;
  });
  signedIn.value = { ...somebody, notifies: [], organizations: [] };
  return {
    shells: { ...Object.fromEntries(shells), none: around() },
    home: renderToString(
      <Screen title={shell.tonight}>
        <Waiting error={undefined} />
      </Screen>,
    ),
    other: renderToString(
      <main id="main" class="screen">
        <Waiting error={undefined} />
      </main>,
    ),
  };
}
