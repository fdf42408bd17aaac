/** A small disk, and how it is filled. Only the administrator of a Linux machine may make one. */
import { execFileSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StoreFault } from "./chaos.ts";

export function mayMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/** Make a folder a disk of its own where that may be. @returns takes it away again */
export function withDisk(folder: string, megabytes: number): () => void {
  if (!mayMount()) return () => {};
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  return () => void execFileSync("umount", ["--lazy", folder]);
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
