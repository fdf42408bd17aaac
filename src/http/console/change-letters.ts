/** Whoever has an account is told when the ways into it change: if it was somebody else, they learn of it. */
import type { FastifyRequest } from "fastify";
import type { RouteDeps } from "../app.ts";
import type { WayChange } from "./messages/ways-messages.ts";
import { viewOf } from "./page/view.ts";

/** Later, to the address that counts; nothing where there is none, or no mail server. */
export function tellOfChange(request: FastifyRequest, deps: RouteDeps, userId: string, what: WayChange): void {
  const { letters, directory, config } = deps;
  const { changed, changes } = viewOf(request, config).m.ways.letters;
  letters.later(request, "A message about a way in", async () => {
    const email = (await directory.user(userId))?.email;
    return email ? { to: email, subject: changed.subject, text: changed.text(changes[what]) } : undefined;
  });
}
