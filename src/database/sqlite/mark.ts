/** A file beside SQLite's whose time tells other processes that something rare has changed, for less than a query. */
import { statSync, writeFileSync } from "node:fs";
import { thrownAs } from "./errors.ts";

export interface Mark {
  /** Whether anybody, in any process, renewed it since this was last asked; so at first. @throws StoreUnavailableError */
  isRenewed(): boolean;
  /** @throws StoreUnavailableError */
  renew(): void;
}

/** @param file made where it is not there, for its owner alone */
export function openMark(file: string): Mark {
  writeFileSync(file, "", { flag: "a", mode: 0o600 });
  let known = 0;
  return {
    isRenewed() {
      const { mtimeMs } = available(() => statSync(file));
      if (mtimeMs === known) return false;
      known = mtimeMs;
      return true;
    },
    renew: () => available(() => writeFileSync(file, "")),
  };
}

function available<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw thrownAs(error);
  }
}
