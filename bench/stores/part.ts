/** What the parts of the bench of the stores have in common. */
import type { TestPostgres } from "../../test/postgres.ts";
import { median, report, type Row } from "../measure.ts";
import type { Size } from "../requests.ts";

export interface Setup {
  /** Everything that the bench writes is in it, and goes away with it. */
  readonly root: string;
  readonly postgres: TestPostgres;
  readonly size: Size;
  /** After one that warms up and does not count. */
  readonly rounds: number;
  /** In the store that is full. */
  readonly keys: number;
}

export interface Bar {
  readonly group: string;
  readonly name: string;
  /** A second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
}

export interface Part {
  /** Figures that have a bound. */
  readonly rows: readonly Row[];
  readonly bars?: readonly Bar[];
  /** What else is worth knowing, a sentence each. */
  readonly notes?: readonly string[];
  readonly rounds: readonly unknown[];
}

/** Run and print them, one that warms up first; it does not count. */
export async function runRounds<Round extends Parameters<typeof report>[1]>(
  name: string,
  rounds: number,
  oneRound: () => Promise<Round>,
): Promise<Round[]> {
  const counted: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const figures = await oneRound();
    report(`${name}, ${round === 0 ? "warm-up" : `round ${round} of ${rounds}`}`, figures);
    if (round > 0) counted.push(figures);
  }
  return counted;
}

/** The medians of one load over the rounds. */
export function bar<Name extends string>(
  rounds: readonly Readonly<Record<Name, { rate: number; p50?: number; p99?: number }>>[],
  load: Name,
  group: string,
  name: string,
): Bar {
  const of = (value: "rate" | "p50" | "p99") => median(rounds.map((round) => round[load][value] ?? NaN));
  const [rate, p50, p99] = [of("rate"), of("p50"), of("p99")];
  return { group, name, rate: Math.round(rate), ...(!Number.isNaN(p99) && { p50, p99 }) };
}

export function ratio<Round>(rounds: readonly Round[], of: (round: Round) => number): number {
  return median(rounds.map(of));
}

/** From the least to the most of the rounds; one that is over a tenth of the median says so. */
export function spread<Round>(rounds: readonly Round[], of: (round: Round) => number): string {
  const values = rounds.map(of);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const wide = (most - least) / median(values);
  const said = wide > 0.1 ? `, a spread of ${Math.round(wide * 100)} %` : "";
  return `${least.toFixed(2)} to ${most.toFixed(2)} over ${rounds.length} rounds${said}`;
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString("en")}/s`;
}
