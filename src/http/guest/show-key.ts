import { randomUUID } from "node:crypto";
import { admit } from "../../domain/admission.ts";
import { HttpError } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { guestUser, keyAndDoor, keyFacts, limitGuest, pathUuid, sendPage } from "./guest.ts";
import { keyPage } from "./page.ts";
import { GuestPath, pageAnswers } from "./schemas.ts";
import { windowText } from "./window.ts";
import { REFUSAL } from "./words.ts";

const schema = {
  operationId: "showTempKey",
  summary: "The guest's page of a key",
  description: "What the link leads to. Changes nothing, however often it is asked for.",
  tags: ["Guests"],
  security: [{}, { BearerAuth: [] }],
  params: GuestPath,
  response: pageAnswers("The page"),
};

export function showKeyRoute(app: App, deps: RouteDeps): void {
  app.get("/temp-keys/:uuid", { schema: schema }, async (request, reply) => {
    await limitGuest(request, deps);
    const found = await keyAndDoor(pathUuid(request), deps);
    if (!found) throw new HttpError(404, "Temporary key not found");
    const userId = await guestUser(request, deps);
    const { state, description } = found.key;
    const attempt = { at: deps.clock.now(), method: "key" as const, ...(userId !== undefined && { userId }) };
    const admission = admit(state, attempt);
    const page = keyPage({
      ...(await keyFacts(found, deps)),
      window: windowText(state.validFrom, state.validUntil, found.lock.state.timeZone),
      usesLeft: state.maxUses === null ? undefined : Math.max(0, state.maxUses - state.usedCount),
      note: description,
      refusal: admission.admitted ? undefined : REFUSAL[admission.reason],
      intent: randomUUID(),
    });
    return sendPage(reply, 200, page);
  });
}
