import { existsSync } from "node:fs";
import { verifyFile } from "../ledger/verify.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { ledgerFile } from "./stores.ts";
import { quote } from "./values.ts";

export async function verify(args: Arguments, context: Context): Promise<Output> {
  const head = args.option("head");
  const options = head === undefined ? {} : { head: parseHead(head) };
  const file = ledgerFile(context);
  if (!existsSync(file)) throw new Error(`There are no data at ${file}`);
  const verified = await verifyFile(file, options);
  if (!verified.ok) return { json: verified, text: "The record is damaged.", problem: verified.problem };
  const { events, locks, position, head: now } = verified;
  return {
    json: verified,
    text: `The record is whole: ${events} events of ${locks} locks.\nKeep its head elsewhere to prove it later: --head ${position}:${now}`,
  };
}

function parseHead(text: string): { position: number; hash: string } {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text);
  if (!match) throw new UsageError(`--head must be POSITION:HASH as verify printed it; it is ${quote(text)}`);
  return { position: Number(match[1]), hash: match[2]!.toLowerCase() };
}
