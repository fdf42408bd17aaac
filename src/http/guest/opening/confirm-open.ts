import { finished, Readable } from "node:stream";
import Type from "typebox";
import { REPORT_GRACE_MS } from "../../../domain/order-decisions.ts";
import { isSettled, type OrderState } from "../../../domain/order.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { brandFrame, brandOf } from "../brand.ts";
import { type GuestKey, guestKey, pathUuid, sendPage } from "../guest.ts";
import { type ConfirmationPage, confirmationMain, confirmationPage } from "./confirmation-page.ts";
import { createSlots } from "../slots.ts";
import { timeText } from "../page/locale.ts";
import { EVENT_STREAM, GuestPath, LanguageChoice, pageAnswers } from "../schemas.ts";
import { type View, viewOf } from "../page/view.ts";
import { outcomeText } from "../page/outcome-texts.ts";

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

/** Until when an opening without an outcome is watched, in milliseconds since the epoch. */
const watchedUntil = ({ notAfter }: OrderState) => notAfter + 2 * REPORT_GRACE_MS;

/** Where an opening was. */
type Place = Pick<GuestKey["doors"][number], "name" | "lock">;

export function confirmOpenRoutes(app: App, deps: RouteDeps): void {
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
      // Another key's opening is nobody's business here.
      const order = asked?.tempKeyUuid === uuid ? asked : undefined;
      const view = viewOf(request, config);
      // A door may have been taken out of its key since.
      const place =
        found.doors.find(({ id }) => id === order?.door) ?? (order && (await placeOf(order))) ?? found.doors[0]!;
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
        const stream: unknown = Readable.from(stages(found, place, order, view, ended.promise));
        // nginx keeps an answer until it has some kilobytes of it, unless it is told not to.
        reply.header("x-accel-buffering", "no");
        return reply.type("text/event-stream").send(stream as string); // the schema knows text only
      }
      // A page with a script is told of what comes next; any other is sent when there is something to tell.
      const waits = order && !isSettled(order) && request.headers.prefer !== "respond-async";
      const now = waits ? await openings.settled(order.orderId, WAIT_MS) : order;
      const brand = await brandOf(found, deps);
      const frame = brandFrame(brand, view, brand.contact);
      return sendPage(reply, 200, confirmationPage(view, pageOf(found, place, now ?? order, view), frame));
    });

  async function placeOf({ lockId }: OrderState): Promise<Place | undefined> {
    const lock = await ledger.read.lock(lockId);
    return lock && { name: lock.name, lock };
  }

  async function* stages(
    found: GuestKey,
    place: Place,
    asked: OrderState,
    view: View,
    ended: Promise<undefined>,
  ): AsyncGenerator<string> {
    let order: OrderState | undefined = asked;
    let shown: string | undefined;
    while (order) {
      const page = pageOf(found, place, order, view);
      const main = JSON.stringify(confirmationMain(view, page).text);
      if (main !== shown) yield `data: ${(shown = main)}\n\n`;
      if (!page.working) return;
      order = await Promise.race([openings.further(order, watchedUntil(order) - deps.clock.now()), ended]);
    }
  }

  function pageOf(found: GuestKey, place: Place, order: OrderState | undefined, view: View): ConfirmationPage {
    const now = deps.clock.now();
    const { locale } = view;
    return {
      uuid: found.record.state.uuid,
      doorName: place.name ?? locale.m.door,
      words: order ? outcomeText(locale, order) : { ...locale.m.nothing, tone: "wait" },
      at: order?.settledAt ? timeText(locale, order.settledAt, place.lock.state.timeZone, now) : undefined,
      working: order !== undefined && !isSettled(order) && now < watchedUntil(order),
    };
  }
}
