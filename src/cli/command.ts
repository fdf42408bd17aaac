/** What a command of the command line is. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";

export interface CliCommand {
  /**
   * How it is written, and all that the parser knows of it: words, `<operands>`, `--option VALUE` and `--flag`;
   * what stands in brackets may be left out, and what ends with … be given again.
   */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly about: string;
  /** Runs until it is stopped and prints as it goes, so there is nothing to print as JSON. */
  readonly longRunning?: true;
  /** @throws UsageError, or any error that says what could not be done */
  readonly run: (args: Arguments, context: Context) => Promise<Output | undefined>;
}

export interface Arguments {
  operand(name: string): string;
  option(name: string): string | undefined;
  /** Of one that may be given again and again: `[--set NAME=VALUE …]`. */
  options(name: string): readonly string[];
  flag(name: string): boolean;
}

export interface Context {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

export interface Output {
  /** For programs: what `--json` prints. */
  readonly json: unknown;
  /** For people. */
  readonly text: string;
  /** The command ran and the answer is bad: goes to standard error, and the exit code is 1. */
  readonly problem?: string;
}

/** The command was written in a way that cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
