import { randomUUID } from "node:crypto";
import { canonicalUserId, isoTime, isUuid } from "../domain/ids.ts";
import { LINK_MS, signInLink } from "../identity/sign-in.ts";
import { SET_UP_LINK_MS, type SetUp, setUpLink } from "../identity/accounts/accounts.ts";
import { canonicalEmail } from "../identity/email.ts";
import { MAX_TTL_SECONDS } from "../identity/issuer.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { erasePerson } from "../erasure/erase-person.ts";
import { endTokensNow } from "../identity/token-users.ts";
import { withDirectory, withIssuer, withSignIn, withStore } from "./stores.ts";
import { duration, optionalText, quote } from "./values.ts";

export async function createUser(args: Arguments, context: Context): Promise<Output> {
  const given = args.option("email") ?? "";
  const email = canonicalEmail(given);
  if (email === undefined) throw new UsageError(`--email must be an e-mail address; it is ${quote(given)}`);
  const name = optionalText(args, "name", 120) ?? null;
  const userId = randomUUID();
  await withDirectory(context, (directory) =>
    directory.createUser(
      { userId, email, name, firstName: null, lastName: null, createdAt: context.clock.now() },
      "server",
    ),
  );
  return { json: { userId, email }, text: `Created the user ${userId} (${email}).` };
}

export async function signUserToken(args: Arguments, context: Context): Promise<Output> {
  const userId = canonicalUserId(args.operand("userId"));
  const ttlSeconds = duration(args.option("ttl") ?? "1h", "--ttl") / 1000;
  if (ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) throw new UsageError("--ttl must be 1s to 30d");
  return withIssuer(context, async (issuer, directory) => {
    const user = await directory.user(userId);
    if (!user) throw new Error(`There is no user ${quote(userId)}`);
    const signed = await issuer.sign({ userId, ttlSeconds });
    const expiresAt = isoTime(signed.expiresAt);
    // Whoever asked for it may not be who they said: it opens what that address was let into.
    const whose = user.email === null ? "" : ` It is ${user.email}'s.`;
    return { json: { token: signed.token, expiresAt }, text: `${signed.token}\nGood until ${expiresAt}.${whose}` };
  });
}

export async function makeSignInLink(args: Arguments, context: Context): Promise<Output> {
  const userId = canonicalUserId(args.operand("userId"));
  const key = args.option("key");
  if (key !== undefined && !isUuid(key)) throw new UsageError(`--key must be a key's UUID; it is ${quote(key)}`);
  const user = await withDirectory(context, (directory) => directory.user(userId));
  if (!user) throw new Error(`There is no user ${quote(userId)}`);
  const { email } = user;
  if (email === null) throw new Error(`The user ${quote(userId)} has no e-mail address`);
  const secret = await withSignIn(context, (signIn) => signIn.createLink(email));
  const link = signInLink(context.config.publicUrl, secret, key);
  const until = isoTime(context.clock.now() + LINK_MS);
  return { json: { link, expiresAt: until }, text: `${link}\nGood once, until ${until}.` };
}

export async function makeSetUpLink(args: Arguments, { config, clock, ...rest }: Context): Promise<Output> {
  const given = args.option("user");
  const email = given === undefined ? undefined : canonicalEmail(given);
  if (given !== undefined && email === undefined)
    throw new UsageError(`--user must be an e-mail address; it is ${quote(given)}`);
  return withStore({ config, clock, ...rest }, async (store) => {
    const { setUps } = await store.accounts();
    let setUp: SetUp = { kind: "operator" };
    if (email !== undefined) {
      const user = await (await store.directory()).userByEmail(email);
      if (!user) throw new Error(`No user has the e-mail address ${quote(email)}`);
      setUp = { kind: "way-in", userId: user.userId, email };
    }
    const link = setUpLink(config.publicUrl, await setUps.create(setUp));
    const expiresAt = isoTime(clock.now() + SET_UP_LINK_MS);
    return { json: { link, expiresAt }, text: `${link}\nGood once, until ${expiresAt}.` };
  });
}

export async function signUserOut(args: Arguments, context: Context): Promise<Output> {
  const userId = canonicalUserId(args.operand("userId"));
  const ended = await withStore(context, async (store) => {
    await endTokensNow(await store.directory(), userId, context.clock.now());
    return (await store.signIn()).signOutEverywhere(userId);
  });
  const sessions = `${ended} ${ended === 1 ? "session" : "sessions"}`;
  return { json: { ended }, text: `Ended ${sessions} of ${userId}, and every link and token that was made for them.` };
}

export async function eraseUser(args: Arguments, context: Context): Promise<Output> {
  const userId = canonicalUserId(args.operand("userId"));
  const erased = await withStore(context, async (store) => {
    const [personal, directory] = [await store.personalData(), await store.directory()];
    const { members } = await store.organizations();
    return erasePerson(userId, { personal, directory, members, ledger: await store.ledger() }, context.clock.now());
  });
  switch (erased.kind) {
    case "unknown":
      throw new Error(`There is no user ${quote(userId)}`);
    case "last-owner":
      throw new Error(`Nobody else could act for ${erased.orgIds.join(", ")}: give it another owner, or end it`);
    case "owns-locks":
      throw new Error(`Nobody else could act for lock ${erased.lockIds.join(", ")}: give it another owner`);
    case "erased":
      return {
        json: { userId, alreadyErased: erased.before },
        text: `Nothing is known of ${userId} any more. Copies of the data from before have it still.`,
      };
    default:
      return erased satisfies never;
  }
}

export async function rotateIssuer(args: Arguments, context: Context): Promise<Output> {
  const now = args.flag("now");
  const kid = await withIssuer(context, (issuer) => issuer.rotate({ now }));
  const others = now
    ? "All that were signed before are void, within a second in running servers too."
    : "Those that were signed before stay good until they expire.";
  return { json: { kid }, text: `Tokens are signed with a new key now (${kid}).\n${others}` };
}
