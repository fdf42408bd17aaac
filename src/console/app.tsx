/** Every screen and its address. Each is loaded when it is first shown, but for home. */
import { lazy, LocationProvider, Route, Router } from "preact-iso";
import { BASE, screen } from "./api/paths.ts";
import { membership } from "./api/session.ts";
import { Tonight } from "./screens/tonight/tonight.tsx";
import { More, Shell } from "./shell/shell.tsx";
import { shell } from "./shell/texts.ts";
import { Empty, Screen } from "./ui/screen.tsx";

const Doors = lazy(async () => (await import("./screens/doors/doors.tsx")).Doors);
const Door = lazy(async () => (await import("./screens/doors/door.tsx")).Door);
const NewKey = lazy(async () => (await import("./screens/new-key/new-key.tsx")).NewKey);
const Keys = lazy(async () => (await import("./screens/keys/keys.tsx")).Keys);
const Key = lazy(async () => (await import("./screens/key/key.tsx")).Key);
const Timeline = lazy(async () => (await import("./screens/timeline/timeline.tsx")).Timeline);
const Activity = lazy(async () => (await import("./screens/activity/activity.tsx")).Activity);
const ImportKeys = lazy(async () => (await import("./screens/import-keys/import-keys.tsx")).ImportKeys);
const Hubs = lazy(async () => (await import("./screens/hubs/hubs.tsx")).Hubs);
const Members = lazy(async () => (await import("./screens/members/members.tsx")).Members);
const ApiKeys = lazy(async () => (await import("./screens/api-keys/api-keys.tsx")).ApiKeys);
const Brand = lazy(async () => (await import("./screens/brand/brand.tsx")).Brand);
const Partner = lazy(async () => (await import("./screens/partner/partner.tsx")).Partner);
const MySignIn = lazy(async () => (await import("./screens/sign-in/my-sign-in.tsx")).MySignIn);
const Welcome = lazy(async () => (await import("./screens/welcome/welcome.tsx")).Welcome);

/** Only the console's own addresses: other links of this server leave the program. */
const SCOPE = new RegExp(`^${BASE}/(console(/|$)|$|\\?)`);

export function App() {
  return (
    <LocationProvider scope={SCOPE}>
      <Shell>
        {/* Another organisation's screens are others: nothing of this one's is shown on. */}
        <Router key={membership.value?.organizationId}>
          <Route path={screen("/")} component={Tonight} />
          <Route path={screen("/doors")} component={Doors} />
          <Route path={screen("/doors/:lockId")} component={Door} />
          <Route path={screen("/keys/new")} component={NewKey} />
          <Route path={screen("/keys")} component={Keys} />
          <Route path={screen("/keys/:uuid")} component={Key} />
          <Route path={screen("/timeline")} component={Timeline} />
          <Route path={screen("/activity")} component={Activity} />
          <Route path={screen("/import")} component={ImportKeys} />
          <Route path={screen("/hubs/:hubId?")} component={Hubs} />
          <Route path={screen("/members")} component={Members} />
          <Route path={screen("/api-keys")} component={ApiKeys} />
          <Route path={screen("/brand")} component={Brand} />
          <Route path={screen("/partner")} component={Partner} />
          <Route path={screen("/sign-in")} component={MySignIn} />
          <Route path={screen("/welcome")} component={Welcome} />
          <Route path={screen("/more")} component={More} />
          <Route default component={NotFound} />
        </Router>
      </Shell>
    </LocationProvider>
  );
}

function NotFound() {
  return (
    <Screen title={shell.notFound}>
      <Empty title={shell.notFoundNext}>
        <a href={screen("/")}>{shell.home}</a>
      </Empty>
    </Screen>
  );
}
