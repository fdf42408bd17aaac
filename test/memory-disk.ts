/** Memory as a disk: most tests wait longer for the disk's promises than for anything else, and nothing of theirs outlives them. */
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

/** Linux's; everywhere else tests write where `TMPDIR` says. */
const MEMORY = "/dev/shm";
/** Of this much a whole run takes a third. Containers have much less of it if nobody asks. */
const LEAST_BYTES = 6 * 2 ** 30;
const NAME = /^latchstring-(\d+)$/;

/**
 * Have this process, and all that it starts, write temporary files into memory where there is enough of it. What is
 * killed there loses as little as on a disk: only a machine without power would lose more.
 */
export function writeToMemory(): void {
  if (process.env["TMPDIR"] !== undefined || !existsSync(MEMORY)) return;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < LEAST_BYTES) return;
  // Of runs that were killed.
  for (const name of readdirSync(MEMORY)) {
    const pid = NAME.exec(name)?.[1];
    const isLeft = pid !== undefined && (pid === String(process.pid) || !existsSync(`/proc/${pid}`));
    if (isLeft) remove(join(MEMORY, name));
  }
  const folder = join(MEMORY, `latchstring-${process.pid}`);
  // PostgreSQL's files are another user's.
  mkdirSync(folder, { mode: 0o755 });
  process.env["TMPDIR"] = folder;
  process.once("exit", () => remove(folder));
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A small disk of a history that was killed may be mounted in it, or another run removes it too.
  }
}
