/** The figures as Markdown, to be put into the documents. */
import type { Bar, Part } from "./part.ts";

export interface Result {
  /** ISO 8601. */
  readonly at: string;
  readonly machine: string;
  readonly parts: Readonly<Record<string, Part>>;
}

export function markdown({ at, machine, parts }: Result): string {
  const all = Object.values(parts);
  const bars = all.flatMap((part) => part.bars ?? []);
  const notes = all.flatMap((part) => part.notes ?? []);
  return [
    `${machine}; ${dateOf(at)}.`,
    "",
    "| what | measured | bound |",
    "| --- | --- | --- |",
    ...all.flatMap(({ rows }) =>
      rows.map(({ what, measured, bound, reached }) => {
        const limit = bound.replace(">=", "≥").replace("<=", "≤");
        return `| ${what} | ${measured} | ${limit}${reached ? "" : ", not reached"} |`;
      }),
    ),
    "",
    ...(bars.length > 0 ? ["| load | a second | p50, ms | p99, ms |", "| --- | --- | --- | --- |"] : []),
    ...bars.map(lineOf),
    "",
    ...notes.map((note) => `- ${note}`),
    "",
  ].join("\n");
}

function lineOf({ group, name, rate, p50, p99 }: Bar): string {
  return `| ${group}: ${name} | ${rate.toLocaleString("en")} | ${ms(p50)} | ${ms(p99)} |`;
}

export function dateOf(at: string): string {
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

function ms(value: number | undefined): string {
  return value === undefined ? "" : `${Number(value.toFixed(1))}`;
}
