/** A table of keys as spreadsheets write it: with a byte order mark or not, any line ends, commas, semicolons or tabs. */
import { CsvError, parse } from "csv-parse/sync";
import { faultOfText } from "../domain/text.ts";
import { type ColumnName, COLUMN_NAMES, columnNamed, COLUMNS } from "./columns.ts";

/** Of one table. */
export const MAX_LINES = 2_000;
export const MAX_BYTES = 2 ** 20;

/** One line of a table: the cells that it has, without spaces around them. */
export interface TableLine {
  /** Where it begins, counted from 1 with the head. */
  readonly line: number;
  readonly cells: Readonly<Record<ColumnName, string>>;
}

/** What is wrong with a table as a whole: nothing of it can be used. */
export class TableError extends Error {
  override readonly name = "TableError";
}

const DELIMITERS = [",", ";", "\t"] as const;

/**
 * The lines of a table that are not empty.
 *
 * @throws TableError for what is no table, has a column that is not known or not one that is needed, or too many lines
 */
export function readTable(text: string): readonly TableLine[] {
  const fault = faultOfText(text);
  if (fault !== undefined)
    throw new TableError(`The table ${fault}; save it as CSV in UTF-8, without what a spreadsheet adds`);
  const { body, before, delimiter } = dialectOf(text);
  const records = recordsOf(body, delimiter);
  const [head, ...lines] = records;
  if (!head) throw new TableError("The table is empty; its first line must name the columns");
  const columns = columnsOf(head.cells, before + head.line);
  if (lines.length === 0) throw new TableError("The table has no line below its head");
  if (lines.length > MAX_LINES) throw new TableError(`The table has more than ${MAX_LINES} lines; import it in parts`);
  return lines.map(({ line, cells }) => {
    const at = line + before;
    if (cells.slice(columns.length).some((cell) => cell.trim() !== ""))
      throw new TableError(`Line ${at} has more cells than the head; a text with a ${delimiter} needs "quotes"`);
    const found = new Map(columns.map((name, i) => [name, (cells[i] ?? "").trim()]));
    const all = COLUMN_NAMES.map((name) => [name, found.get(name) ?? ""]);
    return { line: at, cells: Object.fromEntries(all) as TableLine["cells"] };
  });
}

interface Dialect {
  /** The table from its head on. */
  readonly body: string;
  /** Lines before that. */
  readonly before: number;
  readonly delimiter: string;
}

/** Spreadsheets may say it in a line of its own; else it is what the head has most of. */
function dialectOf(given: string): Dialect {
  const text = given.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const said = /^sep=([,;\t])\n/i.exec(text);
  if (said) return { body: text.slice(said[0].length), before: 1, delimiter: said[1]! };
  const head = /[^\n]*/.exec(text.trimStart())![0];
  const count = (delimiter: string) => head.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
  return { body: text, before: 0, delimiter };
}

interface ReadRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function recordsOf(body: string, delimiter: string): readonly ReadRecord[] {
  try {
    const found = parse(body, {
      delimiter,
      info: true,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      to: MAX_LINES + 2,
      trim: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    // The parser tells where a record ends.
    return found.map(({ record, info }) => ({
      line: info.lines - (record.join("").split("\n").length - 1),
      cells: record,
    }));
  } catch (error) {
    if (error instanceof CsvError) throw new TableError(`The table cannot be read: ${error.message}`);
    throw error;
  }
}

function columnsOf(head: readonly string[], line: number): readonly ColumnName[] {
  const named = head.map((cell) => cell.trim());
  while (named.at(-1) === "") named.pop();
  const columns = named.map((cell) => {
    const column = columnNamed(cell);
    if (column) return column;
    const shown = JSON.stringify(cell.slice(0, 60));
    throw new TableError(
      `Line ${line} names a column that is not known: ${shown}; known are ${COLUMN_NAMES.join(", ")}`,
    );
  });
  const twice = columns.find((column, i) => columns.indexOf(column) < i);
  if (twice) throw new TableError(`Line ${line} names the column ${twice} twice`);
  const missing = COLUMN_NAMES.filter((name) => COLUMNS[name].required && !columns.includes(name));
  if (missing.length > 0) throw new TableError(`Line ${line} lacks the column ${missing.join(" and the column ")}`);
  return columns;
}
