/** Whom a key may name: with tokens of our own, users that exist. */
import type { AccessMode } from "../../../domain/key-terms.ts";
import type { RouteDeps } from "../../app.ts";

type Named = { readonly accessMode?: AccessMode; readonly allowedUserIds?: readonly string[] };

/**
 * For a command that makes or changes a key. Nobody is looked up for a key that is for everybody; should it be for named
 * users by the time the command is decided, the decision knows of none.
 *
 * @param asked what is to be, with the users in the form in which they are compared
 * @param was what the key is now
 */
export async function knownUsers(
  { directory, config }: Pick<RouteDeps, "directory" | "config">,
  asked: Named,
  was: Named = {},
): Promise<{ readonly knownUsers?: readonly string[] }> {
  if (config.auth.kind === "external") return {};
  const isForNamed = (asked.accessMode ?? was.accessMode) === "user-whitelist";
  const isNew = asked.allowedUserIds !== undefined || asked.accessMode !== undefined;
  const named = isForNamed && isNew ? (asked.allowedUserIds ?? was.allowedUserIds ?? []) : [];
  return { knownUsers: named.length === 0 ? [] : [...(await directory.users(named))] };
}
