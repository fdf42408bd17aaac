/** One file of tests, in a process of its own or in this one, and what came of it. */
import type { Duplex } from "node:stream";
import { run } from "node:test";
import { spec } from "node:test/reporters";

export type Store = "SQLite" | "PostgreSQL";

export interface Outcome {
  readonly file: string;
  readonly store: Store;
  readonly seconds: number;
  /** Of processors, with what it started and ended; 0 where nobody counted them. */
  readonly work: number;
  readonly passed: number;
  /** Of each test that did not pass, be it skipped, its full name and the first line of its error. */
  readonly failures: readonly string[];
  /** As the reporter tells it. */
  readonly log: string;
}

/** How long one file may take, in milliseconds. */
export const FILE_MS = 480_000;
/** The same for one that is about programs of others, which start again and again, and locks whose time is real. */
const REAL_FILE_MS = 1_200_000;
const LONGEST_LINE = 300;

interface Told {
  readonly name: string;
  readonly nesting: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly type?: string; readonly error?: Error };
}

interface RunOptions {
  /** Which store `TEST_STORE` says; only told here. */
  readonly store?: Store;
  /** The tests whose names it matches; all where it is left out. */
  readonly only?: RegExp;
  /** `none` runs it in this process, once: what it imports stays loaded. */
  readonly isolation?: "process" | "none";
}

export async function runFile(
  file: string,
  { store = "SQLite", only, isolation = "process" }: RunOptions = {},
): Promise<Outcome> {
  const begun = performance.now();
  const ms = file.endsWith(".real.ts") ? REAL_FILE_MS : FILE_MS;
  const stream = run({
    files: [file],
    isolation,
    timeout: ms - 10_000,
    signal: AbortSignal.timeout(ms),
    ...(only && { testNamePatterns: [only] }),
  });
  const failures = new Failures();
  let passed = 0;
  stream.on("test:pass", (test: Told) => {
    failures.passed(test);
    if (test.details.type !== "suite" && !isPassedOver(test)) passed++;
  });
  stream.on("test:fail", (test: Told) => failures.failed(test));
  let thrown: string | undefined;
  // What is thrown while a file is loaded is told there alone.
  stream.on("test:stderr", ({ message }: { message: string }) => (thrown ??= /^\w*Error.*: .*$/m.exec(message)?.[0]));
  let log = "";
  const told = stream.compose(spec) as Duplex;
  // Something that a test left open keeps the file from its end; what it told until then says which.
  const late = setTimeout(() => told.destroy(new Error(`it took more than ${ms / 1_000} s`)), ms + 5_000).unref();
  try {
    for await (const text of told) log += text as string;
  } catch (error) {
    failures.lines.push((error as Error).message);
  } finally {
    clearTimeout(late);
  }
  if (failures.lines.length === 0 && passed === 0) failures.lines.push("no test was run");
  const seconds = (performance.now() - begun) / 1_000;
  const lines = failures.lines.map((line) => (line.endsWith(": test failed") ? `${line} ${thrown ?? ""}` : line));
  return { file, store, seconds, work: 0, passed, failures: lines, log };
}

/** Tests are told of before the suite that they are in, so their names grow at the front. */
class Failures {
  readonly lines: string[] = [];
  #open: { nesting: number; line: string }[] = [];

  passed(test: Told): void {
    if (isPassedOver(test) && test.details.type !== "suite") this.#add(test, "skipped");
    this.#close(test);
  }

  failed(test: Told): void {
    const { error } = test.details;
    const { failureType } = error as { failureType?: string };
    // A test in which another one failed counts, a suite does not, but for what its hooks did.
    if (test.details.type !== "suite" || failureType !== "subtestsFailed") this.#add(test, firstLine(error));
    this.#close(test);
  }

  #add({ nesting, name }: Told, said: string): void {
    this.#open.push({ nesting, line: `${name}: ${said}` });
  }

  /** Put the name before those of what is in it; what is in nothing is done. */
  #close({ nesting, name }: Told): void {
    for (const one of this.#open) {
      if (one.nesting > nesting) {
        one.line = `${name} > ${one.line}`;
        one.nesting = nesting;
      }
    }
    if (nesting > 0) return;
    this.lines.push(...this.#open.map(({ line }) => line));
    this.#open = [];
  }
}

const isPassedOver = ({ skip, todo }: Told) => skip !== undefined || todo !== undefined;

function firstLine(error: Error | undefined): string {
  const cause = error?.cause instanceof Error ? error.cause : error;
  const text = (cause?.message ?? "no error was told").trim().split("\n").join(" ");
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
