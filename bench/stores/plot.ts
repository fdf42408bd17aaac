/** The rates as horizontal bars, in SVG that needs no font or script and is legible in light and dark. */
import type { Bar } from "./part.ts";
import { dateOf, type Result } from "./tables.ts";

const WIDTH = 900;
const LABEL = 372;
/** Room for the figure after the longest bar. */
const FIGURE = 150;
const BAR = 16;
const LINE = 24;
const GROUP = 40;
const TOP = 64;

const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2328 }
  .title { font-size: 17px; font-weight: 600 }
  .group { font-weight: 600 }
  .quiet { fill: #59636e; font-size: 12px }
  .ground { fill: #ffffff }
  .sqlite { fill: #0b6e6e }
  .postgres { fill: #2f5fb3 }
  .other { fill: #a3591f }
  .floor { fill: #818b98 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .ground { fill: #0d1117 }
    .sqlite { fill: #3fb8af }
    .postgres { fill: #6ea8fe }
    .other { fill: #e39a5b }
    .floor { fill: #7d8590 }
  }`;

export function plot({ at, machine, parts }: Result): string {
  const bars = Object.values(parts).flatMap((part) => part.bars ?? []);
  const groups = Map.groupBy(bars, ({ group }) => group);
  const longest = Math.max(...bars.map(({ rate }) => rate));
  const drawn: string[] = [];
  let y = TOP;
  for (const [group, members] of groups) {
    drawn.push(`<text class="group" x="20" y="${y + 18}">${escaped(group)}</text>`);
    y += 28;
    for (const member of members) {
      drawn.push(barAt(member, y, longest));
      y += LINE;
    }
    y += GROUP - 28;
  }
  const height = y + 34;
  const what = `Requests a second: ${bars.map(({ group, name, rate }) => `${group}, ${name}: ${rate}`).join("; ")}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title what">
<title id="title">Latchstring on SQLite and PostgreSQL beside others: requests a second</title>
<desc id="what">${escaped(what)}</desc>
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
<text class="title" x="20" y="32">Requests a second, one server on one core; longer is better</text>
<text class="quiet" x="20" y="52">Loads of 64 connections over HTTP unless it says otherwise; in brackets the 99th percentile of the time to answer</text>
${drawn.join("\n")}
<text class="quiet" x="20" y="${height - 16}">${escaped(`${machine}; ${dateOf(at)}`)}</text>
</svg>
`;
}

function barAt({ group, name, rate, p99 }: Bar, y: number, longest: number): string {
  const width = Math.max(2, ((WIDTH - LABEL - FIGURE) * rate) / longest);
  const slow =
    p99 === undefined
      ? ""
      : ` <tspan class="quiet">(${p99 < 10 ? p99.toFixed(p99 % 1 ? 1 : 0) : Math.round(p99)} ms)</tspan>`;
  return [
    `<text x="${LABEL - 10}" y="${y + 13}" text-anchor="end">${escaped(name)}</text>`,
    `<rect class="${colourOf(group, name)}" x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<text x="${(LABEL + width + 8).toFixed(1)}" y="${y + 13}">${rate.toLocaleString("en")}${slow}</text>`,
  ].join("");
}

function colourOf(group: string, name: string): string {
  if (group === "Others") return "other";
  if (name.startsWith("SQLite")) return "sqlite";
  return /^PostgreSQL|^our/.test(name) ? "postgres" : "floor";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
