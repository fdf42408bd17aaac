/** Which screen an address shows. */
import type { ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { BASE, screen } from "../api/paths.ts";
import { part, type ScreenName } from "../later.ts";
import { Waiting } from "../ui/failure.tsx";
import { follow, goBack, isNew, params, useLocation } from "./location.ts";

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
