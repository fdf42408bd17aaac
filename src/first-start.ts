/** What a server says when it starts: where the console is, and, while nobody hosts it by an account, how to get one. */
import { setUpLink } from "./identity/accounts/accounts.ts";
import { StoreUnavailableError } from "./database/unavailable.ts";
import type { Store } from "./store/store.ts";

/**
 * The link by which whoever hosts the server makes their account, once; afterwards how to get another one, until there
 * is an account.
 *
 * @param publicUrl where people reach the server
 */
export async function firstStartNotice(store: Store, publicUrl: string): Promise<string> {
  try {
    const { setUps } = await store.accounts();
    if (await setUps.hasOperator()) return `The console is at ${publicUrl}/\n`;
    if (await setUps.isPending())
      return 'Nobody has set it up yet: open the link that was printed before, or get another one with "user setup-link"\n';
    const link = setUpLink(publicUrl, await setUps.create({ kind: "operator" }));
    return `Set it up within a day, once, at ${link}\nAfterwards the console is at ${publicUrl}/\n`;
  } catch (error) {
    // It opens doors all the same.
    if (error instanceof StoreUnavailableError) return "";
    throw error;
  }
}
