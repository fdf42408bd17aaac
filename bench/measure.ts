/** What the benches share: processes on cores of their own, and medians. */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";

export const SERVER_CORE = "0";
export const LOAD_CORE = "1";
export const ALL_CORES = `0-${cpus().length - 1}`;

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

/** The middle half of the values, as a part of their median. */
export function spread(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)]!;
  return (at(0.75) - at(0.25)) / median(values);
}

export interface Row {
  readonly what: string;
  readonly measured: number;
  /** Of the rounds' ratios, where it is one of several; "wide" where it is too wide to tell anything by. */
  readonly spread?: string;
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

/** Past it a ratio is not to be gone by. */
const WIDE = 0.1;

/** The same for a ratio that each round has one of. */
export function ratioRow(what: string, ratios: readonly number[], bound: ">=" | "<=", limit: number): Row {
  const wide = spread(ratios);
  const { what: name, ...rest } = row(what, median(ratios), bound, limit);
  return { what: name, ...rest, spread: `${(100 * wide).toFixed(0)} %${wide > WIDE ? ", wide" : ""}` };
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
