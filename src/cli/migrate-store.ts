import { existsSync } from "node:fs";
import { loadConfig } from "../config.ts";
import { transfer } from "../transfer/transfer.ts";
import { endpointsOf } from "../transfer/endpoints.ts";
import { nameOfStore, parseStoreAddress, type StoreAddress } from "../store/store-address.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";

export async function migrateStore(args: Arguments, { env, clock }: Context): Promise<Output> {
  const [from, to] = [addressOf(args, "from"), addressOf(args, "to")];
  if (JSON.stringify(from) === JSON.stringify(to)) throw new UsageError("--from and --to are the same store");
  if (from.kind === "sqlite" && !existsSync(from.file)) throw new Error(`There are no data at ${from.file}`);
  const { rows, record, before } = await transfer(endpointsOf(from, to, loadConfig(env), clock));
  const sum = Object.values(rows).reduce((all, count) => all + count, 0);
  const { events, locks, position, head } = record;
  const place = nameOfStore(to);
  const text = [
    before
      ? `Everything was at ${place} already: ${sum} rows, proved.`
      : `Moved ${sum} rows to ${place}, and proved them.`,
    `The record is whole there: ${events} events of ${locks} locks. Its head is now --head ${position}:${head}`,
    "Start the server with DATABASE_URL set to it, and never again with the old one: its keys would open what was taken back here.",
  ];
  return { json: { rows, before, events, locks, position, head }, text: text.join("\n") };
}

function addressOf(args: Arguments, name: string): StoreAddress {
  const address = parseStoreAddress(args.option(name) ?? "");
  // It is told without the value: there may be a password in it.
  if (!address) throw new UsageError(`--${name} must be sqlite:PATH or postgres://user:password@host:5432/database`);
  return address;
}
