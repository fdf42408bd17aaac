/** Tables as spreadsheets take them (RFC 4180), with a mark that says that the text is UTF-8. */
import { harmless } from "../../domain/spreadsheet-text.ts";

type Cell = string | number | null | undefined;

/** Numbers are as they are. */
function cell(value: Cell): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" ? harmless(text) : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param rows lines of cells, the head among them */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}
