import { isoTime } from "../../../domain/ids.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { submit } from "../commands.ts";
import { Success, Timestamp } from "../schemas.ts";
import { KeyPath, managedKey } from "./key-body.ts";
import { GivenRecipient, readRecipient } from "./notify.ts";

/** Messages of a key in an hour; then nobody else is sent its link. */
const MOST_IN_AN_HOUR = 10;
const HOUR_MS = 3_600_000;

const schema = {
  operationId: "sendLink",
  summary: "Send a key's link",
  description: `To whoever is named, whether or not it was sent before, with the key as it is then. From now on they, and nobody who was named before, are told when times or doors change, or the key is paused or taken back; a link that is still held for another is not sent to them. Held while the key is paused. On the key's history once it is sent, without the address. Refused after ${MOST_IN_AN_HOUR} messages of the key in an hour.`,
  tags: ["Temporary keys"],
  params: KeyPath,
  body: GivenRecipient,
  response: {
    200: objectWithExample(
      { success: Success, sendAt: { ...Timestamp, description: "When it is sent" } },
      { title: "SentLink", description: "It is on its way, or held" },
    ),
    ...bodyErrorAnswers(403, 404, 429),
  },
};

export function sendLinkRoute(app: App, deps: RouteDeps): void {
  const { ledger, recipients, clock } = deps;
  app.post("/temp-keys/:uuid/notify", { schema }, async ({ actor, params, body }) => {
    const { state } = await managedKey(ledger, actor, params.uuid);
    const now = clock.now();
    const recipient = readRecipient(body, state.validFrom, recipients);
    if ("errors" in recipient) {
      const errors = recipient.errors.map(({ field, message }) => ({ field: field.replace("notify.", ""), message }));
      throw new HttpError(400, INVALID_REQUEST, errors);
    }
    if ((await recipients.settled(state.uuid, now - HOUR_MS)) >= MOST_IN_AN_HOUR)
      throw new HttpError(429, "The key's guests were sent many messages", undefined, { retryAfter: HOUR_MS / 1_000 });
    const to = { ...recipient, since: now };
    const sealed = await recipients.seal(state.uuid, to);
    await submit(ledger, { type: "setRecipient", actor, tempKeyUuid: state.uuid, recipient: sealed });
    return { success: true, sendAt: isoTime(await recipients.sendLink(state, to, now)) };
  });
}
