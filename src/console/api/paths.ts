/** Where the server stands: it may have a path before all of its own. */
export const BASE = document.documentElement.dataset["base"] ?? "";

/** The address of one of the console's screens. @param path such as `/keys?status=paused`; `/` is home */
export function screen(path: string): string {
  return path === "/" ? `${BASE}/` : `${BASE}/console${path}`;
}

/** A query, without what is undefined or empty. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
