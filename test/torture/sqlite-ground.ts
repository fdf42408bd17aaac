/** A SQLite store for one history; on a small disk of its own where this process may make one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fullDisk, mayMount, withDisk } from "./disk.ts";
import type { Ground } from "./torture.ts";

const DISK_MB = 64;

export async function openSqliteGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-torture-"));
  const release = withDisk(folder, DISK_MB);
  return {
    dataDir: join(folder, "data"),
    env: {},
    faults: mayMount() ? [fullDisk(folder)] : [],
    async close() {
      release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
