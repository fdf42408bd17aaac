/** What the benches share: processes on cores of their own, and medians. */
import { execFileSync } from "node:child_process";

export const SERVER_CORE = "0";
export const LOAD_CORE = "1";

/** Whether the process, and whatever it starts from now on, now runs on these cores only. */
export function pin(pid: number, cores: string): boolean {
  try {
    execFileSync("taskset", ["-acp", cores, String(pid)], { stdio: "ignore" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly bound: string;
  readonly reached: boolean;
}

export function row(what: string, value: number, bound: ">=" | "<=", limit: number): Row {
  const measured = Number(value.toFixed(3));
  return {
    what,
    measured,
    bound: `${bound} ${limit}`,
    reached: bound === ">=" ? measured >= limit : measured <= limit,
  };
}

export function report(
  name: string,
  round: Readonly<Record<string, { readonly rate: number; readonly p99?: number }>>,
) {
  const rates = Object.entries(round).map(
    ([what, { rate, p99 }]) => `${what} ${rate.toFixed(0)}/s${p99 === undefined ? "" : ` (p99 ${p99} ms)`}`,
  );
  console.log(`${name}: ${rates.join(", ")}`);
}
