/** What a browser keeps for a page, as JSON. Where it keeps nothing, all works without it. */

/** @returns undefined where nothing is kept, or nothing that can be read */
export function stored<T>(storage: Storage, name: string): T | undefined {
  try {
    return (JSON.parse(storage.getItem(name) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param value undefined to keep it no longer */
export function store(storage: Storage, name: string, value: unknown): void {
  try {
    if (value === undefined) storage.removeItem(name);
    else storage.setItem(name, JSON.stringify(value));
  } catch {
    // Full, or not allowed.
  }
}
