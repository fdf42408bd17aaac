import Type from "typebox";
import { usersHeldTo } from "../../../domain/key-terms.ts";
import type { TempKeyState } from "../../../domain/temp-key.ts";
import { HttpError } from "../../answers/errors.ts";
import { revealPin } from "../../pin-proofs.ts";
import type { App, RouteDeps } from "../../app.ts";
import { type AdmissionRefusal } from "../../../domain/refusals.ts";
import { brandFrame, brandOf, contactHtml, type GuestBrand } from "../brand.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { type Guest, type GuestKey, guestKey, guestUser, pathUuid, sendPage } from "../guest.ts";
import { homeScreenHead } from "./home-screen.ts";
import { type DoorFacts, factsOf } from "../door/door-facts.ts";
import { contactsOf, type Help, helpBlock } from "../door/help.ts";
import { helpOf } from "../door/help-of.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Shown } from "../page/layout.ts";
import { byPin, doorViews, offlineText } from "./door-views.ts";
import { keyPage, type KeyPage } from "./key-page.ts";
import { type Locale, timeText } from "../page/locale.ts";
import { LanguageChoice, pageAnswers } from "../../pages/schemas.ts";
import { GuestPath } from "../schemas.ts";
import { logoPath } from "./pictures.ts";
import { guestAccess } from "./guest-access.ts";
import { type View, viewOf } from "../page/view.ts";
import { counted, refusalText, signInText } from "../page/outcome-texts.ts";

const schema = {
  summary: "The guest's page of a key",
  description: "What the link leads to. Changes nothing, however often it is asked for.",
  tags: ["Guests"],
  security: [{}, { BearerAuth: [] }],
  params: GuestPath,
  querystring: Type.Object({ lang: LanguageChoice }),
  response: pageAnswers("The page"),
};

