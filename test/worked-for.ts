/** How much work something was, whatever else the machine did meanwhile. */
import { readdirSync, readFileSync } from "node:fs";

/** Of browsers that ended: their pages are processes that nobody waits for, so the system forgets what they took. */
let ofPages = 0;

/** Seconds of processors that this process took, and, on Linux, those of its own that ended. */
export function workedFor(): number {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1_000_000;
  return process.platform === "linux" ? own + statOf("self")!.ended + ofPages : own;
}

/** Seconds that pages of browsers took which this process closed: nobody who started it is told of them by the system. */
export function pagesWorkedFor(): number {
  return ofPages;
}

/** Count what the pages of browsers took, while they are there: before a browser is closed. */
export function countPages(): void {
  if (process.platform !== "linux") return;
  const all = new Map<string, NonNullable<ReturnType<typeof statOf>>>();
  for (const pid of readdirSync("/proc")) {
    const stat = /^\d+$/.test(pid) && statOf(pid);
    if (stat) all.set(pid, stat);
  }
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === String(process.pid) || isOurs(all.get(pid)?.parent));
  /** Chromium makes each page's process from one that it keeps for that. */
  const isOfPages = (pid: string | undefined): boolean =>
    pid !== undefined && (isZygote(pid) || isOfPages(all.get(pid)?.parent));
  for (const [pid, { own, ended }] of all) if (isOurs(pid) && isOfPages(pid)) ofPages += own + ended;
}

function isZygote(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=zygote");
  } catch {
    return false;
  }
}

/** Seconds of processors of a process and of its children that ended; undefined when there is none any more. */
function statOf(pid: string) {
  try {
    // proc_pid_stat(5), from the state on: the name before it may have spaces; times are in hundredths of seconds.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    const seconds = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) / 100;
    return { parent: fields[1]!, own: seconds(11), ended: seconds(13) };
  } catch {
    return undefined;
  }
}
