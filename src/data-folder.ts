/** The folder that `DATA_DIR` names: there, ours to write, and with nothing in it that others may read. */
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";

/** Files of ours, and what stands beside them: `-wal`, `-shm`, a copy that is being made. */
const OURS = ["latchstring.db", "requests.db", "pins.json", "issuer.json", "sign-in.json", "hubs.json"];

/** @throws Error naming `DATA_DIR` when it cannot be made or written */
export function openDataFolder({ dataDir }: Config): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    readdirSync(dataDir);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `DATA_DIR is ${dataDir}, and that is no folder that this user can write: ${reason}; let the user own it, or name another one`,
      { cause: error },
    );
  }
}

/** An older version, a copy that was brought back or a user's own tools may have left files open to others. */
export function restrictAccess({ dataDir, store }: Config, log: Log): void {
  const kept = store.kind === "sqlite" ? filesIn(dirname(store.file), [basename(store.file), "requests.db"]) : [];
  const folders = [join(dataDir, "simulator"), join(dataDir, "hubs")];
  const all = new Set([
    ...kept,
    ...filesIn(dataDir, OURS),
    ...folders,
    ...folders.flatMap((one) => filesIn(one, [""])),
  ]);
  for (const file of all) closeOne(file, log);
}

function filesIn(folder: string, beginnings: readonly string[]): string[] {
  try {
    const names = readdirSync(folder).filter((name) => beginnings.some((beginning) => name.startsWith(beginning)));
    return names.map((name) => join(folder, name));
  } catch {
    return []; // whoever needs the folder says what is wrong with it
  }
}

function closeOne(file: string, log: Log): void {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (!found || !(found.isFile() || found.isDirectory()) || (found.mode & 0o077) === 0) return;
    chmodSync(file, found.mode & 0o700);
    log.warn({ file }, "Others could read a file; now its owner alone can");
  } catch (error) {
    log.warn({ file, err: error }, "Others can read a file, and this process may not change that");
  }
}
