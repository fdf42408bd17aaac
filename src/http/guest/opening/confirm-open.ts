import { finished, Readable } from "node:stream";
import Type from "typebox";
import { isSettled, type OrderState } from "../../../domain/order.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App } from "../../app.ts";
import { brandFrame, brandOf } from "../brand.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { guestKey, guestUser, pathUuid, sendPage } from "../guest.ts";
import { guestAccess } from "../key/guest-access.ts";
import { keyPageOf } from "../key/show-key.ts";
import { confirmationMain, confirmationPage } from "./confirmation-page.ts";
import { isOld, lastOpening, type Opening, openingPage, placeOf, watchedUntil } from "./opening.ts";
import { createSlots } from "../../callers/slots.ts";
import { LanguageChoice, pageAnswers } from "../../pages/schemas.ts";
import { EVENT_STREAM, GuestPath } from "../schemas.ts";
import { type View, viewOf } from "../page/view.ts";

/** How long the page waits for the lock before it is sent without an outcome, in milliseconds. */
const WAIT_MS = 2_500;
/** Streams at once; whoever comes after them asks again and again instead. */
export const MAX_STREAMS = 1_000;
/** Of one client, and of one key. */
const MAX_STREAMS_OF_ONE = 50;

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
    lang: LanguageChoice,
    offline: Type.Optional(Type.String({ description: "Taken and not used: the record tells", examples: ["false"] })),
  }),
  response: pageAnswers(
    "The page. To `Accept: text/event-stream`, every stage of the opening as it comes, as the page's main part",
    EVENT_STREAM,
  ),
};

export function confirmOpenRoutes(app: App, deps: GuestDeps): void {
  const { ledger, openings, config } = deps;
  /** Of each stream that is open, what ends it. */
  const streams = new Set<() => void>();
  const slots = createSlots({ all: MAX_STREAMS, each: MAX_STREAMS_OF_ONE });
  // Whoever watches asks again, and is answered by a process that stays.
  app.addHook("preClose", async () => {
    for (const end of streams) end();
  });
  for (const [path, operationId] of [
    ["/temp-keys/:uuid/confirmation", "confirmTempKeyOpening"],
    ["/collective-temp-keys/:uuid/confirmation", "confirmCollectiveOpening"],
  ] as const)
    app.get(path, { schema: { ...schema, operationId } }, async (request, reply) => {
      const uuid = pathUuid(request);
      const { order: orderId } = request.query;
      const asked = orderId === undefined ? undefined : await ledger.read.order(orderId);
      const found = await guestKey(uuid, deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const guest = await guestUser(request, deps);
      const view = viewOf(request, config);
      const now = deps.clock.now();
      const { meant } = guestAccess(found, guest, now);
      // Another key's opening is nobody's business here.
      const order = asked?.tempKeyUuid === uuid ? asked : undefined;
      const place = await placeOf(found, order, deps);
      const brand = await brandOf(found, deps);
      const opening = { found, guest, meant, brand, place, order };
      if (request.headers.accept?.includes("text/event-stream")) {
        if (!order) throw new HttpError(404, "There is no such opening");
        const leave = slots.take(`client ${request.client}`, `key ${uuid}`);
        if (!leave) throw new HttpError(503, "Too many are watching", undefined, { retryAfter: 1 });
        const ended = Promise.withResolvers<undefined>();
        const end = () => ended.resolve(undefined);
        streams.add(end);
        // Also of an answer that nobody waits for any more: "close" would not come again.
        finished(reply.raw, () => {
          streams.delete(end);
          leave();
          end();
        });
        const stream: unknown = Readable.from(stages(opening, order, view, ended.promise));
        // nginx keeps an answer until it has some kilobytes of it, unless it is told not to.
        reply.header("x-accel-buffering", "no");
        return reply.type("text/event-stream").send(stream as string); // the schema knows text only
      }
      if (order && isOld(order, now)) {
        const last = meant ? await lastOpening(opening, view, deps) : undefined;
        return sendPage(reply, 200, await keyPageOf(found, guest, view, deps, last));
      }
      // A page with a script is told of what comes next; any other is sent when there is something to tell.
      const waits = order && !isSettled(order) && request.headers.prefer !== "respond-async";
      const settled = waits ? await openings.settled(order.orderId, WAIT_MS) : order;
      const page = await openingPage({ ...opening, order: settled ?? order }, view, deps);
      const contact = page.help ? null : brand.contact;
      return sendPage(reply, 200, confirmationPage(view, page, brandFrame(brand, view, contact)));
    });

  async function* stages(
    opening: Opening,
    asked: OrderState,
    view: View,
    ended: Promise<undefined>,
  ): AsyncGenerator<string> {
    let order: OrderState | undefined = asked;
    let shown: string | undefined;
    while (order) {
      const page = await openingPage({ ...opening, order }, view, deps);
      const main = JSON.stringify(confirmationMain(view, page).text);
      if (main !== shown) yield `data: ${(shown = main)}\n\n`;
      if (!page.working) return;
      order = await Promise.race([openings.further(order, watchedUntil(order) - deps.clock.now()), ended]);
    }
  }
}
