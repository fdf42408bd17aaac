/** What stands around every screen: the menu, who is acted for, and what is wrong with the connection. */
import type { ComponentChildren } from "preact";
import { isConnected } from "../api/connection.ts";
import { gate, pass } from "../api/gate.ts";
import { screen } from "../api/paths.ts";
import { part } from "../later.ts";
import { actFor, isSignedOut, mayManage, membership, signedIn } from "../api/session.ts";
import { Toasts } from "../ui/toasts.tsx";
import { Icon } from "./icon.tsx";
import { Keyboard } from "./keyboard.tsx";
import { type Place, shownPlaces } from "./places.ts";
import { useLocation } from "./location.ts";
import { shell } from "./texts.ts";

export function Shell({ children }: { readonly children: ComponentChildren }) {
  const Gate = gate.value && part("GateDialog");
  return (
    <>
      <a class="skip" href="#main">
        {shell.skip}
      </a>
      <Menu />
      <div class="content">
        <Notices />
        {children}
      </div>
      {gate.value && Gate && <Gate kind={gate.value} />}
      <Keyboard />
      <Toasts />
    </>
  );
}

function Menu() {
  const { path } = useLocation();
  const places = shownPlaces();
  const isHere = ({ path: place }: Place) =>
    place === "/" ? path === screen("/") : (path + "/").startsWith(`${screen(place)}/`);
  const link = (place: Place) => (
    <a key={place.path} href={screen(place.path)} aria-current={isHere(place) ? "page" : undefined}>
      <Icon name={place.name} />
      <span>{place.said}</span>
    </a>
  );
  const main = places.filter(({ isMain }) => isMain);
  const others = places.filter(({ isMain }) => !isMain);
  return (
    <nav class="menu" aria-label={shell.menu}>
      <div class="menu-head">
        <Organizations />
      </div>
      {main.map(link)}
      {mayManage.value && (
        <a class="new" href={screen("/keys/new")} aria-keyshortcuts="n">
          <Icon name="newKey" />
          <span>{shell.newKey}</span>
        </a>
      )}
      <a class="more-places" href={screen("/more")} aria-current={path === screen("/more") ? "page" : undefined}>
        <Icon name="more" />
        <span>{shell.more}</span>
      </a>
      <div class="others">{others.map(link)}</div>
    </nav>
  );
}

/** Whom one acts for; to be chosen where there are several. */
export function Organizations() {
  const all = signedIn.value?.organizations.filter(({ paused }) => !paused) ?? [];
  const now = membership.value;
  if (all.length < 2)
    return <strong class="organization">{now ? (now.name ?? now.organizationId) : shell.ownLocks}</strong>;
  return (
    <select
      aria-label={shell.organization}
      value={now?.organizationId}
      onChange={({ currentTarget }) => actFor(currentTarget.value)}
    >
      {all.map(({ organizationId, name }) => (
        <option key={organizationId} value={organizationId}>
          {name ?? organizationId}
        </option>
      ))}
    </select>
  );
}

function Notices() {
  return (
    <div role="status">
      {isSignedOut.value && gate.value === undefined && (
        <p class="notice bad">
          {shell.signedOut}{" "}
          <button type="button" class="plain" onClick={() => void pass("sign-in")}>
            {shell.signInAgain}
          </button>
        </p>
      )}
      {!isConnected.value && <p class="notice wait">{shell.lost}</p>}
    </div>
  );
}

/** On phones: every screen that has no place at the bottom. */
export function More() {
  return (
    <main id="main" class="screen">
      <h1>{shell.more}</h1>
      <Organizations />
      <ul class="rows">
        {shownPlaces()
          .filter(({ isMain }) => !isMain)
          .map((place) => (
            <li key={place.path}>
              <a class="row-link" href={screen(place.path)}>
                <Icon name={place.name} />
                <span>{place.said}</span>
              </a>
            </li>
          ))}
      </ul>
    </main>
  );
}
