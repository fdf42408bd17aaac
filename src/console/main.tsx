/** Where the console begins in the browser. */
import "./style/frame.css";
import "./style/parts.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { keepFresh } from "./api/queries.ts";
import { keepSession } from "./api/keep-session.ts";
import { actFor, actForNamed, readSession } from "./api/session.ts";
import { keepAppearance } from "./shell/appearance.ts";
import { keepFocus } from "./shell/focus.ts";
import { shell } from "./shell/texts.ts";
import { keepTimes } from "./time/instant.tsx";
import { toast } from "./ui/toasts.tsx";

keepAppearance();
keepFocus();
keepFresh();
readSession();
keepSession();
keepTimes();
const led = actForNamed();
forgetWayHere();
render(<App />, document.getElementById("app")!);
if (led) toast(shell.actsFor(led[0]), { undo: () => actFor(led[1]), ms: 20_000 });

/** What the way here said was read, and is not to be said again when the page is loaded anew. */
function forgetWayHere(): void {
  const here = new URL(location.href);
  for (const name of ["lang", "organization"]) here.searchParams.delete(name);
  if (here.href !== location.href) history.replaceState(null, "", here);
}
