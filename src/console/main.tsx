/** Where the console begins in the browser. */
import "./style/frame.css";
import "./style/parts.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { keepFresh } from "./api/queries.ts";
import { keepSession } from "./api/keep-session.ts";
import { loadSession } from "./api/session.ts";
import { keepAppearance } from "./shell/appearance.ts";
import { language } from "./texts/texts.ts";

document.documentElement.lang = language.value;
keepAppearance();
keepFresh();
// The server has a newer console, and the rest of this one is gone.
addEventListener("vite:preloadError", () => location.reload());
await loadSession().catch(() => {}); // the screens tell what is wrong
keepSession();
forgetWayHere();
render(<App />, document.body);

/** What the way here said was read, and is not to be said again when the page is loaded anew. */
function forgetWayHere(): void {
  const here = new URL(location.href);
  for (const name of ["lang", "organization"]) here.searchParams.delete(name);
  if (here.href !== location.href) history.replaceState(null, "", here);
}
