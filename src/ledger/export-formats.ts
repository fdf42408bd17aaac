/**
 * The two forms of an exported record. A form writes events and reads them back; written again, what was read is the
 * same text, so a file that was changed in any way is told from one that was not.
 */
import type { RawEvent } from "./raw-event.ts";
import { givenText } from "../domain/spreadsheet-text.ts";
import { csvRecord, exportColumns, splitCsvRecord } from "./export-csv.ts";
import { canonicalJson } from "../domain/canonical-json.ts";
import { isUtcTime } from "../domain/ids.ts";

/** The two forms of an export: for spreadsheets, or a JSON value a line. */
export type ExportFormat = "csv" | "jsonl";

/** All that an event's hash is computed over, and the hash. Hashes are in hex. */
export interface ExportedEvent extends Pick<RawEvent, "lockId" | "version" | "type" | "at" | "data" | "context"> {
  /** Hash of the event before it in its stream; zeros before the first one. */
  readonly previous: string;
  readonly hash: string;
}

/** The last line, without which an export is not whole. */
export interface ExportEnd {
  readonly lockId: number;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly count: number;
  /** Hash of the last event. */
  readonly head: string;
}

/** A line of an export that was read: an event, or the last line with the count and the head. */
export type ExportLine = { readonly event: ExportedEvent } | { readonly end: ExportEnd };

/** For one export only: what a line shows may come from lines before it. */
export interface ExportForm {
  /** What stands before the first event; empty for nothing. */
  readonly header: string;
  writeEvent(event: ExportedEvent): string;
  writeEnd(end: ExportEnd): string;
  /** Undefined for what this form never writes. */
  read(line: string): ExportLine | undefined;
}

/** The writer and reader of a format, for one export. */
export function formOf(format: ExportFormat): ExportForm {
  return format === "csv" ? csvForm() : jsonLinesForm();
}

function jsonLinesForm(): ExportForm {
  return {
    header: "",
    writeEvent({ lockId, version, type, at, data, context, previous, hash }) {
      return `${JSON.stringify({ lockId, version, type, at, data, context, previous, hash })}\n`;
    },
    writeEnd({ lockId, fromVersion, toVersion, count, head }) {
      return `${JSON.stringify({ lockId, fromVersion, toVersion, count, head })}\n`;
    },
    read(line) {
      const value = parse(line);
      if (!value) return undefined;
      if ("count" in value) return endOf(value);
      const text = (name: string) => (typeof value[name] === "string" ? value[name] : "");
      const number = (name: string) => (typeof value[name] === "number" ? value[name] : Number.NaN);
      const context = value["context"] === null ? null : text("context");
      const [previous, hash] = [text("previous"), text("hash")];
      const [lockId, version, at] = [number("lockId"), number("version"), number("at")];
      return { event: { lockId, version, type: text("type"), at, data: text("data"), context, previous, hash } };
    },
  };
}

const COLUMNS = "lockId,version,time,type,key,door,method,user,outcome,latencyMs,hash,data,context,previous".split(",");
/** Stands for the type in the last line. */
const END = "END";

function csvForm(): ExportForm {
  const columns = exportColumns();
  return {
    header: csvRecord(COLUMNS),
    writeEvent(event) {
      const { lockId, version, type, data, context, previous, hash } = event;
      const { time, key, door, method, user, outcome, latencyMs } = columns.of(event);
      const shown = [time, type, key, door, method, user, outcome, latencyMs];
      return csvRecord([String(lockId), String(version), ...shown, hash, data, context ?? "", previous]);
    },
    writeEnd(end) {
      const { lockId, toVersion, head } = end;
      const empty = ["", "", "", "", "", ""];
      return csvRecord([String(lockId), String(toVersion), "", END, ...empty, head, canonicalJson(end), "", ""]);
    },
    read(line) {
      const cells = splitCsvRecord(line);
      if (cells?.length !== COLUMNS.length) return undefined;
      const cell = (name: string) => cells[COLUMNS.indexOf(name)]!;
      if (cell("type") === END) return endOf(parse(cell("data")) ?? {});
      const time = cell("time");
      return {
        event: {
          lockId: Number(cell("lockId")),
          version: Number(cell("version")),
          type: cell("type"),
          at: isUtcTime(time) ? Date.parse(time) : Number.NaN,
          data: givenText(cell("data")),
          context: cell("context") === "" ? null : givenText(cell("context")),
          previous: cell("previous"),
          hash: cell("hash"),
        },
      };
    },
  };
}

function endOf(value: Readonly<Record<string, unknown>>): ExportLine | undefined {
  const { lockId, fromVersion, toVersion, count, head } = value;
  if (!isWhole(lockId) || !isWhole(fromVersion) || !isWhole(toVersion) || !isWhole(count)) return undefined;
  return typeof head === "string" ? { end: { lockId, fromVersion, toVersion, count, head } } : undefined;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
