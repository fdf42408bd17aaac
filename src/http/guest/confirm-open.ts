import Type from "typebox";
import { isSettled, REPORT_GRACE_MS } from "../../domain/order.ts";
import { HttpError } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { guestKey, limitGuest, pathUuid, sendPage } from "./guest.ts";
import { confirmationPage } from "./page.ts";
import { GuestPath, pageAnswers } from "./schemas.ts";
import { timeText } from "./window.ts";
import { outcomeWords, type Words } from "./words.ts";

/** How long the page waits for the lock before it is sent without an outcome, in milliseconds. */
const WAIT_MS = 2_500;
const LOOK_AGAIN_S = 2;
const NOTHING: Words = { title: "No opening to show", next: "Go back to the key to open the door.", tone: "wait" };

const schema = {
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

export function confirmOpenRoutes(app: App, deps: RouteDeps): void {
  const { ledger, orders, clock } = deps;
  for (const [path, operationId] of [
    ["/temp-keys/:uuid/confirmation", "confirmTempKeyOpening"],
    ["/collective-temp-keys/:uuid/confirmation", "confirmCollectiveOpening"],
  ] as const)
    app.get(path, { schema: { ...schema, operationId } }, async (request, reply) => {
      await limitGuest(request, deps);
      const uuid = pathUuid(request);
      const { order: orderId } = request.query;
      const asked = orderId === undefined ? undefined : await ledger.read.order(orderId);
      // Another key's opening is nobody's business here.
      const own = asked?.tempKeyUuid === uuid ? asked : undefined;
      const order = own && !isSettled(own) ? ((await orders.settled(own.orderId, WAIT_MS)) ?? own) : own;
      const found = await guestKey(uuid, deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const door = found.doors.find(({ id }) => id === order?.door) ?? found.doors[0]!;
      const working = order !== undefined && !isSettled(order) && clock.now() < order.notAfter + 2 * REPORT_GRACE_MS;
      if (working) reply.header("refresh", String(LOOK_AGAIN_S));
      const page = confirmationPage({
        uuid,
        doorName: door.name,
        words: order ? outcomeWords(order) : NOTHING,
        at: order?.settledAt ? timeText(order.settledAt, door.lock.state.timeZone) : undefined,
        back: !working,
      });
      return sendPage(reply, 200, page);
    });
}
