/** Every screen and its address. Each is loaded when it is first shown, but for home. */
import { LocationProvider, Route, Router } from "preact-iso";
import { BASE, screen } from "./api/paths.ts";
import { membership } from "./api/session.ts";
import { later } from "./later.ts";
import { Tonight } from "./screens/tonight/tonight.tsx";
import { More, Shell } from "./shell/shell.tsx";
import { shell } from "./shell/texts.ts";
import { Empty, Screen } from "./ui/screen.tsx";

const Doors = later("Doors");
const Door = later("Door");
const NewKey = later("NewKey");
const Keys = later("Keys");
const Key = later("Key");
const Timeline = later("Timeline");
const Activity = later("Activity");
const ImportKeys = later("ImportKeys");
const Hubs = later("Hubs");
const Members = later("Members");
const ApiKeys = later("ApiKeys");
const Brand = later("Brand");
const Partner = later("Partner");
const MySignIn = later("MySignIn");
const Welcome = later("Welcome");

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
