/** What a server says at its first start, while nobody hosts it by an account. */
import type { Config } from "./config.ts";
import { setUpLink } from "./identity/accounts/accounts.ts";
import { StoreUnavailableError } from "./database/unavailable.ts";
import type { Store } from "./store/store.ts";

/**
 * The link by which whoever hosts the server makes their account, once; afterwards how to get another one, until there
 * is an account.
 *
 * @param url where the server listens
 */
export async function firstStartNotice(store: Store, config: Config, url: string): Promise<string> {
  try {
    const { setUps } = await store.accounts();
    if (await setUps.hasOperator()) return "";
    if (await setUps.isPending())
      return 'Nobody has set it up yet: open the link that was printed before, or get another one with "user setup-link"\n';
    const base = config.isPublicUrlGiven ? config.publicUrl : url;
    const link = setUpLink(base, await setUps.create({ kind: "operator" }));
    return `Set it up within a day, once, at ${link}\n`;
  } catch (error) {
    // It opens doors all the same.
    if (error instanceof StoreUnavailableError) return "";
    throw error;
  }
}
