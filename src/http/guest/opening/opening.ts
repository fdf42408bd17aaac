/** An opening as the guest's pages tell of it, from the record and from what was seen of its door. */
import { REPORT_GRACE_MS } from "../../../domain/order-decisions.ts";
import { isSettled, type OrderState } from "../../../domain/order.ts";
import type { LockRecord } from "../../../ledger/ledger.ts";
import { NO_DIRECTIONS } from "../../../presentation/presentation.ts";
import type { RouteDeps } from "../../app.ts";
import type { GuestBrand } from "../brand.ts";
import { type DoorFacts, factsOf } from "../door/door-facts.ts";
import { failedInARow } from "../door/failed-in-a-row.ts";
import { type Help, helpBlock } from "../door/help.ts";
import { helpOf } from "../door/help-of.ts";
import type { Guest, GuestKey } from "../guest.ts";
import { nextStep } from "../key/door-list.ts";
import { doorViews } from "../key/door-views.ts";
import type { Html } from "../../pages/html.ts";
import { timeText } from "../page/locale.ts";
import { NEWS_MS, outcomeText, outcomeWord, TRYING_AGAIN_HELPS } from "../page/outcome-texts.ts";
import type { View } from "../page/view.ts";
import type { ConfirmationPage } from "./confirmation-page.ts";

/** Whose opening it was, and where. */
export interface Opening {
  readonly found: GuestKey;
  readonly guest: Guest | undefined;
  /** Whether the key is for whoever reads of it: a link that is passed on names no door. */
  readonly meant: boolean;
  readonly brand: GuestBrand;
  readonly place: Place;
  /** Undefined where nothing was opened. */
  readonly order: OrderState | undefined;
}

interface Place {
  readonly id: number;
  readonly name: string | null;
  readonly lock: LockRecord;
}

/** Until when an opening without an outcome is watched, in milliseconds since the epoch. */
export const watchedUntil = ({ notAfter }: OrderState) => notAfter + 2 * REPORT_GRACE_MS;

/** Whether an opening is no longer news. */
export function isOld(order: OrderState, now: number): boolean {
  return now - (order.settledAt ?? watchedUntil(order)) > NEWS_MS;
}

/** Where an order opens; a door may have been taken out of its key since. */
export async function placeOf(
  { doors }: GuestKey,
  order: OrderState | undefined,
  { ledger }: Pick<RouteDeps, "ledger">,
): Promise<Place> {
  const door = doors.find(({ id }) => id === order?.door);
  if (door || !order) return door ?? doors[0]!;
  const lock = await ledger.read.lock(order.lockId);
  return lock ? { id: order.door ?? 0, name: lock.name, lock } : doors[0]!;
}

export async function openingPage(opening: Opening, view: View, deps: RouteDeps): Promise<ConfirmationPage> {
  const { found, meant, place, order } = opening;
  const { locale } = view;
  const { uuid } = found.record.state;
  const now = deps.clock.now();
  const here = `/temp-keys/${uuid}/confirmation`;
  const base = { uuid, doorName: meant ? (place.name ?? locale.m.door) : undefined };
  if (!order)
    return {
      ...base,
      here,
      outcome: { ...locale.m.nothing, tone: "wait" },
      at: undefined,
      working: false,
      help: undefined,
      next: undefined,
    };
  const { timeZone } = place.lock.state;
  const [known] = await factsOf([place.lock], deps);
  const facts = meant ? known! : { ...known!, way: { ...NO_DIRECTIONS, picture: null } };
  const outcome = outcomeText(locale, order, { facts, timeZone, now });
  const working = !isSettled(order) && now < watchedUntil(order);
  return {
    ...base,
    here: `${here}?door=${place.id}&order=${order.orderId}`,
    outcome,
    at: order.settledAt ? timeText(locale, order.settledAt, timeZone, now) : undefined,
    working,
    next: order.stage === "opened" ? await nextDoor(opening, view, deps) : undefined,
    help: working ? undefined : helpBlockOrNot(view, await helpAfter(opening, order, facts, view, deps)),
  };
}

/** The way goes on: the next door that opens from here. */
async function nextDoor(
  { found, guest, brand, place }: Opening,
  view: View,
  deps: RouteDeps,
): Promise<Html | undefined> {
  const at = found.doors.findIndex(({ id }) => id === place.id);
  if (at < 0 || at === found.doors.length - 1) return undefined;
  const facts = await factsOf(
    found.doors.map(({ lock }) => lock),
    deps,
  );
  const doors = doorViews({ found, guest, brand, facts, pin: undefined }, view, deps.clock.now());
  const next = doors.slice(at + 1).find(({ opens, usedUp }) => opens === "slide" && !usedUp);
  return next && nextStep(view, found.record.state.uuid, next);
}

function helpBlockOrNot(view: View, help: Help | undefined) {
  return help && helpBlock(view, help);
}

/** For whoever may still stand before the door; undefined where the lock told that it is open. */
async function helpAfter(
  { found, guest, brand, place }: Opening,
  order: OrderState,
  facts: DoorFacts,
  view: View,
  deps: RouteDeps,
): Promise<Help | undefined> {
  const { m } = view.locale;
  const { stage, failure, acceptedOnly } = order;
  if (stage === "opened" && !acceptedOnly) return undefined;
  const isFailed = stage === "failed" || stage === "expired";
  const of = { lockId: order.lockId, tempKeyUuid: found.record.state.uuid, door: place.id };
  const failures = stage === "opened" ? 0 : await failedInARow(deps.ledger.read, of);
  return helpOf(
    { found, guest, door: { id: place.id, name: place.name ?? m.door }, facts, brand },
    {
      again: !isFailed || TRYING_AGAIN_HELPS[failure ?? "rejected"] ? m.tryAgain : undefined,
      first: failures > 1 ? "call" : "again",
      counts: isFailed ? m.nothingCounted : m.countsAsOne,
    },
    view,
    deps,
  );
}

/** One line of an opening that is no news any more. */
export async function lastOpening(opening: Opening, view: View, deps: RouteDeps): Promise<string | undefined> {
  const { order, place } = opening;
  if (!order) return undefined;
  const { m, name, time } = view.locale;
  const door = name(place.name ?? m.door);
  const at = order.settledAt ?? order.requestedAt;
  const [facts] = await factsOf([place.lock], deps);
  const now = deps.clock.now();
  return m.lastOpening(door, time(at, place.lock.state.timeZone, now, now), outcomeWord(m, order, facts!));
}
