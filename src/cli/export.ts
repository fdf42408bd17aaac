import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { checkRange, exportEvents, type ExportFormat } from "../ledger/export.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withLedger } from "./stores.ts";
import { lockIdOf, quote, wholeNumber } from "./values.ts";

/** Without --out the file goes to standard output, and nothing else does. */
export async function exportLock(args: Arguments, context: Context): Promise<Output | undefined> {
  const lockId = lockIdOf(args);
  const format = args.option("format") ?? "";
  if (!isFormat(format)) throw new UsageError(`--format must be csv or jsonl; it is ${quote(format)}`);
  const given = { ...version(args, "from-version", "fromVersion"), ...version(args, "to-version", "toVersion") };
  const out = args.option("out");
  return withLedger(context, async (ledger) => {
    const lock = await ledger.read.lock(lockId);
    if (!lock) throw new Error(`There is no lock ${lockId}`);
    const [wrong] = checkRange(given, lock.version);
    if (wrong) throw new Error(`${OPTIONS[wrong.field]} ${wrong.message}`);
    const range = { lockId, fromVersion: 1, toVersion: lock.version, ...given };
    const text = Readable.from(exportEvents(ledger.read, range, format), { highWaterMark: 1 });
    if (out === undefined) {
      await pipeline(text, process.stdout, { end: false });
      return undefined;
    }
    // An earlier export may be somebody's proof: it is never written over. Others need not read who opened what.
    await pipeline(text, createWriteStream(out, { flags: "wx", mode: 0o600 }));
    const events = range.toVersion - range.fromVersion + 1;
    return { json: { ...range, events, file: out }, text: `Exported ${events} events of lock ${lockId} to ${out}.` };
  });
}

const OPTIONS: Readonly<Record<string, string>> = { fromVersion: "--from-version", toVersion: "--to-version" };

function isFormat(text: string): text is ExportFormat {
  return text === "csv" || text === "jsonl";
}

function version<Name extends string>(args: Arguments, option: string, name: Name): { [K in Name]?: number } {
  const text = args.option(option);
  return text === undefined ? {} : ({ [name]: wholeNumber(text, `--${option}`) } as { [K in Name]: number });
}
