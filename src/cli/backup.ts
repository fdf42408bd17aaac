import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Arguments, Context, Output } from "./command.ts";
import { ledgerFile } from "./stores.ts";

/** Files beside the ledger that a copy of it is not whole without; they are kept apart, because together they tell every PIN and every hub's secrets. */
const SECRETS = ["pins.json", "issuer.json", "sign-in.json", "hubs.json"];

export async function backup(args: Arguments, context: Context): Promise<Output> {
  const file = ledgerFile(context);
  const copy = args.operand("file");
  if (!existsSync(file)) throw new Error(`There are no data at ${file}`);
  if (existsSync(copy)) throw new Error(`${copy} is there already; a backup never replaces another file`);
  const { backupFile } = await import("../ledger/sqlite/backup.ts");
  const { events, locks, position, head } = await backupFile(file, copy);
  const apart = SECRETS.map((name) => join(context.config.dataDir, name)).filter((name) => existsSync(name));
  const text = [
    `Copied ${events} events of ${locks} locks to ${copy}, and proved the copy: --head ${position}:${head}`,
    ...(apart.length > 0 ? [`Its secrets are not in it. Keep copies of them, elsewhere: ${apart.join(", ")}`] : []),
  ];
  return { json: { file: copy, events, locks, position, head, apart }, text: text.join("\n") };
}

export async function restore(args: Arguments, context: Context): Promise<Output> {
  const copy = args.operand("file");
  const { dataDir } = context.config;
  const file = ledgerFile(context);
  if (!existsSync(copy)) throw new Error(`There is no file ${copy}`);
  for (const name of [file, join(dataDir, "requests.db")])
    if (existsSync(name)) throw new Error(`${name} is there already; stop the server, and move it away first`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { restoreFile } = await import("../ledger/sqlite/backup.ts");
  const { events, locks, position, head } = await restoreFile(copy, file);
  const missing = SECRETS.map((name) => join(dataDir, name)).filter((name) => !existsSync(name));
  const text = [
    `Restored ${events} events of ${locks} locks from ${copy}, and proved them: --head ${position}:${head}`,
    "What happened after the copy was made is not in it: keys that were taken back since then open again.",
    ...(missing.length > 0 ? [`Bring these back too, before the server starts: ${missing.join(", ")}`] : []),
  ];
  return { json: { file, events, locks, position, head, missing }, text: text.join("\n") };
}
