/** A record as a table for people: RFC 4180, what an event says in columns, and nothing that a spreadsheet would run. */
import { isoTime } from "../domain/ids.ts";
import { harmless } from "../domain/spreadsheet-text.ts";
import type { RawEvent } from "./raw-event.ts";

/** One record of RFC 4180, with its CRLF. What a spreadsheet would take for a formula gets an apostrophe. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  const cell = harmless(text);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|$)/y;

/** The cells of a record without its line end; undefined when it is none. What was made harmless stays so. */
export function splitCsvRecord(record: string): string[] | undefined {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const match = CELL.exec(record);
    if (!match) return undefined;
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === "") return CELL.lastIndex === record.length ? cells : undefined;
  }
}

interface Columns {
  readonly time: string;
  readonly key: string;
  readonly door: string;
  readonly method: string;
  readonly user: string;
  readonly outcome: string;
  readonly latencyMs: string;
}

/** Orders that wait for their outcome; a lock is given one at a time, and each has a deadline. */
const MAX_ORDERS = 1_000;

type Facts = Readonly<Record<string, unknown>>;

/**
 * What events say, for one export: an outcome shows the key, door, method and user of its order where the order was
 * requested in the same export.
 */
export function exportColumns() {
  const orders = new Map<string, Facts>();

  function orderOf(type: string, data: Facts, context: Facts): Facts {
    const orderId = text(data["orderId"]);
    const order = orders.get(orderId) ?? {};
    if (type === "LockOpenRequested") {
      orders.set(text(context["orderId"]), context);
      if (orders.size > MAX_ORDERS) orders.delete(orders.keys().next().value!);
    }
    if (type === "LockOpened" || type === "LockOpenFailed") orders.delete(orderId);
    return order;
  }

  return {
    of({
      type,
      at,
      data: dataText,
      context: contextText,
    }: Pick<RawEvent, "type" | "at" | "data" | "context">): Columns {
      const data = factsOf(dataText);
      const context = factsOf(contextText);
      const order = orderOf(type, data, context);
      const first = (name: string) => text(context[name] ?? data[name] ?? order[name]);
      const by = data["createdBy"] ?? data["updatedBy"] ?? data["deletedBy"];
      return {
        time: timeOf(at),
        key: first("tempKeyUuid"),
        door: first("door"),
        method: first("method"),
        user: first("userId") || text(by),
        outcome: outcomeOf(type, data, context),
        latencyMs: type === "LockOpened" ? text(data["latencyMs"]) : "",
      };
    },
  };
}

function outcomeOf(type: string, data: Facts, context: Facts): string {
  if (type === "LockOpened") return "opened";
  if (type === "LockOpenFailed") return `${text(data["outcome"])}: ${text(data["failure"])}`;
  if (type === "AdmissionRefused") {
    const times = text(context["count"]);
    return `refused${times && ` ${times} more times`}: ${text(data["reason"])}`;
  }
  return type === "PinRefused" ? `refused: ${text(context["reason"])}` : "";
}

/** A record that was tampered with is exported as it stands. */
function factsOf(json: string | null): Facts {
  try {
    const value = JSON.parse(json ?? "{}") as unknown;
    return typeof value === "object" && value !== null ? (value as Facts) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function timeOf(at: number): string {
  return Number.isNaN(new Date(at).getTime()) ? String(at) : isoTime(at);
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
