/** Every screen and its address. Each is loaded when it is first shown, but for home. */
import { screen } from "./api/paths.ts";
import { membership } from "./api/session.ts";
import { Tonight } from "./screens/tonight/tonight.tsx";
import { Router } from "./shell/router.tsx";
import { More, Shell } from "./shell/shell.tsx";
import { shell } from "./shell/texts.ts";
import { Empty, Screen } from "./ui/screen.tsx";

/** The first pattern that fits is taken. */
const SCREENS = {
  "/": Tonight,
  "/doors": "Doors",
  "/doors/:lockId": "Door",
  "/keys/new": "NewKey",
  "/keys": "Keys",
  "/keys/:uuid": "Key",
  "/timeline": "Timeline",
  "/activity": "Activity",
  "/import": "ImportKeys",
  "/hubs/:hubId?": "Hubs",
  "/members": "Members",
  "/api-keys": "ApiKeys",
  "/brand": "Brand",
  "/partner": "Partner",
  "/sign-in": "MySignIn",
  "/notices": "Notices",
  "/welcome": "Welcome",
  "/more": More,
} as const;

export function App() {
  return (
    <Shell>
      {/* Another organisation's screens are others: nothing of this one's is shown on. */}
      <Router key={membership.value?.organizationId} screens={SCREENS} missing={NotFound} />
    </Shell>
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
