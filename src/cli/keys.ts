import { randomUUID } from "node:crypto";
import { openPinVault, pinFile } from "../pins/pin-vault.ts";
import { canonicalUserId } from "../domain/ids.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { refusalOf, withLedger, withStore } from "./stores.ts";
import { instant, lockIdOf, optionalInstant, optionalText, quote, shortText, uuid, wholeNumber } from "./values.ts";

export async function createKey(args: Arguments, context: Context): Promise<Output> {
  const now = context.clock.now();
  const lockId = lockIdOf(args);
  const validFrom = optionalInstant(args, "from", now) ?? now;
  const validUntil = instant(args.option("until") ?? "", "--until", now);
  const maxUses = args.option("max-uses");
  const users = args.option("users");
  const description = optionalText(args, "description", 2_000);
  const tempKeyUuid = randomUUID();
  const command = {
    type: "createKey",
    actor: { kind: "operator" },
    doors: [{ lockId, method: "key" }],
    tempKeyUuid,
    accessMode: users === undefined ? "public" : "user-whitelist",
    allowedUserIds: users === undefined ? [] : userList(users),
    validFrom,
    validUntil,
    maxUses: maxUses === undefined ? null : wholeNumber(maxUses, "--max-uses"),
    // With one door it would say the same.
    maxUsesPerDoor: null,
    ...(description !== undefined && { description }),
  } as const;
  const made = await withStore(context, async (store) => {
    if (context.config.auth.kind === "own") {
      const known = await (await store.directory()).users(command.allowedUserIds);
      const unknown = command.allowedUserIds.find((user) => !known.has(user));
      if (unknown !== undefined) throw new Error(`There is no user ${quote(unknown)}`);
    }
    return (await store.ledger()).submit(command);
  });
  if (!made.ok) throw made.reason === "unknown-lock" ? new Error(`There is no lock ${lockId}`) : refusalOf(made);
  const url = `${context.config.publicUrl}/temp-keys/${tempKeyUuid}`;
  return { json: { tempKeyUuid, url }, text: `The guest's link:\n${url}` };
}

export async function rotatePinSecret(_args: Arguments, { config, clock }: Context): Promise<Output> {
  const { secrets, digits } = config.pin;
  const vault = await openPinVault({ keys: secrets ? { secrets } : { file: pinFile(config) }, digits, clock });
  await vault.rotate();
  return { json: { rotated: true }, text: "New PINs have a new secret now, within a second in running servers too." };
}

function userList(text: string): string[] {
  const users = text.split(",").map((user) => canonicalUserId(user.trim()));
  for (const user of users) shortText(user, "every user in --users", 255);
  if (users.length > 1_000) throw new UsageError("--users must name at most 1000 users");
  return [...new Set(users)];
}

export async function revokeKey(args: Arguments, context: Context): Promise<Output> {
  const tempKeyUuid = uuid(args.operand("tempKeyUuid"), "<tempKeyUuid>");
  const revoked = await withLedger(context, async (ledger) => {
    const key = await ledger.read.tempKey(tempKeyUuid);
    const lockId = key?.state.doors[0]?.lockId;
    if (lockId === undefined) throw new Error(`There is no temporary key ${quote(tempKeyUuid)}`);
    return ledger.submit({ type: "deleteTempKey", actor: { kind: "operator" }, lockId, tempKeyUuid });
  });
  if (!revoked.ok) throw refusalOf(revoked);
  const text = revoked.event ? "Revoked: nothing opens with it any more." : "It was revoked already.";
  return { json: { tempKeyUuid, revoked: true }, text };
}