export function showKeyRoutes(app: App, deps: GuestDeps): void {
  for (const [path, operationId] of [
    ["/temp-keys/:uuid", "showTempKey"],
    ["/collective-temp-keys/:uuid", "showCollectiveKey"],
  ] as const) {
    app.get(path, { schema: { ...schema, operationId } }, async (request, reply) => {
      const found = await guestKey(pathUuid(request), deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const guest = await guestUser(request, deps);
      const view = viewOf(request, deps.config);
      return sendPage(reply, 200, await keyPageOf(found, guest, view, deps));
    });
  }
}

/** @param last one line of the opening before */
export async function keyPageOf(
  found: GuestKey,
  guest: Guest | undefined,
  view: View,
  deps: GuestDeps,
  last?: string,
): Promise<string> {
  const brand = await brandOf(found, deps);
  const page = await pageOf(found, guest, brand, view, deps);
  const around = brandFrame(brand, view, null);
  const frame = { ...around, head: homeScreenHead(view, page.uuid, brand) };
  const isPublic = found.record.state.accessMode === "public";
  const contacts = contactsOf(
    isPublic ? (page.doors.find(({ contacts: [one] }) => one)?.contacts[0] ?? null) : null,
    brand,
  );
  deps.remembered.set(page.uuid, { frame: { colours: around.colours }, contacts });
  return keyPage(view, { ...page, last }, frame);
}

/** The page to be looked at by whoever manages the key: as one of those sees it whom it is for. */
export async function stillPageOf(found: GuestKey, view: View, deps: GuestDeps): Promise<string> {
  const brand = await brandOf(found, deps);
  const [userId] = usersHeldTo(found.record.state);
  const page = await pageOf(found, userId === undefined ? undefined : { userId }, brand, view, deps);
  return keyPage(view, { ...page, changesIn: undefined }, { ...brandFrame(brand, view, null), isStill: true });
}

async function pageOf(
  found: GuestKey,
  guest: Guest | undefined,
  brand: GuestBrand,
  view: View,
  deps: GuestDeps,
): Promise<KeyPage> {
  const { locale } = view;
  const { state: key, description, pin } = found.record;
  const at = deps.clock.now();
  // Notes, times and PINs are for those who are meant, while the key is theirs.
  const { refused, meant, ended } = guestAccess(found, guest, at);
  const signIn = !meant && !ended && deps.mailer !== undefined;
  const { timeZone } = found.doors[0]!.lock.state;
  const locks = found.doors.map(({ lock }) => lock);
  const facts = await factsOf(locks, deps);
  const knowsWay = meant && !ended;
  const shownPin =
    pin && knowsWay && found.doors.some(({ id }) => byPin(found, id, at))
      ? await revealPin(deps, found.record)
      : undefined;
  const doors = doorViews({ found, guest, brand, facts, pin: shownPin }, view, at);
  const ofDoor = facts.find(({ way }) => way.contact)?.way.contact ?? null;
  const contact = (knowsWay ? ofDoor : null) ?? brand.contact;
  const changes = [
    ...(knowsWay ? [(refused === "not-yet-valid" ? key.validFrom : key.validUntil) - at] : []),
    ...(knowsWay && refused === "paused" ? [LOOK_AGAIN_MS] : []),
    ...(knowsWay && refused === undefined && doors.some(({ offline }) => offline !== undefined) ? [LOOK_AGAIN_MS] : []),
  ];
  const changesIn = Math.min(...changes);
  // In the place of the control stand the PIN and whom to ask already.
  const isHelped = doors.length === 1 && doors[0]!.offline !== undefined;
  const help = refused && (await refusedHelp(found, guest, brand, facts, view, deps));
  return {
    uuid: key.uuid,
    host: brand.host,
    logo: brand.logo === null ? undefined : view.file(logoPath(key.uuid, brand.logo)),
    doors,
    window: meant ? windowText(locale, key, timeZone, at) : undefined,
    usesLeft: key.maxUses === null || !meant ? undefined : Math.max(0, key.maxUses - key.usedCount),
    note: !meant || refused === "revoked" ? null : description,
    contact: contact && !refused && !isHelped ? contactHtml(contact) : undefined,
    signedInAs: key.accessMode === "user-whitelist" ? guest?.email : undefined,
    signIn,
    refusal:
      refused &&
      (signIn
        ? signInText(locale, refused)
        : meant
          ? refusalWords(view, found, refused, facts[0]!, (help?.contacts.length ?? 0) > 0, deps)
          : refusalText(locale, refused)),
    help: help && helpBlock(view, help),
    changesIn: changesIn < SOON_MS ? changesIn : undefined,
    pin: isHelped ? undefined : shownPin,
  };
}

/** The page shows the PIN and the way beside their doors already. */
async function refusedHelp(
  found: GuestKey,
  guest: Guest | undefined,
  brand: GuestBrand,
  facts: readonly DoorFacts[],
  view: View,
  deps: GuestDeps,
): Promise<Help> {
  const i = Math.max(
    0,
    facts.findIndex(({ way }) => way.contact),
  );
  const { id } = found.doors[i]!;
  const at = { found, guest, door: { id, name: "" }, facts: facts[i]!, brand };
  const { contacts, first } = await helpOf(at, { first: "call" }, view, deps);
  return { contacts, first };
}

/** Why a key does not open; for those whom it is for, also when it begins or ended. */
export function refusalWords(
  { locale }: View,
  { record: { state: key }, doors }: GuestKey,
  reason: AdmissionRefusal,
  { offlineSince }: DoorFacts,
  canAsk: boolean,
  deps: Pick<RouteDeps, "clock">,
): Shown {
  const { m, sentences, zone, time } = locale;
  const { timeZone } = doors[0]!.lock.state;
  const at = deps.clock.now();
  const words = refusalText(locale, reason);
  if (reason === "not-yet-valid") return beginsWords(locale, key.validFrom, timeZone, at);
  if (reason === "expired") {
    const ended = m.endedAt(time(key.validUntil, timeZone, at), zone(timeZone));
    return { ...words, next: canAsk ? ended : sentences(ended, m.ask) };
  }
  if (reason === "offline" && offlineSince !== undefined)
    return { ...words, title: offlineText(locale, offlineSince, timeZone, at), next: "" };
  return words;
}

export function windowText(
  locale: Locale,
  key: Pick<TempKeyState, "validFrom" | "validUntil">,
  timeZone: string,
  now: number,
): Html {
  const { validFrom, validUntil } = key;
  const from = timeText(locale, validFrom, timeZone, now);
  const until = timeText(locale, validUntil, timeZone, now, validFrom);
  return html`<span>${from} <span class="until">${locale.until(validFrom, validUntil, timeZone)}</span> ${until}</span>
    <small>${locale.zone(timeZone)}</small>`;
}

/** When a key that does not open yet begins. */
function beginsWords(locale: Locale, validFrom: number, timeZone: string, now: number) {
  const { m, time, zone } = locale;
  const begins = (inHowLong: string) => m.begins(inHowLong, time(validFrom, timeZone, now), zone(timeZone));
  const next = counted(begins, validFrom - now, locale, m.inAMoment);
  return { ...refusalText(locale, "not-yet-valid"), next };
}

/** A page that is left open is asked for again when its key begins or ends within this time, in milliseconds. */
const SOON_MS = 86_400_000;
/** How soon a key that is paused, and a lock without a connection, are looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 15_000;
