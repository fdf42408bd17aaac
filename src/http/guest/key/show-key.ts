import Type from "typebox";
import { opensBy, type TempKeyState } from "../../../domain/temp-key.ts";
import { HttpError } from "../../answers/errors.ts";
import { revealPin } from "../../pin-proofs.ts";
import type { App, RouteDeps } from "../../app.ts";
import type { DirectionsRecord } from "../../../presentation/presentation.ts";
import { brandFrame, brandOf, contactHtml, type GuestBrand } from "../brand.ts";
import { type Guest, type GuestKey, guestKey, guestUser, pathUuid, sendPage } from "../guest.ts";
import { homeScreenHead } from "./home-screen.ts";
import { type Html, html } from "../page/html.ts";
import { type DoorView, keyPage, type KeyPage } from "./key-page.ts";
import { type Locale, timeText } from "../page/locale.ts";
import { GuestPath, LanguageChoice, pageAnswers } from "../schemas.ts";
import { logoPath, directionsPicturePath } from "./pictures.ts";
import { methodOf, guestAccess } from "./guest-access.ts";
import { newUuid } from "../../../uuid.ts";
import { type View, viewOf } from "../page/view.ts";
import { refusalText, signInText } from "../page/outcome-texts.ts";

const schema = {
  summary: "The guest's page of a key",
  description: "What the link leads to. Changes nothing, however often it is asked for.",
  tags: ["Guests"],
  security: [{}, { BearerAuth: [] }],
  params: GuestPath,
  querystring: Type.Object({ lang: LanguageChoice }),
  response: pageAnswers("The page"),
};

export function showKeyRoutes(app: App, deps: RouteDeps): void {
  for (const [path, operationId] of [
    ["/temp-keys/:uuid", "showTempKey"],
    ["/collective-temp-keys/:uuid", "showCollectiveKey"],
  ] as const) {
    app.get(path, { schema: { ...schema, operationId } }, async (request, reply) => {
      const found = await guestKey(pathUuid(request), deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const guest = await guestUser(request, deps);
      const view = viewOf(request, deps.config);
      const brand = await brandOf(found, deps);
      const page = await pageOf(found, guest, brand, view, deps);
      const frame = { ...brandFrame(brand, view, null), head: homeScreenHead(view, page.uuid, brand) };
      return sendPage(reply, 200, keyPage(view, page, frame));
    });
  }
}

async function pageOf(
  found: GuestKey,
  guest: Guest | undefined,
  brand: GuestBrand,
  view: View,
  deps: RouteDeps,
): Promise<KeyPage> {
  const { locale } = view;
  const { state: key, description, pin } = found.record;
  const at = deps.clock.now();
  // Notes, times and PINs are for those who are meant, while the key is theirs.
  const { opens: admitted, refused, stranger, ended } = guestAccess(found, guest, at);
  const signIn = stranger && deps.mailer !== undefined;
  const { timeZone } = found.doors[0]!.lock.state;
  const directionsAt = (door: number, record: DirectionsRecord | undefined) => {
    if (!record || (record.text === null && record.picture === null)) return undefined;
    const picture =
      record.picture === null ? undefined : view.file(directionsPicturePath(key.uuid, door, record.picture));
    return { text: record.text, picture };
  };
  const lockIds = found.doors.map(({ lock }) => lock.state.lockId);
  const directionsOfLocks = stranger || ended ? undefined : await deps.presentation.directionsOfLocks(lockIds);
  const directions = found.doors.map(({ lock }) => directionsOfLocks?.get(lock.state.lockId));
  const doors = found.doors.map(({ id, name }, i): DoorView => {
    const opens = methodOf(found, id) === "code" ? "panel" : "slide";
    const usedUp = !admitted[i]!;
    return {
      id,
      name: name ?? locale.m.door,
      opens,
      byPin: byPin(found, id),
      usedUp,
      intent: newUuid(at),
      directions: directionsAt(id, directions[i]),
    };
  });
  const contact = directions.find((way) => way?.contact)?.contact ?? brand.contact;
  const changesIn = (refused === "not-yet-valid" ? key.validFrom : key.validUntil) - at;
  return {
    uuid: key.uuid,
    host: brand.host,
    logo: brand.logo === null ? undefined : view.file(logoPath(key.uuid, brand.logo)),
    doors,
    window: stranger ? undefined : windowText(locale, key, timeZone, at),
    usesLeft: key.maxUses === null || stranger ? undefined : Math.max(0, key.maxUses - key.usedCount),
    note: stranger || refused === "revoked" ? null : description,
    contact: contact ? contactHtml(contact) : undefined,
    signedInAs: key.accessMode === "user-whitelist" ? guest?.email : undefined,
    signIn,
    refusal:
      refused &&
      (refused === "not-yet-valid"
        ? beginsWords(locale, key.validFrom, timeZone, at)
        : signIn
          ? signInText(locale, refused)
          : refusalText(locale, refused)),
    changesIn: !stranger && !ended && changesIn < SOON_MS ? changesIn : undefined,
    pin:
      pin && !stranger && !ended && doors.some((door) => door.byPin) ? await revealPin(deps, found.record) : undefined,
  };
}

function windowText(locale: Locale, key: TempKeyState, timeZone: string, now: number): Html {
  const { validFrom, validUntil } = key;
  const from = timeText(locale, validFrom, timeZone, now);
  const until = timeText(locale, validUntil, timeZone, now, validFrom);
  return html`<span>${from} <span class="until">${locale.until(validFrom, validUntil, timeZone)}</span> ${until}</span>
    <small>${locale.zone(timeZone)}</small>`;
}

/** When a key that does not open yet begins. */
function beginsWords(locale: Locale, validFrom: number, timeZone: string, now: number) {
  const { m } = locale;
  const [before, after] = m.begins(MARK, locale.time(validFrom, timeZone, now), locale.zone(timeZone)).split(MARK);
  const left = validFrom - now;
  const [wrong, right] = m.inHowLong ?? [];
  const next = html`${before}<span
      data-countdown="${left}"
      data-soon="${m.inAMoment}"
      ${wrong !== undefined && right !== undefined && html`data-wrong="${wrong}" data-right="${right}"`}
      >${locale.timeUntil(left)}</span
    >${after}`;
  return { ...refusalText(locale, "not-yet-valid"), next };
}

/** Stands for what the page counts down. */
const MARK = "\u0000";
/** A page that is left open is asked for again when its key begins or ends within this time, in milliseconds. */
const SOON_MS = 86_400_000;

function byPin({ record }: GuestKey, door: number): boolean {
  return record.state.doors.some((one) => one.id === door && opensBy(one, "code"));
}
