/** What a list is filtered by, kept in its address: back and forward work, and it can be shared. */
import { query } from "../api/paths.ts";
import { useLocation } from "../shell/location.ts";

/** Values by their names; what is empty is not there. */
export interface Filters<N extends string> {
  readonly values: Readonly<Partial<Record<N, string>>>;
  /** @param typed while one types, which is no step to go back to */
  set(changes: Readonly<Partial<Record<N, string | undefined>>>, typed?: boolean): void;
  /** How many of these are set. */
  count(...names: readonly N[]): number;
}

/** @param names of the parameters that it has; others of the address stay as they are */
export function useFilters<N extends string>(names: readonly N[]): Filters<N> {
  const { path, query: asked, route } = useLocation();
  const known: Readonly<Record<string, string | undefined>> = asked;
  const values: Partial<Record<N, string>> = {};
  for (const name of names) if (known[name]) values[name] = known[name];
  return {
    values,
    set(changes, typed = false) {
      // Whoever has left meanwhile is not led back.
      if (location.pathname !== path) return;
      // As it is now: several changes may come before the next rendering.
      const now = Object.fromEntries(new URLSearchParams(location.search));
      const next = path + query({ ...now, ...changes });
      if (next !== location.pathname + location.search) route(next, typed);
    },
    count: (...some) => some.filter((name) => values[name] !== undefined).length,
  };
}
