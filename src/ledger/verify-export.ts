/**
 * Proving an exported record with nothing but the file: every hash is computed again, and every line must be to the
 * character what the export writes.
 *
 * What the file alone cannot show is a rewriting that also computed every hash after it anew. For that, compare its
 * head with the hash of the same version in the lock's history, or in a copy kept elsewhere.
 */
import { chainHash, GENESIS } from "./chain.ts";
import { isEventType } from "./event-types.ts";
import { type ExportedEvent, type ExportEnd, type ExportForm, formOf } from "./export-formats.ts";
import { isCanonical } from "./raw-event.ts";

/** What proving an exported file came to. */
export type VerifiedExport =
  | (ExportEnd & {
      readonly ok: true;
      /** The hash that the first event follows; zeros where that is the stream's first. */
      readonly previous: string;
    })
  | WrongLine;

/** The export is damaged, or not all of it. */
export interface WrongLine {
  readonly ok: false;
  /** The first line that is wrong, from 1. */
  readonly line: number;
  /** One sentence that names it. */
  readonly problem: string;
}

/** @param chunks the file's text, cut anywhere */
export async function verifyExport(chunks: Iterable<string> | AsyncIterable<string>): Promise<VerifiedExport> {
  let check: Check | undefined;
  let line = 1;
  for await (const record of recordsOf(chunks)) {
    if (record.kind !== "whole") {
      const problem = record.kind === "cut" ? "was cut off" : `is longer than ${MAX_RECORD} characters`;
      return { ok: false, line, problem: `Line ${line} ${problem}` };
    }
    check ??= startCheck(record.text);
    const problem = check.add(record.text, line);
    if (problem) return { ok: false, ...problem };
    line += record.lines;
  }
  if (!check?.verified) {
    return { ok: false, line, problem: `Line ${line} is missing: the file was cut off before its last line` };
  }
  return check.verified;
}

interface Problem {
  readonly line: number;
  readonly problem: string;
}

interface Check {
  /** @returns what is wrong, if something is */
  add(record: string, line: number): Problem | undefined;
  /** Set by the export's last line. */
  readonly verified: VerifiedExport | undefined;
}

function startCheck(firstRecord: string): Check {
  const form = formOf(firstRecord.startsWith("{") ? "jsonl" : "csv");
  let header = form.header;
  let first: (ExportedEvent & { readonly line: number }) | undefined;
  let last: ExportedEvent | undefined;
  let count = 0;
  let verified: VerifiedExport | undefined;

  function addEnd(end: ExportEnd, line: number): Problem | undefined {
    const wrong = (problem: string) => ({ line, problem: `Line ${line} is the last one, and ${problem}` });
    if (!first || !last) return wrong("no event stands before it");
    if (end.toVersion - end.fromVersion + 1 !== end.count)
      return wrong("what it says of the versions before it disagrees");
    if (end.fromVersion < first.version) {
      const problem = `Line ${first.line} has version ${first.version}, but the export begins at version ${end.fromVersion}: what stood before it was removed`;
      return { line: first.line, problem };
    }
    if (end.count !== count || end.fromVersion !== first.version || end.toVersion !== last.version) {
      return wrong(
        `counts ${end.count} events up to version ${end.toVersion}, but there are ${count} up to ${last.version}`,
      );
    }
    if (end.lockId !== last.lockId || end.head !== last.hash) {
      return wrong("names another lock or head than that of the event before it");
    }
    verified = { ok: true, ...end, previous: first.previous };
    return undefined;
  }

  return {
    add(record, line) {
      const wrong = (problem: string) => ({ line, problem: `Line ${line} ${problem}` });
      if (verified) return wrong("was added after the last one");
      if (header !== "") {
        if (record !== header) return wrong("was changed: it is not the first line of an export");
        header = "";
        return undefined;
      }
      const read = form.read(record.replace(/\r?\n$/, ""));
      if (!read) return wrong("is not as the export writes it");
      if ("end" in read) {
        return sameText(form, read, record)
          ? addEnd(read.end, line)
          : wrong("was changed: it is not as the export writes it");
      }
      const { event } = read;
      const name = `(version ${event.version}, ${event.type})`;
      const problem = orderProblem(event, last) ?? eventProblem(event);
      if (problem) return wrong(`${name} ${problem}`);
      if (!sameText(form, read, record)) return wrong(`${name} was changed: it is not as the export writes it`);
      first ??= { ...event, line };
      last = event;
      count++;
      return undefined;
    },
    get verified() {
      return verified;
    },
  };
}

function orderProblem(event: ExportedEvent, last: ExportedEvent | undefined): string | undefined {
  if (!last) {
    if (event.version !== 1 || event.previous === hexOf(GENESIS)) return undefined;
    return "was changed: nothing stands before the first event of a lock";
  }
  if (event.lockId !== last.lockId) return `is of lock ${event.lockId}, the lines before it are of lock ${last.lockId}`;
  if (event.version > last.version + 1) {
    return `follows version ${last.version}: what stood between them was removed or moved`;
  }
  if (event.version !== last.version + 1) return `follows version ${last.version}: it was inserted or moved`;
  return event.previous === last.hash ? undefined : "does not follow the line before it: one of them was changed";
}

function eventProblem({ previous, hash, ...event }: ExportedEvent): string | undefined {
  const { type, data, context, lockId } = event;
  if (!isEventType(type)) return "was changed: there is no such type";
  if (!isCanonical(data) || (context !== null && !isCanonical(context))) {
    return "was changed: its data are not as the ledger writes them";
  }
  if (!/^[0-9a-f]{64}$/.test(previous)) return "was changed: what it follows is no hash";
  if (hexOf(chainHash(Buffer.from(previous, "hex"), { ...event, type })) !== hash) {
    return "was changed: its hash is another";
  }
  const named = (JSON.parse(data) as { readonly lockId?: unknown }).lockId;
  return named === lockId ? undefined : `was changed: it speaks of lock ${String(named)}`;
}

function sameText(form: ExportForm, read: NonNullable<ReturnType<ExportForm["read"]>>, record: string): boolean {
  return ("end" in read ? form.writeEnd(read.end) : form.writeEvent(read.event)) === record;
}

function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex");
}

/** Longer than any event that the API lets in, several times over. */
const MAX_RECORD = 1024 * 1024;

type Piece =
  | { readonly kind: "whole"; readonly text: string; readonly lines: number }
  | { readonly kind: "cut" | "too-long" };

/** Records with their line ends; one of CSV goes on over a line end within quotes. */
async function* recordsOf(chunks: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Piece> {
  let text = "";
  let quoted = false;
  let lines = 0;
  let isCsv: boolean | undefined;
  for await (const chunk of chunks) {
    let begin = 0;
    isCsv ??= chunk === "" ? undefined : !chunk.startsWith("{");
    for (;;) {
      const end = chunk.indexOf("\n", begin) + 1;
      const part = chunk.slice(begin, end === 0 ? undefined : end);
      text += part;
      if (isCsv) for (let at = part.indexOf('"'); at >= 0; at = part.indexOf('"', at + 1)) quoted = !quoted;
      if (text.length > MAX_RECORD) {
        yield { kind: "too-long" };
        return;
      }
      if (end === 0) break;
      begin = end;
      lines++;
      if (quoted) continue;
      yield { kind: "whole", text, lines };
      text = "";
      lines = 0;
    }
  }
  if (text !== "") yield { kind: "cut" };
}
