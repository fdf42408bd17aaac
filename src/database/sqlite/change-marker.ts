/** A file beside SQLite's whose time tells other processes that something rare has changed, for less than a query. */
import { statSync, writeFileSync } from "node:fs";
import { storeErrorOf } from "./errors.ts";

/** Tells processes of one machine that something changed, by a file's time. */
export interface ChangeMarker {
  /** Whether anybody, in any process, announced a change since this was last asked; so at first. @throws StoreUnavailableError */
  hasChanged(): boolean;
  /** @throws StoreUnavailableError */
  announce(): void;
}

/** @param file made where it is not there, for its owner alone */
export function openChangeMarker(file: string): ChangeMarker {
  writeFileSync(file, "", { flag: "a", mode: 0o600 });
  let known = 0;
  return {
    hasChanged() {
      const { mtimeMs } = available(() => statSync(file));
      if (mtimeMs === known) return false;
      known = mtimeMs;
      return true;
    },
    announce: () => available(() => writeFileSync(file, "")),
  };
}

function available<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw storeErrorOf(error);
  }
}
