import { isoTime } from "../domain/ids.ts";
import { hashApiKey, hintOf, newApiKey } from "../identity/api-keys.ts";
import type { Directory } from "../identity/directory.ts";
import type { Arguments, Context, Output } from "./command.ts";
import { withDirectory } from "./stores.ts";
import { duration, optionalInstant, optionalText, quote, shortText } from "./values.ts";

export async function createOrganization(args: Arguments, context: Context): Promise<Output> {
  const now = context.clock.now();
  const orgId = orgIdOf(args);
  const name = optionalText(args, "name", 120);
  const expiresAt = optionalInstant(args, "expires", now) ?? null;
  return withDirectory(context, async (directory) => {
    const organization = { orgId, super: args.flag("super"), ...(name !== undefined && { name }) };
    await directory.createOrganization(organization, now);
    const apiKey = await addKey(directory, orgId, now, expiresAt);
    return shown(`Created the organisation ${quote(orgId)}`, orgId, apiKey, expiresAt);
  });
}

export async function rotateOrganizationKey(args: Arguments, context: Context): Promise<Output> {
  const now = context.clock.now();
  const orgId = orgIdOf(args);
  const overlap = args.option("overlap") ?? "1h";
  const endOfOthers = now + duration(overlap, "--overlap");
  const expiresAt = optionalInstant(args, "expires", now) ?? null;
  return withDirectory(context, async (directory) => {
    const apiKey = await addKey(directory, orgId, now, expiresAt, endOfOthers);
    return shown(`The other keys of ${quote(orgId)} end in ${overlap}`, orgId, apiKey, expiresAt);
  });
}

async function addKey(
  directory: Directory,
  orgId: string,
  createdAt: number,
  expiresAt: number | null,
  endOfOthers?: number,
): Promise<string> {
  const apiKey = newApiKey();
  const key = { hash: hashApiKey(apiKey), orgId, hint: hintOf(apiKey), createdAt, expiresAt };
  await directory.addApiKey(key, endOfOthers);
  return apiKey;
}

function orgIdOf(args: Arguments): string {
  return shortText(args.operand("orgId"), "<orgId>", 255);
}

function shown(done: string, orgId: string, apiKey: string, expiresAt: number | null): Output {
  const until = expiresAt === null ? "" : `, good until ${isoTime(expiresAt)}`;
  return {
    json: { orgId, apiKey },
    text: `${done}.\nAPI key${until}: ${apiKey}\nKeep it now: it is not shown again.`,
  };
}
