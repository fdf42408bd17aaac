/** How much work something was, whatever else the machine did meanwhile. */
import { readFileSync } from "node:fs";

/** Seconds of processors that this process took, and, on Linux, those of its own that ended. */
export function workedFor(): number {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1_000_000;
  if (process.platform !== "linux") return own;
  // proc_pid_stat(5): cutime and cstime, in hundredths of seconds; the name before them may have spaces.
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)!.split(" ");
  return own + (Number(fields[13]) + Number(fields[14])) / 100;
}
