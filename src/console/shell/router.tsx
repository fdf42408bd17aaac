/** Which screen an address shows; the console's own links lead there without loading its page anew. */
import type { ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { computed, signal } from "../signals.ts";
import { BASE, screen } from "../api/paths.ts";
import { part, type ScreenName } from "../later.ts";
import { Waiting } from "../ui/failure.tsx";

/** Only the console's own addresses: other links of this server leave the program. */
const OWN = /^\/(console(\/|$)|$|\?)/;

const address = () => location.pathname + location.search;
const url = signal(address());
let isNew = false;

/** @param isReplaced no step to go back to */
function route(to: string, isReplaced = false): void {
  isNew = !isReplaced;
  history[isReplaced ? "replaceState" : "pushState"](null, "", to);
  url.value = to;
}

const here = computed(() => {
  const { pathname, searchParams } = new URL(url.value, location.origin);
  const query: Readonly<Record<string, string>> = Object.fromEntries(searchParams);
  return { url: url.value, path: pathname.replace(/(?<=.)\/+$/, ""), query, route };
});

/** Where one is, and the way elsewhere. */
export const useLocation = () => here.value;

const params = signal<Readonly<Record<string, string | undefined>>>({});

/** What stands in the address where its pattern has a name. */
export const useParams = () => params.value;

function follow(event: MouseEvent): void {
  // What a browser does by itself: another window, a download.
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0) return;
  const link = event.composedPath().find((one) => one instanceof HTMLAnchorElement);
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  const to = link.href.slice(link.origin.length);
  if (link.getAttribute("href")!.startsWith("#") || !to.startsWith(BASE) || !OWN.test(to.slice(BASE.length))) return;
  event.preventDefault();
  route(to);
}

function goBack(): void {
  isNew = false;
  url.value = address();
}

interface RouterProps {
  /** Patterns such as `/doors/:lockId`, whose names are given where they are not followed by a question mark. */
  readonly screens: Readonly<Record<string, ScreenName | ComponentType>>;
  /** Where there is no such address. */
  readonly missing: ComponentType;
}

/** The screen that the address asks for; the one before it, until it is loaded. */
export function Router({ screens, missing }: RouterProps) {
  const { path } = useLocation();
  const last = useRef<ComponentType>(Loading);
  useLayoutEffect(() => {
    addEventListener("click", follow);
    addEventListener("popstate", goBack);
    return () => {
      removeEventListener("click", follow);
      removeEventListener("popstate", goBack);
    };
  }, []);
  let found: ScreenName | ComponentType = missing;
  let groups: Readonly<Record<string, string | undefined>> = {};
  for (const [pattern, one] of Object.entries(screens)) {
    const named = screen(pattern)
      .slice(BASE.length)
      .replaceAll(/\/:(\w+)(\??)/g, "(?:/(?<$1>[^/]+))$2");
    const match = new RegExp(`^${named}$`).exec(path.slice(BASE.length) || "/");
    if (!match) continue;
    found = one;
    groups = match.groups ?? {};
    break;
  }
  // As another value only when it is one: whoever reads it is rendered again.
  const given = Object.entries(groups).map(([name, value]) => [name, value && decodeURIComponent(value)]);
  if (String(given) !== String(Object.entries(params.peek()))) params.value = Object.fromEntries(given);
  const Shown = (typeof found === "string" ? part(found) : found) ?? last.current;
  useLayoutEffect(() => {
    if (isNew) scrollTo(0, 0);
  }, [path, Shown]);
  last.current = Shown;
  return <Shown />;
}

function Loading() {
  return (
    <main id="main" class="screen">
      <Waiting error={undefined} />
    </main>
  );
}
