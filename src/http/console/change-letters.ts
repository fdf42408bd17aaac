/** Whoever has an account is told when the ways into it change: if it was somebody else, they learn of it. */
import type { FastifyRequest } from "fastify";
import type { RouteDeps } from "../app.ts";
import { mailOf } from "../pages/letter.ts";
import type { WayChange } from "./messages/ways-messages.ts";
import { viewOf } from "./page/view.ts";

/** Later, to the address that counts; nothing where there is none, or no mail server. */
export function tellOfChange(request: FastifyRequest, deps: RouteDeps, userId: string, what: WayChange): void {
  const { letters, directory, config } = deps;
  const { m, language } = viewOf(request, config);
  const { changed, changes } = m.ways.letters;
  letters.later(request, "A message about a way in", async () => {
    const email = (await directory.user(userId))?.email;
    if (!email) return undefined;
    const { subject, text } = changed;
    return mailOf(email, subject, { language, title: subject, before: text(changes[what]).split("\n\n") });
  });
}
