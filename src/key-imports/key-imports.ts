/**
 * What makes an import harmless to repeat: each line of one import is a key whose UUID follows from what stands in the line
 * and from a secret of that import, so that whoever knows the table cannot guess the links.
 */
import { createHmac, randomBytes } from "node:crypto";
import { type Sql, statement } from "../database/sql.ts";
import { type ColumnName, COLUMN_NAMES, LATER } from "./columns.ts";
import type { TableLine } from "./read-table.ts";

/** The port of imports that were begun. */
export interface KeyImports {
  /**
   * The secret of an import, the same whenever it is asked for again by the same caller under the same id.
   *
   * @param caller whose it is, as `callerId` names them
   * @param now milliseconds since the epoch
   */
  secret(caller: string, importId: string, now: number): Promise<string>;
  close(): Promise<void>;
}

const BEGIN = `INSERT INTO key_imports (caller, import_id, secret, created_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (caller, import_id) DO NOTHING`;
const SECRET = "SELECT secret FROM key_imports WHERE caller = $1 AND import_id = $2";

/** @param sql is closed with it */
export function createKeyImports(sql: Sql): KeyImports {
  return {
    async secret(caller, importId, now) {
      await sql.write(statement(BEGIN, caller, importId, randomBytes(32).toString("base64url"), now));
      const [row] = await sql.read<{ readonly secret: string }>(SECRET, caller, importId);
      if (!row) throw new Error("an import that was just begun is missing");
      return row.secret;
    },
    close: () => sql.close(),
  };
}

/** The UUIDs (version 4) of the keys of an import's lines; lines with the same content are told apart by their order. */
export function uuidsOf(lines: readonly TableLine[], secret: string): readonly string[] {
  const seen = new Map<string, number>();
  return lines.map(({ cells }) => {
    const content = JSON.stringify(COLUMN_NAMES.filter(isCounted(cells)).map((name) => cells[name]));
    const before = seen.get(content) ?? 0;
    seen.set(content, before + 1);
    const bytes = createHmac("sha256", secret).update(`${before}\n${content}`).digest().subarray(0, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  });
}

/** Columns that came later say nothing where all that came together are empty. */
function isCounted(cells: TableLine["cells"]): (name: ColumnName) => boolean {
  const silent = new Set(LATER.filter((columns) => columns.every((name) => cells[name] === "")).flat());
  return (name) => !silent.has(name);
}
