import { createReadStream, existsSync } from "node:fs";
import { openPinVault, pinFile } from "../pins/pin-vault.ts";
import { verifyExport } from "../ledger/verify-export.ts";
import type { ProvePin } from "../ledger/verify-pins.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withStore } from "./stores.ts";
import { quote } from "./values.ts";

export async function verify(args: Arguments, context: Context): Promise<Output> {
  const head = args.option("head");
  const exported = args.option("export");
  if (exported !== undefined) {
    if (head !== undefined) throw new UsageError("--head is of the whole record and cannot be given with --export");
    return verifyExported(exported);
  }
  const provePin = await pinProver(context);
  const options = { ...(head !== undefined && { head: parseHead(head) }), ...(provePin && { provePin }) };
  const verified = await withStore(context, (store) => store.verify(options));
  if (!verified.ok) return { json: verified, text: "The record is damaged.", problem: verified.problem };
  const { events, locks, position, head: now, pins } = verified;
  const proved = pins
    ? `${pins.proved} PINs are their keys' own${pins.unproved > 0 ? `, and of ${pins.unproved} the secret is gone` : ""}.`
    : "Whether PINs are their keys' own was not proved: the secrets are not at hand.";
  return {
    json: verified,
    text: `The record is whole: ${events} events of ${locks} locks.\n${proved}\nKeep its head elsewhere to prove it later: --head ${position}:${now}`,
  };
}

/** Undefined without the secrets of PINs, of which none are made for this. */
async function pinProver({ config, clock }: Context): Promise<ProvePin | undefined> {
  const { secrets, digits } = config.pin;
  const file = pinFile(config);
  if (!secrets && !existsSync(file)) return undefined;
  const vault = await openPinVault({ keys: secrets ? { secrets } : { file }, digits, clock });
  return vault.proves;
}

/** With nothing but the file: no data are opened. */
async function verifyExported(file: string): Promise<Output> {
  const verified = await verifyExport(createReadStream(file, "utf8"));
  if (!verified.ok) return { json: verified, text: "The export is damaged.", problem: verified.problem };
  const { count, lockId, fromVersion, toVersion, head, previous } = verified;
  const part =
    fromVersion > 1 ? ` What stood before is not in it; the hash of version ${fromVersion - 1} was ${previous}.` : "";
  const text = [
    `The export is whole: ${count} events of lock ${lockId}, versions ${fromVersion} to ${toVersion}.${part}`,
    `Its head is ${head}: the hash of version ${toVersion} in the lock's history, as long as neither was rewritten.`,
  ];
  return { json: verified, text: text.join("\n") };
}

function parseHead(text: string): { position: number; hash: string } {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text);
  if (!match) throw new UsageError(`--head must be POSITION:HASH as verify printed it; it is ${quote(text)}`);
  return { position: Number(match[1]), hash: match[2]!.toLowerCase() };
}
