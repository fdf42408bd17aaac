/** What a script that somebody starts by hand is told on its command line. */
import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * Reads them as `parseArgs` does. Of `--help`, and of what the script does not know, the script ends here: with what its
 * first comment says, and the options that it has.
 */
export function scriptOptions<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(`${firstComment()}\n\n${usageOf(config)}\n`);
    process.exit();
  }
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usageOf(config)}\n`);
    process.exit(2);
  }
}

function usageOf({ options = {}, allowPositionals = false }: ParseArgsConfig): string {
  const { npm_lifecycle_event: script } = process.env;
  const words = Object.entries(options).map(([name, { type, default: usual }]) =>
    type === "boolean" ? `[--${name}]` : `[--${name} ${typeof usual === "string" ? usual : "…"}]`,
  );
  const program = script === undefined ? `node ${process.argv[1]}` : `npm run ${script}`;
  if (words.length === 0 && !allowPositionals) return `Usage: ${program}, without options`;
  return `Usage: ${[`${program} --`, ...words, ...(allowPositionals ? ["[…]"] : [])].join(" ")}`;
}

function firstComment(): string {
  const [, text = ""] = /^\/\*\*(.*?)\*\//s.exec(readFileSync(process.argv[1]!, "utf8")) ?? [];
  return text.replaceAll(/^ \* ?/gm, "").trim();
}
