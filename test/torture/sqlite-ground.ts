/** A SQLite store for one history; on a small disk of its own where this process may make one. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StoreFault } from "./chaos.ts";
import type { Ground } from "./torture.ts";

const DISK_MB = 64;

/** Whether `openSqliteGround` can fill a disk: only the administrator of a Linux machine may make one. */
export function mayMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

export async function openSqliteGround(): Promise<Ground> {
  const disk = mkdtempSync(join(tmpdir(), "latchstring-torture-"));
  const mounted = mayMount();
  if (mounted) execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", disk]);
  return {
    dataDir: join(disk, "data"),
    env: {},
    faults: mounted ? [fullDisk(disk)] : [],
    async close() {
      if (mounted) execFileSync("umount", ["--lazy", disk]);
      rmSync(disk, { recursive: true, force: true });
    },
  };
}

/** Not a byte is left for a while. */
export function fullDisk(disk: string): StoreFault {
  return {
    name: "full disk",
    async strike(random) {
      const file = join(disk, "ballast");
      const ballast = await open(file, "w");
      try {
        const { bavail, bsize } = statfsSync(disk);
        const block = Buffer.alloc(bsize);
        // Some write what is free between the look and the filling; the last blocks may be theirs.
        for (let i = 0; i < bavail + 16; i++) await ballast.write(block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        await ballast.close();
      }
      await delay(random.between(100, 600));
      await rm(file);
    },
  };
}
