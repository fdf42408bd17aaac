/** A table as somebody hands it over. */

/** Why a file is not read. */
export type FileProblem = "isWorkbook" | "tooLarge" | "notUtf8";

/** As the server takes it. */
export const MAX_BYTES = 2 ** 20;
const WORKBOOK = /\.(xlsx?|xlsm|xlsb|ods|numbers)$/i;
/** How archives begin, which workbooks are, and the older ones. */
const ARCHIVES = new Set(["504b0304", "d0cf11e0"]);

/** @returns the text of a table, or why it is none */
export function tableText(name: string, bytes: Uint8Array): string | { readonly problem: FileProblem } {
  const begin = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (WORKBOOK.test(name) || ARCHIVES.has(begin)) return { problem: "isWorkbook" };
  if (bytes.length > MAX_BYTES) return { problem: "tooLarge" };
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: "notUtf8" };
  }
}
