import { randomUUID } from "node:crypto";
import { canonicalUserId, isoTime } from "../domain/ids.ts";
import { canonicalEmail } from "../identity/email.ts";
import { MAX_TTL_SECONDS } from "../identity/issuer.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { ownIssuer, withDirectory } from "./stores.ts";
import { duration, optionalText, quote } from "./values.ts";

export async function createUser(args: Arguments, context: Context): Promise<Output> {
  const given = args.option("email") ?? "";
  const email = canonicalEmail(given);
  if (email === undefined) throw new UsageError(`--email must be an e-mail address; it is ${quote(given)}`);
  const name = optionalText(args, "name", 120) ?? null;
  const userId = randomUUID();
  await withDirectory(context, (directory) =>
    directory.createUser({ userId, email, name, firstName: null, lastName: null, createdAt: context.clock.now() }),
  );
  return { json: { userId, email }, text: `Created the user ${userId} (${email}).` };
}

export async function signUserToken(args: Arguments, context: Context): Promise<Output> {
  const userId = canonicalUserId(args.operand("userId"));
  const ttlSeconds = duration(args.option("ttl") ?? "1h", "--ttl") / 1000;
  if (ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) throw new UsageError("--ttl must be 1s to 30d");
  const issuer = await ownIssuer(context);
  const user = await withDirectory(context, (directory) => directory.user(userId));
  if (!user) throw new Error(`There is no user ${quote(userId)}`);
  const signed = await issuer.sign({ userId, ttlSeconds });
  const expiresAt = isoTime(signed.expiresAt);
  return { json: { token: signed.token, expiresAt }, text: `${signed.token}\nGood until ${expiresAt}.` };
}

export async function rotateIssuer(_args: Arguments, context: Context): Promise<Output> {
  const issuer = await ownIssuer(context);
  const kid = await issuer.rotate();
  return {
    json: { kid },
    text: `Tokens are signed with a new key now (${kid}).\nThose that were signed before stay good until they expire.`,
  };
}
