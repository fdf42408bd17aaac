/** From the words on the command line to an exit code: 0 done, 1 not done, 2 not understood. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { systemClock } from "../clock.ts";
import { loadConfig } from "../config.ts";
import { faultOfText } from "../domain/text.ts";
import { type Arguments, type CliCommand, UsageError } from "./command.ts";
import { COMMANDS } from "./commands.ts";

export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
}

export async function runCli(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(words, terminal);
  } catch (thrown) {
    const error = firstOf(thrown);
    const message = error instanceof Error ? error.message : String(error);
    terminal.err(`${message.trimEnd()}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** What went wrong first, where closing what was open failed too. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}

async function dispatch(words: readonly string[], { env, out, err }: Terminal): Promise<number> {
  if (words.length === 0) throw new UsageError(helpText());
  if (words[0] === "help" || words[0] === "--help" || words[0] === "-h") {
    out(helpText());
    return 0;
  }
  const command = COMMANDS.find(({ usage }) => namesOf(usage).every((name, i) => words[i] === name));
  if (!command) throw new UsageError(unknownCommand(words));
  const { args, json, help } = parse(command, words);
  if (help) {
    out(usageOf(command));
    return 0;
  }
  const output = await command.run(args, { config: loadConfig(env), env, clock: systemClock });
  if (!output) return 0;
  out(`${json ? JSON.stringify(output.json) : output.text}\n`);
  if (output.problem === undefined) return 0;
  err(`${output.problem}\n`);
  return 1;
}

function parse(command: CliCommand, words: readonly string[]) {
  const { usage, longRunning } = command;
  const options: ParseArgsOptionsConfig = { help: { type: "boolean", short: "h" } };
  if (!longRunning) options.json = { type: "boolean" };
  const required: string[] = [];
  for (const [, bracket, name, value, more] of usage.matchAll(/(\[?)--([a-z-]+)( [^\]\s]+)?( …)?/g)) {
    options[name!] = { type: value === undefined ? "boolean" : "string", multiple: more !== undefined };
    if (bracket === "") required.push(name!);
  }
  const { values, positionals } = parseWords(command, words.slice(namesOf(usage).length), options);
  const operands = [...usage.matchAll(/<([A-Za-z]+)>/g)].map((match) => match[1]!);
  if (!values.help) {
    const missing = required.filter((name) => values[name] === undefined).map((name) => `--${name}`);
    missing.unshift(...operands.slice(positionals.length).map((name) => `<${name}>`));
    if (missing.length > 0) throw new UsageError(`${missing.join(" and ")} missing\n${usageOf(command)}`);
    const extra = positionals[operands.length];
    if (extra !== undefined) throw new UsageError(`${JSON.stringify(extra)} is too much\n${usageOf(command)}`);
  }
  for (const [i, text] of positionals.entries()) refuseFault(`<${operands[i]!}>`, text);
  for (const [name, value] of Object.entries(values))
    for (const text of [value].flat()) if (typeof text === "string") refuseFault(`--${name}`, text);
  const args: Arguments = {
    operand: (name) => positionals[operands.indexOf(name)]!,
    option: (name) => values[name] as string | undefined,
    options: (name) => (values[name] ?? []) as readonly string[],
    flag: (name) => values[name] === true,
  };
  return { args, json: values.json === true, help: values.help === true };
}

function refuseFault(name: string, text: string): void {
  const fault = faultOfText(text);
  if (fault !== undefined) throw new UsageError(`${name} ${fault}`);
}

function parseWords(command: CliCommand, words: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}\n${usageOf(command)}`, { cause: error });
  }
}

/** `org create <orgId> [--name N]` is called by `org create`. */
function namesOf(usage: string): string[] {
  return usage.split(/ (?=[<[-])/)[0]!.split(" ");
}

function unknownCommand(words: readonly string[]): string {
  const family = COMMANDS.filter(({ usage }) => namesOf(usage)[0] === words[0]);
  if (family.length > 0) return `The commands of ${words[0]} are:\n${family.map(line).join("")}`;
  return `There is no command ${JSON.stringify(words[0])}; "help" lists them`;
}

function usageOf(command: CliCommand): string {
  return `Usage: ${command.usage}${command.longRunning ? "" : " [--json]"}\n${command.about}\n`;
}

function line({ usage, about }: CliCommand): string {
  return `  ${usage}\n      ${about}\n`;
}

function helpText(): string {
  return `Latchstring lends a door for a while.

${COMMANDS.map(line).join("")}
T is a time with its zone (2026-12-25T10:00:00Z, 2026-12-25T12:00+02:00) or a duration from now (30m, 2h, 3d).
--json prints one JSON value. Exit codes: 0 done, 1 not done, 2 not understood.
The data are in DATA_DIR (./data). Every command is safe beside a running server.
`;
}
