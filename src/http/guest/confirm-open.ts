import Type from "typebox";
import { isSettled, REPORT_GRACE_MS } from "../../domain/order.ts";
import { HttpError } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { keyAndDoor, keyFacts, limitGuest, pathUuid, sendPage } from "./guest.ts";
import { confirmationPage } from "./page.ts";
import { GuestPath, pageAnswers } from "./schemas.ts";
import { outcomeWords, type Words } from "./words.ts";

/** How long the page waits for the lock before it is sent without an outcome, in milliseconds. */
const WAIT_MS = 2_500;
const LOOK_AGAIN_S = 2;
const NOTHING: Words = { title: "No opening to show", next: "Go back to the key to open the door.", tone: "wait" };

const schema = {
  operationId: "confirmTempKeyOpening",
  summary: "What became of an opening",
  description: "Tells from the record what happened, whatever the link says. Changes nothing.",
  tags: ["Guests"],
  security: [{}],
  params: GuestPath,
  querystring: Type.Object({
    door: Type.Optional(Type.String({ description: "Number of the door within the key", examples: ["1"] })),
    order: Type.Optional(
      Type.String({ maxLength: 64, description: "The opening", examples: ["0194f1c2-7d1e-7b8a-9c36-5e2f81d04b77"] }),
    ),
    offline: Type.Optional(Type.String({ description: "Taken and not used: the record tells", examples: ["false"] })),
  }),
  response: pageAnswers("The page"),
};

export function confirmOpenRoute(app: App, deps: RouteDeps): void {
  const { ledger, orders, clock } = deps;
  app.get("/temp-keys/:uuid/confirmation", { schema }, async (request, reply) => {
    await limitGuest(request, deps);
    const uuid = pathUuid(request);
    const { order: orderId } = request.query;
    const asked = orderId === undefined ? undefined : await ledger.read.order(orderId);
    // Another key's opening is nobody's business here.
    const own = asked?.tempKeyUuid === uuid ? asked : undefined;
    const order = own && !isSettled(own) ? ((await orders.settled(own.orderId, WAIT_MS)) ?? own) : own;
    const found = await keyAndDoor(uuid, deps, order?.door ?? undefined);
    if (!found) throw new HttpError(404, "Temporary key not found");
    const working = order !== undefined && !isSettled(order) && clock.now() < order.notAfter + 2 * REPORT_GRACE_MS;
    const page = confirmationPage({
      ...(await keyFacts(found, deps)),
      words: order ? outcomeWords(order) : NOTHING,
      refresh: working ? LOOK_AGAIN_S : undefined,
      back: !working,
    });
    return sendPage(reply, 200, page);
  });
}
