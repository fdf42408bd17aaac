/** What tests of accounts share. */
import { setTimeout as wait } from "node:timers/promises";
import type { Mailbox } from "../users/mailbox.ts";

/** How long a letter may take, in milliseconds, on a busy machine too. */
const PATIENCE_MS = 20_000;

/** The newest link to a path that was sent to somebody, once it is there; letters about other things may come between. */
export async function linkSentTo(mailbox: Mailbox, email: string, path: string, from = 0): Promise<string> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const theirs = mailbox.messages.slice(from).filter(({ to }) => to.includes(email));
    const link = theirs
      .map(({ raw }) => new RegExp(`http://\\S+${path}\\?\\S+`).exec(readable(raw))?.[0])
      .findLast(Boolean);
    if (link !== undefined) return link;
    await wait(20);
  }
  throw new Error(`no link to ${path} was sent to ${email}`);
}

/** A letter as a person would see it. */
export function readable(raw: string): string {
  return raw
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
