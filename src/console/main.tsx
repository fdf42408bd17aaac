/** Where the console begins in the browser. */
import "./style/frame.css";
import "./style/parts.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { keepFresh } from "./api/queries.ts";
import { keepSession } from "./api/keep-session.ts";
import { readSession } from "./api/session.ts";
import { keepAppearance } from "./shell/appearance.ts";

keepAppearance();
keepFresh();
readSession();
keepSession();
forgetWayHere();
render(<App />, document.getElementById("app")!);

/** What the way here said was read, and is not to be said again when the page is loaded anew. */
function forgetWayHere(): void {
  const here = new URL(location.href);
  for (const name of ["lang", "organization"]) here.searchParams.delete(name);
  if (here.href !== location.href) history.replaceState(null, "", here);
}
